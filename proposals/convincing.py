"""Whether an argument convinces: marks, given and taken back, and the order that they make."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from consult.compiled import compiled_once
from participants.models import User
from proposals.models import Argument, Convincing, Proposal
from proposals.models.argument import ArgumentQuerySet
from proposals.orders import least_share
from proposals.permissions import refuse_marking
from proposals.recording import write_while


def mark(*, argument: Argument, participant: User | None, at: datetime | None = None) -> None:
    """Say that an argument convinces: sent twice at once, it counts once. Needs its proposal.

    Two queries: the right, the mark; more where the argument or its proposal went meanwhile.
    """
    at = at or timezone.now()
    refuse_marking(participant, argument, at=at)
    assert participant is not None  # refused above
    row = Convincing(argument=argument, participant=participant, created_at=at)
    standing = (
        Argument.objects.listed().filter(pk=argument.pk, proposal__in=Proposal.objects.standing()).exclude(text="")
    )
    who = ["argument", "participant"]
    if not write_while(row, standing, unique=who, replacing=who):
        now = Argument.objects.select_related("proposal__consultation").get(pk=argument.pk)
        mark(argument=now, participant=participant, at=at)


def unmark(*, argument: Argument, participant: User | None, at: datetime | None = None) -> bool:
    """Take the mark back; whether there was one. Two queries: the right, the deletion."""
    refuse_marking(participant, argument, at=at or timezone.now(), takes_back=True)
    assert participant is not None  # refused above
    deleted, _rows = Convincing.objects.filter(argument=argument, participant=participant).delete()
    return bool(deleted)


def with_marks(arguments: ArgumentQuerySet, person: int | None) -> ArgumentQuerySet:
    """Adds ``mark_count``, from rows, and ``own_mark``: whether a person, by key, gave one. No query more."""
    given = Convincing.objects.filter(argument=OuterRef("pk"))
    counted = given.order_by().values("argument").annotate(total=Count("pk")).values("total")
    rows = arguments.annotate(mark_count=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))
    if person is None:
        return rows.annotate(own_mark=Value(False))
    return rows.annotate(own_mark=Exists(given.filter(participant=person)))


def best_first[Row](rows: Iterable[Row], last_marks: Sequence[datetime]) -> list[Row]:
    """Arguments of one proposal by their score, then by what convinced elsewhere, then the newest.

    ``rows`` carry ``mark_count``; ``last_marks`` as ``last_marks_on`` gives them.
    """

    def place(row: Any) -> tuple[Any, ...]:
        since = row.published_at or row.created_at
        return score(row.mark_count, judges(last_marks, since)), row.convincing_elsewhere, row.created_at, row.pk

    return sorted(rows, key=place, reverse=True)


def score(marks: int, judges: int) -> float:
    """The least share of its judges that an argument is likely to convince: Wilson's lower bound at 95 %.

    Its judges are those who have marked an argument of the proposal, this or another, since it could be read: a
    late argument is not measured against people who had gone by then. Few judges say little: two of two come
    after twelve of fifteen.

    >>> score(2, 2) < score(12, 15), score(0, 0)
    (True, 0.0)
    """
    return least_share(marks, max(marks, judges))


def judges(last_marks: Sequence[datetime], since: datetime) -> int:
    """How many people gave their last mark at that instant or later; ``last_marks`` ascend. No query."""
    return len(last_marks) - bisect_left(last_marks, since)


def last_marks_on(rows: Sequence[Any], proposal: Proposal) -> list[datetime]:
    """When each person last marked an argument of the proposal that these rows are on, ascending.

    One query; none where no row has a mark.
    """
    if not any(row.mark_count for row in rows):
        return []
    return sorted(_last_marks(proposal.pk))


@compiled_once
def _last_marks(proposal: int) -> QuerySet[Convincing, datetime]:
    given = Convincing.objects.filter(argument__proposal=proposal).order_by()
    return given.values("participant").annotate(last=Max("created_at")).values_list("last", flat=True)
