"""The one door through which a person says where texts belong: each time, what was read is kept with what was said.

A text that the machine placed counts as read when somebody passed it through here, and not before. More than one
at a time passes only with the list of what was displayed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from consult.locks import take_turn
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from synthesis.models import SetAside, Theme, ThemeDecision, ThemeMembership

Deed = ThemeDecision.Deed
CONFIRMED = "theme.confirmed"
PLACED = "proposals.placed"
BATCH = 500  # rows written at once


class ThemeMerged(Conflict):
    """The theme was merged into another meanwhile."""


class NotDisplayed(Refused):
    """Texts are decided together only by someone before whom they were displayed."""


class ReasonMissing(Refused):
    """A text is set aside for a reason."""


class Shown(NamedTuple):
    """What was before a person's eyes: the version of each proposal, by its number; no time when read elsewhere."""

    at: datetime | None
    versions: Mapping[int, int]


class Before(NamedTuple):
    """Where a text stood before an act, and the version that was read; ``place`` is None where it stood nowhere."""

    proposal: int
    version: int
    place: ThemeMembership | None


class Act(NamedTuple):
    """What was done: when, to how many, and by reference what was left alone since it changed meanwhile."""

    at: datetime
    done: list[Before]
    edited: list[str]
    decided: list[str]
    gone: list[str]

    @property
    def number(self) -> int:
        return len(self.done)


def read_elsewhere(proposals: Sequence[Proposal]) -> Shown:
    """For what somebody read in a file rather than on the desk; it counts for no desk time."""
    return Shown(None, {row.number: row.current_id for row in proposals if row.current_id is not None})


@transaction.atomic
def decide(
    *,
    proposals: Sequence[Proposal],
    deed: Deed,
    by: User | None,
    theme: Theme | None = None,
    reason: str = "",
    shown: Shown | None = None,
) -> Act:
    """Confirm texts in a theme, move them to one, or set them aside for a reason. Six queries and the journal's.

    Proposals of one consultation, with it. What was edited, withheld, or decided by someone else since it was
    displayed is left as it is and named; the others are done.
    """
    if not proposals:
        raise Refused(_("Choose at least one proposal."))
    consultation = turn_of(proposals[0].consultation)
    theme = standing(theme) if theme is not None and deed != Deed.SET_ASIDE else None
    _check_places(consultation, proposals, theme)
    if deed == Deed.SET_ASIDE and reason not in SetAside.values:
        raise ReasonMissing(_("Say why these texts are set aside."))
    act = _sorted_out(proposals, deed, by, theme, _checked(proposals, shown))
    if act.done:
        _keep(act, deed, theme, reason, by, consultation, shown)
        _record(consultation, deed, theme, reason, act, proposals)
    return act


def _check_places(consultation: ConsultationPage, proposals: Sequence[Proposal], theme: Theme | None) -> None:
    places = {proposal.consultation_id for proposal in proposals} | ({theme.consultation_id} if theme else set())
    if places != {consultation.pk}:
        raise Refused(_("A proposal can only go to a theme of its own consultation."))


def _checked(proposals: Sequence[Proposal], shown: Shown | None) -> Shown:
    """What was displayed, or ``NotDisplayed``; one text by itself needs no list."""
    if shown is None and len(proposals) == 1:
        return read_elsewhere(proposals)
    if shown is None or not {proposal.number for proposal in proposals} <= shown.versions.keys():
        raise NotDisplayed(_("Only texts that were displayed before you can be decided together: read them first."))
    return shown


def _sorted_out(proposals: Sequence[Proposal], deed: Deed, by: User | None, theme: Theme | None, shown: Shown) -> Act:
    """Which of these still are as they were displayed. Three queries."""
    keys = [proposal.pk for proposal in proposals]
    now = list(Proposal.objects.filter(pk__in=keys).order_by("number"))
    places = {place.proposal_id: place for place in ThemeMembership.objects.filter(proposal__in=keys)}
    read = read_at(now)
    act = Act(timezone.now(), [], [], [], [])
    for proposal in now:
        place = places.get(proposal.pk)
        if not proposal.is_published or proposal.is_off_topic or proposal.current_id is None:
            act.gone.append(proposal.reference)
        elif proposal.current_id != shown.versions[proposal.number]:
            act.edited.append(proposal.reference)
        elif _decided_since(place, by, shown) or (deed == Deed.CONFIRMED and _stands_elsewhere(place, theme)):
            act.decided.append(proposal.reference)
        elif deed != Deed.CONFIRMED or place is None or (proposal.current_id, place.confirmed_at) not in read:
            act.done.append(Before(proposal.pk, proposal.current_id, place))
    return act


