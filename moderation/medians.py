"""The middle of many waits, found by the database: it ranks them and hands over one or two a group."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet, Window
from django.db.models.functions import RowNumber


def middle_waits(rows: "QuerySet[Any, Any]", *, since: str, until: str, of: str) -> dict[Any, timedelta]:
    """The median of ``until`` less ``since``, by the values of ``of``; rows that lack either count for nothing.

    Of an even number, the middle of the two middle ones. One query.
    """
    wait = ExpressionWrapper(F(until) - F(since), output_field=DurationField())
    ranked = (
        rows.exclude(**{since: None})
        .exclude(**{until: None})
        .annotate(
            wait=wait,
            rank=Window(RowNumber(), partition_by=F(of), order_by=[F("wait").asc(), F("pk").asc()]),
            size=Window(Count("pk"), partition_by=F(of)),
        )
        .filter(rank__gte=F("size") / 2.0, rank__lte=F("size") / 2.0 + 1)
        .order_by(of, "rank")
        .values_list(of, "wait")
    )
    middle: dict[Any, list[timedelta]] = {}
    for group, found in ranked:
        middle.setdefault(group, []).append(found)
    return {group: sum(waits, timedelta()) / len(waits) for group, waits in middle.items()}
