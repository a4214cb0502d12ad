"""The orders of the list: fair, recent, most discussed, most agreed on, most divided; what each is made with.

Each counts what there was at an instant that the address carries from page to page, so that what comes meanwhile
moves nothing. Scores are pure functions: both databases give the same order. The page says them in words
(``proposals/_orders.html``): keep the two alike.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, Count, Exists, F, Q, QuerySet, Subquery, When, Window
from django.db.models.expressions import Combinable

from consult.compiled import compiled_once
from proposals.folded import once_each
from proposals.models import Argument, Position, Proposal, ProposalQuerySet
from proposals.models.proposal import fair_terms

PAGE_SIZE = 20
MANY = 2**32  # more than any number of proposals: two counts are one number
OFTEN_ASKED = 10  # pages from the first, each with a statement of its own
FAIR = "equitable"
RECENT, DISCUSSED, AGREED, DIVIDED = "recentes", "discutees", "accord", "partagees"
SORTS = (RECENT, DISCUSSED, AGREED, DIVIDED)
NORMAL_95 = 1.96  # standard deviations: 95 % of a normal law lie within


class Counts(NamedTuple):
    """Positions on one proposal."""

    agree: int = 0
    mixed: int = 0
    disagree: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.mixed + self.disagree


def least_share(part: int, whole: int) -> float:
    """The least share that so many answers make likely: the lower bound of Wilson's interval at 95 %.

    A share of few answers says little: three people of three come after sixty of eighty. 0 without answers.
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209–212; advised for lists by E. Miller, "How not to sort by
    average rating" (2009). It replaces (part + 1) / (whole + 3), by which three of three came before sixty of eighty.

    >>> [round(least_share(part, whole), 2) for part, whole in ((0, 0), (0, 9), (1, 1), (3, 3), (60, 80))]
    [0.0, 0.0, 0.21, 0.44, 0.65]
    """
    if not part:
        return 0.0
    square = NORMAL_95 * NORMAL_95
    spread = NORMAL_95 * sqrt(part * (whole - part) / whole + square / 4)
    return (part + square / 2 - spread) / (whole + square)


def agreement(counts: Counts) -> tuple[float, float]:
    """The least likely share of *agree* among all positions; among equals, the fewer disagree.

    >>> agreement(Counts(agree=3)) < agreement(Counts(agree=60, mixed=10, disagree=10))
    True
    >>> agreement(Counts(disagree=9)) < agreement(Counts())
    True
    """
    return least_share(counts.agree, counts.total), -least_share(counts.disagree, counts.total)


def division(counts: Counts) -> tuple[float, float]:
    """The least likely share of the smaller camp, *agree* or *disagree*, among all positions.

    Half against half is the greatest; *mixed* takes from both. The size of the smaller camp, which stood here
    before, put thirty against three hundred before twenty against twenty.

    >>> division(Counts(agree=30, disagree=300)) < division(Counts(agree=20, disagree=20))
    True
    >>> division(Counts(agree=1, disagree=1)) < division(Counts(agree=40, disagree=60))
    True
    """
    return least_share(min(counts.agree, counts.disagree), counts.total), 0.0


class KeysOfPage(NamedTuple):
    """The primary keys of one page, in their order; which page of how many, and how many in all.

    ``folded`` are those beside them for which one of these stands.
    """

    keys: list[int]
    number: int
    pages: int
    total: int
    folded: int = 0


class Folding(StrEnum):
    """Which texts of a list are left to the one that stands for them: none, all, or where that one is found too."""

    NONE = "none"
    ALL = "all"
    FOUND = "found"


def ordered_page(
    proposals: ProposalQuerySet, *, sort: str, seed: int, at: datetime, page: str, folding: Folding = Folding.NONE
) -> KeysOfPage:
    """One page of an order, the last one where the address asks for more. One query; two for a page that is none."""
    number = read_page(page)
    if sort in _SCORES:
        return _cut(*_scored(proposals, *_SCORES[sort](at), folding=folding), number)
    shown = _without_folded(proposals, folding)
    in_all = _in_all(proposals) if folding != Folding.NONE else None
    if sort == RECENT:  # what waits has no date of publication
        return _read(shown.order_by("-published_at", "-created_at", "-pk"), number, in_all)
    return _read(shown.in_fair_order(seed), number, in_all)


def _without_folded(proposals: ProposalQuerySet, folding: Folding) -> ProposalQuerySet:
    if folding == Folding.NONE:
        return proposals
    return proposals.not_folded() if folding == Folding.ALL else once_each(proposals)


def _in_all(proposals: ProposalQuerySet) -> Case:
    """How many of a list there are with those that are folded; not counted where nothing is. A part of a query."""
    rows = proposals.order_by()
    counted = rows.values("consultation").annotate(total=Count("pk")).values("total")
    some = Exists(rows.filter(folded_under__isnull=False))
    return Case(When(some, then=Subquery(counted)), default=None, output_field=BigIntegerField())


def fair_page(consultation: int, *, seed: int, at: datetime, page: str) -> KeysOfPage:
    """The same of all that stands in a consultation, in the fair order, asked for most. One query, or two."""
    number = read_page(page)
    rows = _fairly(consultation, at, *fair_terms(seed), start=(number - 1) * PAGE_SIZE) if number <= OFTEN_ASKED else []
    if rows or number == 1:
        return _page_of(rows, number)
    listed = Proposal.objects.listed().filter(consultation=consultation)
    return ordered_page(listed.there_at(at), sort=FAIR, seed=seed, at=at, page=page, folding=Folding.ALL)


@compiled_once
def _fairly(
    consultation: int, at: datetime, squared: int, once: int, apart: int, *, start: int
) -> QuerySet[Proposal, tuple[int, int]]:
    """The keys of one page, each with how many there are in all, with and without those that are folded.

    These are counted apart: to number them as they are put in order, PostgreSQL keeps a copy of each.
    """
    there = {"consultation": consultation, "published_at__lte": at}
    both = Count("*") + Count("folded_under") * (MANY - 1)  # those that stand, and MANY times the folded
    in_all = Proposal.objects.standing().filter(**there).order_by().values("consultation").annotate(both=both)
    listed = Proposal.objects.listed().filter(**there).not_folded()
    ordered = listed.in_order_of(squared, once, apart).annotate(in_all=Subquery(in_all.values("both")))
    return ordered.values_list("pk", "in_all")[start : start + PAGE_SIZE]


def read_page(written: str) -> int:
    """The number of a page, the first one for anything malformed.

    >>> read_page("3"), read_page("0"), read_page("x"), read_page("9" * 40)
    (3, 1, 1, 999999999)
    """
    digits = written if written.isascii() and written.isdigit() else "1"
    return max(1, int(digits[:9]))


def _read(ordered: ProposalQuerySet, number: int, in_all: Case | None) -> KeysOfPage:
    """A page that the database cuts, with how many there are in all."""
    rows = _counted(ordered, (number - 1) * PAGE_SIZE, in_all)
    if rows or number == 1:
        return _page_of(rows, number)
    last = max(1, -(-ordered.order_by().count() // PAGE_SIZE))
    return _read(ordered, last, in_all)


def _counted(ordered: ProposalQuerySet, start: int, in_all: Case | None) -> list[tuple[int, int]]:
    """The keys of one page, each with how many there are in all, and MANY times how many are folded. One query."""
    counted = ordered.annotate(shown=Window(Count("*")))
    if in_all is None:
        return list(counted.values_list("pk", "shown")[start : start + PAGE_SIZE])
    rows = counted.annotate(with_folded=in_all).values_list("pk", "shown", "with_folded")[start : start + PAGE_SIZE]
    return [(key, shown + MANY * ((every or shown) - shown)) for key, shown, every in rows]


def _page_of(rows: Sequence[tuple[int, int]], number: int) -> KeysOfPage:
    folded, total = divmod(rows[0][1], MANY) if rows else (0, 0)
    return KeysOfPage([key for key, _total in rows], number, max(1, -(-total // PAGE_SIZE)), total, folded)


def _cut(keys: list[int], folded: int, number: int) -> KeysOfPage:
    pages = max(1, -(-len(keys) // PAGE_SIZE))
    number = min(number, pages)
    return KeysOfPage(keys[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, pages, len(keys), folded)


Measure = Callable[[tuple[int, ...]], tuple[float, ...]]


def _scored(
    proposals: ProposalQuerySet, counts: Mapping[str, Combinable], measure: Measure, *, folding: Folding
) -> tuple[list[int], int]:
    """All keys by a measure of their counts, the greatest first, then the newest; how many are folded. One query."""
    counted = proposals.order_by().values("pk").annotate(**counts).values_list("pk", "folded_under", *counts)
    rows = list(counted)
    found = {row[0] for row in rows}
    scores = [
        (measure(tuple(number or 0 for number in numbers)), key)
        for key, under, *numbers in rows
        if not _is_left_out(under, found, folding)
    ]
    return [key for _score, key in sorted(scores, reverse=True)], len(rows) - len(scores)


def _is_left_out(under: int | None, found: Collection[int], folding: Folding) -> bool:
    if under is None or folding == Folding.NONE:
        return False
    return folding == Folding.ALL or under in found


def _discussed(at: datetime) -> tuple[Mapping[str, Combinable], Measure]:
    """By published arguments, of which each card says how many."""
    said = Q(arguments__state=Argument.State.PUBLISHED, arguments__published_at__lte=at, arguments__answers=None)
    said &= Q(arguments__text__gt="")  # an erased one says nothing
    return {"said": Count("arguments", filter=said)}, lambda counts: counts


def _by_positions(of: Callable[[Counts], tuple[float, float]]) -> Callable[[datetime], Any]:
    """By a measure of the positions taken here; totals from elsewhere are never added, they part equals."""

    def measure(counts: tuple[int, ...]) -> tuple[float, ...]:
        return (*of(Counts(*counts[:3])), *of(Counts(*counts[3:])))

    return lambda at: (_position_counts(at), measure)


def _position_counts(at: datetime) -> dict[str, Combinable]:
    """What had been taken by then, as it is now: one that was changed since counts as changed."""
    taken = Q(positions__created_at__lte=at)
    here: dict[str, Combinable] = {
        f"{name}_then": Count("positions", filter=taken & Q(positions__value=Position.Value[name.upper()]))
        for name in Counts._fields
    }
    return here | {f"{name}_elsewhere": F(f"tally_elsewhere__{name}") for name in Counts._fields}


_SCORES: dict[str, Callable[[datetime], tuple[Mapping[str, Combinable], Measure]]] = {
    DISCUSSED: _discussed,
    AGREED: _by_positions(agreement),
    DIVIDED: _by_positions(division),
}