def read_at(proposals: Sequence[Proposal]) -> set[tuple[int, datetime]]:
    """Which of their current versions were decided on, and when. One query."""
    current = [proposal.current_id for proposal in proposals if proposal.current_id is not None]
    return set(ThemeDecision.objects.filter(version__in=current).order_by().values_list("version_id", "at"))


def _decided_since(place: ThemeMembership | None, by: User | None, shown: Shown) -> bool:
    if place is None or place.confirmed_at is None or shown.at is None:
        return False
    return place.confirmed_at > shown.at and place.placed_by_id != (by.pk if by else None)


def _stands_elsewhere(place: ThemeMembership | None, theme: Theme | None) -> bool:
    return place is None or theme is None or place.theme_id != theme.pk


def _keep(
    act: Act,
    deed: Deed,
    theme: Theme | None,
    reason: str,
    by: User | None,
    consultation: ConsultationPage,
    shown: Shown | None,
) -> None:
    """Write places and decisions together. Two queries, or three."""
    if deed == Deed.CONFIRMED:
        keys = [row.proposal for row in act.done]
        ThemeMembership.objects.filter(proposal__in=keys).update(confirmed_at=act.at, placed_by=by)
    else:
        write_places(
            [
                ThemeMembership(
                    theme=theme,
                    proposal_id=row.proposal,
                    placed_by=by,
                    by_person=True,
                    confirmed_at=act.at,
                    placed_at=act.at,
                    reason="" if theme else reason,
                )
                for row in act.done
            ]
        )
    ThemeDecision.objects.bulk_create(
        [
            ThemeDecision(
                consultation=consultation,
                version_id=row.version,
                deed=deed,
                theme=theme,
                origin_id=row.place.theme_id if row.place else None,
                reason="" if theme else reason,
                together=act.number,
                shown_at=shown.at if shown else None,
                at=act.at,
                by=by,
            )
            for row in act.done
        ],
        batch_size=BATCH,
    )


def _record(
    consultation: ConsultationPage, deed: Deed, theme: Theme | None, reason: str, act: Act, rows: Sequence[Proposal]
) -> None:
    """One entry an act: how many were confirmed, or which were placed where, or set aside and why."""
    if deed == Deed.CONFIRMED and theme is not None:
        journal.record(CONFIRMED, consultation=consultation.slug, theme=theme.reference, proposals=act.number)
        return
    done = {row.proposal for row in act.done}
    references = [proposal.reference for proposal in rows if proposal.pk in done]
    why = {} if theme else {"reason": reason}
    journal.record(
        PLACED,
        consultation=consultation.slug,
        theme=theme.reference if theme else "",
        proposals=references,
        **why,
    )


def write_places(memberships: Sequence[ThemeMembership]) -> None:
    """Each proposal stands in one place: a new one takes the old one's row."""
    fields = ["theme", "placed_by", "by_person", "confirmed_at", "placed_at", "reason", "run"]
    ThemeMembership.objects.bulk_create(
        memberships, batch_size=BATCH, update_conflicts=True, unique_fields=["proposal"], update_fields=fields
    )


def turn_of(consultation: ConsultationPage) -> ConsultationPage:
    """Wait until nobody else touches the themes of a consultation."""
    turn_of_key(consultation.pk)
    return consultation


def turn_of_key(consultation: int) -> None:
    """The same of a consultation by its key."""
    take_turn(f"themes of {consultation}")


def standing(theme: Theme) -> Theme:
    """The theme as it stands now, or ``ThemeMerged``. Call in one's turn. One query."""
    now = Theme.objects.select_related("consultation", "merged_into").get(pk=theme.pk)
    if now.merged_into is not None:
        raise ThemeMerged(_("This theme was merged into “%(name)s”.") % {"name": now.merged_into})
    return now
