"""Moderation month by month: what the public register shows, and the same as CSV; all counted from rows (M-5).

A month is that of the site’s time zone. What a moderator took back within the minute counts for nothing. What nobody
decided (the end of a term) is no moderator's decision: it is counted apart, as what a program did.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from consult.cells import csv_line
from moderation import pause_figures
from moderation.medians import middle_waits
from moderation.models import Appeal, Decision
from moderation.pause_figures import MONTHS_SHOWN
from moderation.reading import of_consultation
from moderation.words import delay_words
from moderation.yearly import origin_of

COLUMNS = ("month", "figure", "of", "value")


class MonthFigures(NamedTuple):
    """One month of moderation: its decisions, the appeals made then and those that then overturned one."""

    month: date
    published: int = 0
    withheld: int = 0
    off_topic: int = 0
    changes_asked: int = 0
    by_reading: int = 0
    after_report: int = 0
    on_appeal: int = 0
    by_ground: tuple[tuple[str, int], ...] = ()  # each article that a decision named, the most named first
    noticed: int = 0  # of all decisions, how many were on a text that a program had put earlier in the queue
    withheld_by_nobody: int = 0
    ended_by_term: int = 0
    median_delay: timedelta | None = None
    appeals: int = 0
    overturned: int = 0

    @property
    def delay_words(self) -> str:
        return delay_words(self.median_delay)


def month_figures(consultation: str = "", *, most: int | None = MONTHS_SHOWN) -> list[MonthFigures]:
    """The last months with decisions or appeals, newest first; all of them without ``most``. Six queries at most."""
    decisions = Decision.objects.public().lasting()
    if consultation:
        decisions = decisions.filter(of_consultation(consultation))
    dated: QuerySet[Any, Any] = decisions.annotate(month=_month("decided_at"), on_appeal=Q(appeal__isnull=False))
    sorts = ("kind", "ground__title", "after_report", "after_signal", "by_term", "on_appeal")
    by_month: dict[date, list[dict[str, Any]]] = {}
    for row in dated.order_by().values("month", *sorts).annotate(total=Count("pk")):
        by_month.setdefault(row["month"].date(), []).append(row)
    made, overturned = _appeals_by_month(consultation)
    shown = sorted({*by_month, *made, *overturned}, reverse=True)[:most]
    decided = dated.filter(by_term=False)
    waits = middle_waits(decided, since="waiting_since", until="decided_at", of="month") if shown else {}
    medians = {month.date(): wait for month, wait in waits.items()}
    return [
        _figures(month, by_month.get(month, []))._replace(
            median_delay=medians.get(month), appeals=made.get(month, 0), overturned=overturned.get(month, 0)
        )
        for month in shown
    ]


def month_lines(consultation: str = "") -> Iterator[str]:
    """The heading, then one line a figure of each month, the newest month first. Eleven queries at most.

    ``figure`` is ``decisions`` (of a kind), ``origin``, ``ground``, ``automation``, ``median_wait_seconds`` (empty
    where nothing had waited), ``appeals`` or ``pauses``; ``of`` says which. Titles of grounds are those on the page.
    """
    yield csv_line(COLUMNS)
    decided = {figures.month: figures for figures in month_figures(consultation, most=None)}
    paused = {figures.month: figures for figures in pause_figures.month_figures(consultation, most=None)}
    for month in sorted({*decided, *paused}, reverse=True):
        figures = decided.get(month, MonthFigures(month))
        pauses = paused.get(month, pause_figures.PauseFigures(month))
        for figure, of, value in (*_cells(figures), *_pause_cells(pauses)):
            yield csv_line([f"{month:%Y-%m}", figure, of, value])


def _cells(figures: MonthFigures) -> Iterator[tuple[str, str, int | str]]:
    for kind, total in [
        (Decision.Kind.PUBLISH, figures.published),
        (Decision.Kind.WITHHOLD, figures.withheld),
        (Decision.Kind.OFF_TOPIC, figures.off_topic),
        (Decision.Kind.CHANGE, figures.changes_asked),
    ]:
        yield "decisions", kind.value, total
    yield "origin", "reading", figures.by_reading
    yield "origin", "report", figures.after_report
    yield "origin", "appeal", figures.on_appeal
    for title, total in figures.by_ground:
        yield "ground", title, total
    yield "automation", "noticed_by_a_program_decided_by_a_person", figures.noticed
    yield "automation", "withheld_by_nobody", figures.withheld_by_nobody
    yield "automation", "shown_again_by_term", figures.ended_by_term
    median = figures.median_delay
    yield "median_wait_seconds", "", "" if median is None else round(median.total_seconds())
    yield "appeals", "made", figures.appeals
    yield "appeals", "overturned", figures.overturned


def _pause_cells(figures: pause_figures.PauseFigures) -> Iterator[tuple[str, str, int]]:
    yield "pauses", "begun", figures.begun
    yield "pauses", "lifted", figures.lifted
    yield "pauses", "contested", figures.contested
    yield "pauses", "overturned", figures.overturned


def _month(column: str) -> TruncMonth:
    return TruncMonth(column, tzinfo=timezone.get_default_timezone())


def _appeals_by_month(consultation: str) -> tuple[dict[date, int], dict[date, int]]:
    """How many appeals were made in each month, and how many decisions were overturned in each."""
    appeals = Appeal.objects.public()
    if consultation:
        appeals = appeals.filter(of_consultation(consultation, "decision__"))
    made, overturned = (
        rows.annotate(month=_month(at)).order_by().values("month").annotate(total=Count("pk"))
        for at, rows in [("created_at", appeals), ("decided_at", appeals.filter(outcome=Appeal.Outcome.OVERTURNED))]
    )
    return {row["month"].date(): row["total"] for row in made}, {
        row["month"].date(): row["total"] for row in overturned
    }


def _figures(month: date, rows: list[dict[str, Any]]) -> MonthFigures:
    decided = [row for row in rows if not row["by_term"]]
    kinds, origins, grounds = Counter[str](), Counter[str](), Counter[str]()
    for row in decided:
        kinds[row["kind"]] += row["total"]
        origins[origin_of(row)] += row["total"]
        if row["ground__title"] is not None:
            grounds[row["ground__title"]] += row["total"]
    terms = [row for row in rows if row["by_term"]]
    return MonthFigures(
        month=month,
        published=kinds[Decision.Kind.PUBLISH],
        withheld=kinds[Decision.Kind.WITHHOLD],
        off_topic=kinds[Decision.Kind.OFF_TOPIC],
        changes_asked=kinds[Decision.Kind.CHANGE],
        by_reading=origins["reading"],
        after_report=origins["report"],
        on_appeal=origins["appeal"],
        by_ground=tuple(sorted(grounds.items(), key=lambda pair: (-pair[1], pair[0]))),
        noticed=sum(row["total"] for row in decided if row["after_signal"]),
        withheld_by_nobody=sum(row["total"] for row in terms if row["kind"] == Decision.Kind.WITHHOLD),
        ended_by_term=sum(row["total"] for row in terms if row["kind"] == Decision.Kind.PUBLISH),
    )
