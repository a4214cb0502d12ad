"""The filters of the list that this room knows: state, one's own matters, phase, arguments.

Some are each person's own ("my proposals"): an address that carries one shows whoever opens it theirs, and asks
who is not signed in to do so. *Not answered yet* means a proposal of somebody else on which one has taken no
position: which pages someone opens is kept nowhere. Upper rooms add states that they know (``panels.state_choices``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from consult.models import ConsultationPage, Phase
from consult.requests import asked
from participants.models import User
from proposals.models import Argument, Proposal, ProposalQuerySet
from proposals.panels import StateChoice, state_choices

WAITING = "en-attente"
WITHDRAWN = "retirees"
FOLDS, EACH = "replies", "un-par-un"  # texts for which another stands: each by itself, or those of one group
Narrow = Callable[[ProposalQuerySet, User | None], ProposalQuerySet]


@dataclass(frozen=True)
class Choice:
    """One value of a filter: its label, what it keeps, and whether that depends on who reads."""

    label: str
    keep: Narrow
    private: bool = False


Filters = Mapping[str, tuple[str, Mapping[str, Choice]]]


@dataclass(frozen=True)
class Narrowed:
    """The filters in force by parameter, and the parameters whose value means nothing here."""

    chosen: Mapping[str, str]
    unknown: Sequence[str]
    private: bool


def asked_group(query: QueryDict) -> int | None:
    """The number of the proposal of which an address asks the group: all for which it stands, and itself."""
    found = re.fullmatch(r"P-([1-9][0-9]{0,8})", asked(query, FOLDS), re.ASCII)
    return int(found[1]) if found else None


def own_filters(phases: Sequence[Phase], at: datetime, *, group: int | None = None) -> Filters:
    """The filters of a consultation with these phases: by parameter, a label and choices. No query."""
    return {
        "etat": (
            _("State"),
            {
                "modifiees": Choice(_("Changed since published"), _changed),
                **{one.value: Choice(str(one.label), _as_known(one, at)) for one in state_choices},
                WITHDRAWN: Choice(_("Withdrawn by their author"), lambda rows, reader: rows),
                WAITING: Choice(_("Mine, waiting for a moderator"), lambda rows, reader: rows, private=True),
            },
        ),
        "pour-moi": (
            _("For me"),
            {
                "sans-position": Choice(_("Not answered yet"), _unanswered(at), private=True),
                "miennes": Choice(_("My proposals"), _mine, private=True),
            },
        ),
        "phase": (_("Published during"), _phase_choices(phases, at)),
        "arguments": (
            _("Arguments"),
            {
                "avec": Choice(_("With arguments"), lambda rows, reader: rows.filter(_argued(at))),
                "sans": Choice(_("Without arguments"), lambda rows, reader: rows.exclude(_argued(at))),
            },
        ),
        FOLDS: (_("Near-identical texts"), _fold_choices(group)),
    }


def read_filters(query: QueryDict, filters: Filters) -> Narrowed:
    """What the address asks of these filters; a value that means nothing is named, and left out."""
    given = {name: asked(query, name) for name in filters if asked(query, name)}
    chosen = {name: value for name, value in given.items() if value in filters[name][1]}
    private = any(filters[name][1][value].private for name, value in chosen.items())
    return Narrowed(chosen, [name for name in given if name not in chosen], private)


def narrowed(
    consultation: ConsultationPage, filters: Filters, asked: Narrowed, reader: User | None
) -> ProposalQuerySet:
    """The proposals of a consultation that these filters keep; a private one keeps nothing for nobody. No query."""
    rows = _base(consultation, asked.chosen.get("etat", ""), reader)
    if asked.private and reader is None:
        return rows.none()
    for name, value in asked.chosen.items():
        rows = filters[name][1][value].keep(rows, reader)
    return rows


def _base(consultation: ConsultationPage, state: str, reader: User | None) -> ProposalQuerySet:
    """What everyone reads and still stands, what was withdrawn, or what its author alone reads."""
    if state == WITHDRAWN:
        return Proposal.objects.published().filter(consultation=consultation, withdrawn_at__isnull=False)
    if state != WAITING:
        return Proposal.objects.listed().filter(consultation=consultation)
    own = Proposal.objects.visible_to(reader).filter(consultation=consultation, author=reader)
    return own.filter(state=Proposal.State.SUBMITTED)


def _changed(rows: ProposalQuerySet, reader: User | None) -> ProposalQuerySet:
    return rows.filter(current__number__gt=F("first_public_version"))


def _as_known(choice: StateChoice, at: datetime) -> Narrow:
    return lambda rows, reader: choice.keep(rows, at)


def _mine(rows: ProposalQuerySet, reader: User | None) -> ProposalQuerySet:
    return rows.filter(author=reader)


def _unanswered(at: datetime) -> Narrow:
    """As it was then: what is answered from the first page still stands on it when the second is asked for."""

    def keep(rows: ProposalQuerySet, reader: User | None) -> ProposalQuerySet:
        return rows.unanswered_by(reader, at=at)

    return keep


def _argued(at: datetime) -> Exists:
    """As the card counts them: in view, with their words, without replies."""
    published = Argument.objects.first_level().filter(state=Argument.State.PUBLISHED, published_at__lte=at)
    published = published.exclude(text="")
    return Exists(published.filter(proposal=OuterRef("pk")))


def _fold_choices(group: int | None) -> dict[str, Choice]:
    """Each by itself, or the one group that the address asks for."""
    choices = {EACH: Choice(_("Show each by itself"), lambda rows, reader: rows)}
    if group is not None:
        of_it = Q(number=group) | Q(folded_under__number=group)
        label = _("Those folded under %(reference)s") % {"reference": f"P-{group}"}
        choices[f"P-{group}"] = Choice(label, lambda rows, reader: rows.filter(of_it))
    return choices


def _phase_choices(phases: Sequence[Phase], at: datetime) -> dict[str, Choice]:
    """Phases that have begun, by the day that they opened; none to choose from when there is one only."""
    begun = [phase for phase in phases if phase.opens_at <= at]
    return {_day(phase): Choice(str(phase), _during(phase)) for phase in begun} if len(begun) > 1 else {}


def _day(phase: Phase) -> str:
    return phase.opens_at.date().isoformat()


def _during(phase: Phase) -> Narrow:
    return lambda rows, reader: rows.filter(published_at__gte=phase.opens_at, published_at__lt=phase.closes_at)
