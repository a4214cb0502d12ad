"""Saying that proposals are the same idea, or are not; taking it back. Each grouping keeps what stands."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal, Version
from proposals.tasks import version_text
from synthesis.clustering.corpus import plain
from synthesis.deciding import turn_of
from synthesis.given import check_added, standing_decisions
from synthesis.models import SameIdea

SAME, NOT_SAME, TAKEN_BACK = "ideas.same", "ideas.not_same", "ideas.taken_back"
MOST = 12  # proposals at once: 66 pairs, which a person can still mean


class AlreadySaid(Conflict):
    """Somebody said so, or the contrary, and it stands."""


class SameWords(Refused):
    """Texts that are equal after normalisation are not told apart."""


class NotSaid(Conflict):
    """Nothing is said of these two, or somebody took it back meanwhile."""


class Word(NamedTuple):
    """What was said of one proposal and another, from the side of the first."""

    said: int
    other: int
    same: bool

    @property
    def reference(self) -> str:
        return f"P-{self.other}"


@transaction.atomic
def say_same(*, first: Proposal, second: Proposal, same: bool, by: User | None) -> SameIdea:
    """Say whether two published proposals are the same idea. See :func:`say_all_same`."""
    return say_all_same(proposals=[first, second], same=same, by=by)[0]


@transaction.atomic
def say_all_same(*, proposals: Sequence[Proposal], same: bool, by: User | None) -> list[SameIdea]:
    """Say of published proposals that all are the same idea, or that no two are. Nine queries and the journal's.

    What cannot be kept beside what people decided already is refused, and the sentence says what excludes it. A
    pair of which it was said already is left as it is; where nothing is left to say, ``AlreadySaid``.
    """
    rows = sorted({proposal.pk: proposal for proposal in proposals}.values(), key=lambda proposal: proposal.pk)
    if not 2 <= len(rows) <= MOST or len({proposal.consultation_id for proposal in rows}) > 1:
        raise Refused(_("Choose from two to %(most)s proposals of the same consultation.") % {"most": MOST})
    consultation = turn_of(rows[0].consultation)
    listed = Proposal.objects.grouped().filter(pk__in=[row.pk for row in rows]).select_related("current")
    current = {row.pk: row.current for row in listed if row.current}
    if len(current) < len(rows):
        raise Refused(_("Only published proposals can be compared."))
    new = _unsaid(rows, same)
    if not same:
        _check_words(new, current)
    before = standing_decisions(consultation)
    now = timezone.now()
    said = SameIdea.objects.bulk_create(
        [SameIdea(first=first, second=second, same=same, by=by, at=now) for first, second in new]
    )
    check_added(before, standing_decisions(consultation))
    _record(SAME if same else NOT_SAME, consultation, {row for pair in new for row in pair})
    return said


def _check_words(pairs: Iterable[tuple[Proposal, Proposal]], current: Mapping[int, Version]) -> None:
    """``SameWords`` where no grouping could keep a pair apart. No query."""
    words = {key: plain(version_text(version)) for key, version in current.items()}
    for first, second in pairs:
        if words[first.pk] and words[first.pk] == words[second.pk]:
            raise SameWords(
                _(
                    "%(first)s and %(second)s have the same words: a grouping cannot tell them apart. If they should "
                    "not be folded together, take that back in the list of folded texts: each then stands by itself."
                )
                % {"first": first.reference, "second": second.reference}
            )


def _unsaid(rows: Sequence[Proposal], same: bool) -> list[tuple[Proposal, Proposal]]:
    """The pairs of which nothing is said; ``AlreadySaid`` where the contrary is, or where none is left. One query."""
    keys = [row.pk for row in rows]
    told = SameIdea.objects.standing().filter(first__in=keys, second__in=keys).order_by()
    known = {(first, second): value for first, second, value in told.values_list("first", "second", "same")}
    pairs = list(combinations(rows, 2))
    new = [(first, second) for first, second in pairs if (first.pk, second.pk) not in known]
    against = [pair for pair in pairs if known.get((pair[0].pk, pair[1].pk), same) != same]
    if against or not new:
        first, second = (against or pairs)[0]
        raise AlreadySaid(
            _("It is said already whether %(first)s and %(second)s are the same idea: take that back first.")
            % {"first": first.reference, "second": second.reference}
        )
    return new


@transaction.atomic
def take_back(*, said: SameIdea) -> None:
    """Take back what was said of two proposals; the row stays. Two queries and the journal's."""
    consultation = turn_of(said.first.consultation)
    if not SameIdea.objects.standing().filter(pk=said.pk).update(undone_at=timezone.now()):
        raise NotSaid(_("This was taken back already."))
    _record(TAKEN_BACK, consultation, [said.first, said.second])


@transaction.atomic
def take_all_back(*, consultation: ConsultationPage, keys: Sequence[int]) -> int:
    """Take back what still stands of what one act said; returns how many pairs. Three queries and the journal's."""
    turn_of(consultation)
    standing = SameIdea.objects.standing().filter(pk__in=keys, first__consultation=consultation)
    rows = list(standing.select_related("first", "second"))
    if not rows:
        raise NotSaid(_("This was taken back already."))
    standing.update(undone_at=timezone.now())
    _record(TAKEN_BACK, consultation, {side for row in rows for side in (row.first, row.second)})
    return len(rows)


def said_in(consultation: ConsultationPage) -> QuerySet[SameIdea]:
    """What stands of pairs that are both in view, with their words."""
    listed = Proposal.objects.grouped().filter(consultation=consultation)
    return (
        SameIdea.objects.standing()
        .filter(first__in=listed, second__in=listed)
        .select_related("by", "first__current", "first__consultation", "second__current", "second__consultation")
        .order_by("-at", "pk")
    )


def said_of(proposals: Iterable[Proposal]) -> dict[int, list[Word]]:
    """What stands of each of these proposals, by its key, other proposals by number. One query."""
    keys = [proposal.pk for proposal in proposals]
    of_these = SameIdea.objects.standing().about(keys).order_by("first__number", "second__number")
    found: dict[int, list[Word]] = {key: [] for key in keys}
    for row in of_these.select_related("first", "second"):
        for one, other in ((row.first, row.second), (row.second, row.first)):
            if one.pk in found and other.is_published and not other.is_off_topic:
                found[one.pk].append(Word(row.pk, other.number, row.same))
    return found


def _record(event: str, consultation: ConsultationPage, proposals: Iterable[Proposal]) -> None:
    named = sorted(proposals, key=lambda proposal: proposal.number)
    journal.record(event, consultation=consultation.slug, proposals=[proposal.reference for proposal in named])
