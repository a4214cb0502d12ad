"""Giving one's view: one proposal after the other, in the fair order, until one stops.

The address carries the seed of the order, the instant at which one began and the number of the proposal that was
last left for later; nothing else remembers the way. What lies before that one without a position, and was published
when one began, was left for later; what was published since may never have been in view, and is counted apart.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Min, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.models import ConsultationPage, Phase
from consult.pages import foreign_language
from participants.models import User
from proposals.arguments import gather_best
from proposals.asked import read_instant, read_number, read_seed, written_instant
from proposals.models import Position, Proposal, ProposalQuerySet
from proposals.models.proposal import fair_rank, fair_terms
from proposals.models.readers import key_of
from proposals.panels import Reader
from proposals.reading import list_crumbs
from proposals.standing import position_data
from proposals.words import VALUE_OF
from proposals.words_read import changed_data, has_changed

PLACE = 2**40  # more than any primary key: a rank times that, and a key, are one number


class Place(NamedTuple):
    """Where someone is: the seed of the order, when they began, what they left for later and answered last."""

    seed: int
    began: datetime
    after: int | None = None
    answered: int | None = None

    @property
    def rank(self) -> int:
        """What comes next in the order has a greater one."""
        return -1 if self.after is None else fair_rank(self.after, self.seed)

    @property
    def instant(self) -> int:
        """When they began, as the address carries it."""
        return int(written_instant(self.began))

    def address(self, consultation: ConsultationPage) -> str:
        carried = {"graine": self.seed, "apres": self.after, "repondu": self.answered, "instant": self.instant}
        given = {name: number for name, number in carried.items() if number is not None}
        return f"{reverse('proposals:give_view', args=[consultation.slug])}?{urlencode(given)}"


class Left(NamedTuple):
    """How many proposals have no position of the reader: those to come, those left for later, those that came since."""

    ahead: int
    later: int
    since: int


def read_place(carried: Mapping[str, Any]) -> Place:
    """The place that an address or a form carries; anything malformed counts as not given."""
    return Place(
        seed=read_seed(str(carried.get("graine", ""))),
        began=read_instant(str(carried.get("instant", ""))),
        after=read_number(str(carried.get("apres", ""))),
        answered=read_number(str(carried.get("repondu", ""))),
    )


def proposal_answered(consultation: ConsultationPage, number: int, reader: Reader) -> Proposal | None:
    """The proposal that an answer is about, if the reader may see it. One query."""
    proposal = (
        Proposal.objects.visible_to(reader)
        .filter(consultation=consultation, number=number)
        .select_related("current")
        .first()
    )
    if proposal is not None:
        proposal.consultation = consultation  # known already, and read by the right
    return proposal


def gather_turn(
    consultation: ConsultationPage, place: Place, reader: Reader, *, kept: Mapping[str, Any], error: str = ""
) -> dict[str, Any]:
    """The next proposal with what one needs to answer it, or why there is none.

    Six queries and those of the arguments' additions, however many proposals: phases, counts, own
    positions, the next proposal, and its best arguments.
    """
    phase = consultation.phase_at(timezone.now())
    context = _around(consultation, phase, reader, error)
    if phase is None or not phase.may_take_position:
        return {**context, "turn": None, "rest": _closed(consultation)}
    left, upcoming = _left(consultation, place, key_of(reader))
    taken = _taken(consultation, reader)
    proposal = _next(consultation, upcoming)
    if proposal is None:
        return {**context, "turn": None, "rest": _rest(consultation, place, left, taken, context)}
    is_kept = kept.get("proposal") == str(proposal.number)
    turn = {**_turn(proposal, phase, place, reader, kept if is_kept else {}), "left": left, "taken": taken}
    return {**context, "turn": turn, "rest": None, "changed": _changed(proposal, kept) if is_kept else None}


def _around(consultation: ConsultationPage, phase: Phase | None, reader: Reader, error: str) -> dict[str, Any]:
    """What the page shows whatever there is to answer. No query."""
    address = reverse("proposals:give_view", args=[consultation.slug])
    return {
        "consultation": consultation,
        "lang": foreign_language(consultation.language),
        "canonical_url": f"{settings.WAGTAILADMIN_BASE_URL}{address}",
        "crumbs": list_crumbs(consultation, label=_("Give my view")),
        "list_url": reverse("proposals:list", args=[consultation.slug]),
        "submit_url": reverse("proposals:submit", args=[consultation.slug]) if phase and phase.may_submit else "",
        "space_url": reverse("participants:space") if isinstance(reader, User) else "",
        "stop_url": consultation.address,
        "action": address,
        "error": error,
        "changed": None,
    }


def _left(consultation: ConsultationPage, place: Place, person: int | None) -> tuple[Left, int | None]:
    """How many are left, and the key of the one that comes next. One query, which goes through all of them once."""
    if place.after is None:
        found = _from_the_first(consultation.pk, person, *fair_terms(place.seed))
    else:
        found = _from(consultation.pk, person, place.rank, place.began, *fair_terms(place.seed))
    *counts, upcoming = found[0] if found else (0, 0, 0, None)
    return Left(*counts), None if upcoming is None else upcoming % PLACE


def _unanswered(consultation: int, person: int | None, *order: int) -> ProposalQuerySet:
    """Made one row, to be counted; ``place`` is the rank of each in the order, and its key."""
    listed = Proposal.objects.listed().not_folded().filter(consultation=consultation)
    listed = listed.with_words().unanswered_by(person)
    place = ExpressionWrapper(F("fair_rank") * Value(PLACE) + F("pk"), output_field=BigIntegerField())
    ordered: Any = listed.in_order_of(*order).order_by()
    rows: ProposalQuerySet = ordered.annotate(place=place).values("consultation")
    return rows


@compiled_once
def _from_the_first(consultation: int, person: int | None, *order: int) -> QuerySet[Proposal, Any]:
    rows: Any = _unanswered(consultation, person, *order)
    counted = rows.annotate(ahead=Count("pk"), later=Value(0), since=Value(0), upcoming=Min("place"))
    found: QuerySet[Proposal, Any] = counted.values_list("ahead", "later", "since", "upcoming")
    return found


@compiled_once
def _from(consultation: int, person: int | None, rank: int, began: datetime, *order: int) -> QuerySet[Proposal, Any]:
    rows: Any = _unanswered(consultation, person, *order)
    behind, came_since = Q(fair_rank__lte=rank), Q(published_at__gt=began)
    counted = rows.annotate(
        ahead=Count("pk", filter=~behind),
        later=Count("pk", filter=behind & ~came_since),
        since=Count("pk", filter=behind & came_since),
        upcoming=Min("place", filter=~behind),
    )
    found: QuerySet[Proposal, Any] = counted.values_list("ahead", "later", "since", "upcoming")
    return found


def _taken(consultation: ConsultationPage, reader: Reader) -> int:
    """How many positions the reader has taken here. One query, none for an anonymous reader."""
    if not isinstance(reader, User):
        return 0
    return next(iter(_positions_taken(consultation.pk, reader.pk)), 0)


@compiled_once
def _positions_taken(consultation: int, person: int) -> QuerySet[Position, int]:
    taken = Position.objects.filter(participant=person, proposal__consultation=consultation)
    return taken.values("participant").annotate(number=Count("pk")).values_list("number", flat=True)


def _next(consultation: ConsultationPage, key: int | None) -> Proposal | None:
    """The one with this key, if it is in view still. One query, none without a key."""
    proposal = next(iter(_in_view(key)), None) if key is not None else None
    if proposal is not None:
        proposal.consultation = consultation
    return proposal


@compiled_once
def _in_view(key: int) -> ProposalQuerySet:
    listed = Proposal.objects.listed().with_words().filter(pk=key)
    return listed.select_related("current", "author", "imported_from").defer("search_text")


def _turn(proposal: Proposal, phase: Phase, place: Place, reader: Reader, kept: Mapping[str, Any]) -> dict[str, Any]:
    """One proposal, its best arguments, the answers and the ways on."""
    args = [proposal.consultation.slug, proposal.number]
    argue_url = reverse("proposals:argue", args=args) if phase.may_argue else ""
    chosen = str(kept.get("position", ""))
    answered = place.answered
    position = position_data(proposal, reader, None, is_open=True)
    return {
        "proposal": _words(proposal),
        "sides": [
            {**side, "argue_url": f"{argue_url}?sens={side['stance']}" if argue_url else ""}
            for side in gather_best(proposal, reader)
        ],
        "position": position,
        "hidden": {
            "proposal": proposal.number,
            "version": position["version"],
            "graine": place.seed,
            "apres": place.after,
            "instant": place.instant,
        },
        "later_url": place._replace(after=proposal.number, answered=None).address(proposal.consultation),
        "chosen": chosen if chosen in VALUE_OF and not _changed(proposal, kept) else "",
        "answered": {"reference": f"P-{answered}", "url": reverse("proposals:detail", args=[args[0], answered])}
        if answered
        else None,
    }


def _changed(proposal: Proposal, kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is said where the words have changed during a detour. No query."""
    read = read_number(str(kept.get("version", "")))
    return changed_data(proposal, read, whole=False) if read and has_changed(proposal, read) else None


def _words(proposal: Proposal) -> dict[str, Any]:
    """What it says and who says it; no text where the title, drawn from it, says it all. No query."""
    version = proposal.current
    assert version is not None  # a proposal is created with its first version
    said = " ".join(version.text.split()).rstrip(" .!…").casefold()
    return {
        "reference": proposal.reference,
        "url": proposal.get_absolute_url(),
        "title": version.title,
        "text": "" if version.title_derived and said == version.title.casefold() else version.text,
        "title_derived": version.title_derived,
        "lang": foreign_language(proposal.language),
        "author": proposal.signature,
        "institution": proposal.signed_for_institution,
        "invented": proposal.invented,
    }


def _closed(consultation: ConsultationPage) -> dict[str, str]:
    return {
        "title": _("Positions cannot be taken at the moment."),
        "sentence": _("The proposals and their arguments can still be read."),
        "url": reverse("proposals:list", args=[consultation.slug]),
        "label": _("Read the proposals"),
    }


def _rest(
    consultation: ConsultationPage, place: Place, left: Left, taken: int, around: Mapping[str, Any]
) -> dict[str, str]:
    """What is said once the last one is passed: some are left for later, or new, all are answered, or none exists."""
    again = Place(place.seed, timezone.now()).address(consultation)
    if left.later:
        return {
            "title": _("You have gone through all of them."),
            "sentence": _("You can stop here, or come back to those that you left for later."),
            "url": again,
            "label": _("See those left for later"),
        }
    if left.since:
        return {
            "title": _("You have gone through all those that stood here when you began."),
            "sentence": _("Others have been published since."),
            "url": again,
            "label": _("See those published since"),
        }
    if taken:
        return {
            "title": _("Thank you: you have given your view on every proposal."),
            "sentence": _("Others may come: you can return whenever you like."),
            "url": around["list_url"],
            "label": _("Read the proposals"),
        }
    first = {"title": _("There is no proposal yet."), "sentence": _("The first one could be yours.")}
    if not around["submit_url"]:
        return {"title": first["title"], "url": around["stop_url"], "label": _("Back to the consultation")}
    return {**first, "url": around["submit_url"], "label": _("Submit a proposal")}
