"""The yearly report of moderation: one year's figures, counted from rows (M-5; Digital Services Act, articles 15, 24).

A year is that of the site's time zone. What is counted is what the register shows: decisions, reports and appeals about
texts, and pauses of authors, of consultations that everyone can read. What a moderator took back within the minute
counts for nothing.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncYear
from django.utils import timezone

from moderation import pause_figures
from moderation.medians import middle_waits
from moderation.models import NOUNS, Appeal, Decision, Ground, Pause, Report
from moderation.words import delay_words

# Appeals: authors' against a withholding or a mark, reporters' against keeping in view, authors' against a request.
SORTS = WITHHOLDING, KEEPING, ASKING = ("withholding", "keeping", "asking")
OUTCOMES = (Appeal.Outcome.UPHELD, Appeal.Outcome.OVERTURNED)
ORIGINS = ("reading", "report", "appeal")  # as in decisions.csv, but for the end of a term, which nobody decides


class OriginFigures(NamedTuple):
    """What moderators decided of their own reading, after a report, or on appeal."""

    origin: str
    published: int = 0
    withheld: int = 0


class GroundFigures(NamedTuple):
    """What rested on one article: withholdings, and the reports that named it."""

    pk: int
    title: str
    is_illegal: bool
    withheld_by_reading: int = 0
    noticed: int = 0  # of these, how many a program had put earlier in the queue
    unreadable_by_reading: int = 0  # of these, how many nobody but their author and moderators can read
    withheld_after_report: int = 0
    marked_by_reading: int = 0
    marked_after_report: int = 0
    reports: int = 0
    report_delay: timedelta | None = None

    @property
    def withheld(self) -> int:
        return self.withheld_by_reading + self.withheld_after_report

    @property
    def marked(self) -> int:
        return self.marked_by_reading + self.marked_after_report


class AppealFigures(NamedTuple):
    """Appeals of one sort: those made in the year, and what was answered in it."""

    contested: str
    made: int = 0
    upheld: int = 0
    overturned: int = 0
    median_delay: timedelta | None = None

    @property
    def delay_words(self) -> str:
        return delay_words(self.median_delay)


class YearFigures(NamedTuple):
    """One year of moderation."""

    year: int
    until: date  # the last day that is counted
    is_over: bool
    origins: list[OriginFigures]
    grounds: list[GroundFigures]
    off_topic: int
    changes_asked: int
    noticed: int
    withheld_by_nobody: int
    ended_by_term: int
    taken_back: int
    median_delay: timedelta | None
    reports: int
    reports_answered: int
    reports_answered_by_term: int
    report_delay: timedelta | None
    appeals: AppealFigures
    against_withholding: AppealFigures
    against_keeping: AppealFigures
    against_asking: AppealFigures
    pauses: pause_figures.PauseYear

    @property
    def published(self) -> int:
        return sum(origin.published for origin in self.origins)

    @property
    def withheld(self) -> int:
        return sum(origin.withheld for origin in self.origins)

    @property
    def delay_words(self) -> str:
        return delay_words(self.median_delay)

    @property
    def report_delay_words(self) -> str:
        return delay_words(self.report_delay)


def years() -> list[int]:
    """The years with a decision, a report, an appeal or a pause, newest first. Eight queries at most."""
    rows: list[tuple[QuerySet[Any, Any], str]] = [
        (Decision.objects.public(), "decided_at"),
        (Report.objects.public(), "created_at"),
        (Appeal.objects.public(), "created_at"),
        (Pause.objects.public(), "begins_at"),
    ]
    found: set[int] = set()
    for those, when in rows:
        dated = those.order_by().annotate(year=TruncYear(when, tzinfo=timezone.get_default_timezone()))
        found |= {year.year for year in dated.values_list("year", flat=True).distinct()}
    return sorted(found, reverse=True)


def this_year() -> int:
    """The year that it is in the site's time zone."""
    return timezone.localtime(timezone=timezone.get_default_timezone()).year


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of a year of the site's time zone, and the first of the next."""
    zone = timezone.get_default_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def year_figures(year: int, *, at: datetime | None = None) -> YearFigures:
    """All figures of one year, empty ones included. Nineteen queries at most, however many rows there are."""
    begins, ends = bounds(year)
    today = timezone.localtime(at or timezone.now(), timezone.get_default_timezone()).date()
    decisions = Decision.objects.public().filter(decided_at__gte=begins, decided_at__lt=ends)
    lasting = decisions.lasting().filter(by_term=False)
    reports = Report.objects.public()
    received = reports.filter(created_at__gte=begins, created_at__lt=ends)
    answered = reports.filter(handled_at__gte=begins, handled_at__lt=ends)
    rows = _decision_rows(lasting)
    aside = decisions.aggregate(
        terms=Count("pk", filter=Q(by_term=True, kind=Decision.Kind.PUBLISH)),
        machines=Count("pk", filter=Q(by_term=True, kind=Decision.Kind.WITHHOLD)),
        slips=Count("pk", filter=Q(undoes__isnull=False)),
    )
    waits = middle_waits(lasting, since="waiting_since", until="decided_at", of="by_term")
    report_waits = middle_waits(_in_one_group(answered), since="created_at", until="handled_at", of="whole")
    treated = _answered_counts(answered)
    appeals = _appeals(begins, ends)
    grounds = _grounds(rows, received, answered)
    return YearFigures(
        year=year,
        until=min(date(year, 12, 31), today),
        is_over=today.year > year,
        origins=[_origin(name, rows) for name in ORIGINS],
        grounds=grounds,
        off_topic=sum(row["total"] for row in rows if row["kind"] == Decision.Kind.OFF_TOPIC),
        changes_asked=sum(row["total"] for row in rows if row["kind"] == Decision.Kind.CHANGE),
        noticed=sum(row["total"] for row in rows if row["after_signal"]),
        withheld_by_nobody=aside["machines"],
        ended_by_term=aside["terms"],
        taken_back=aside["slips"],
        median_delay=waits.get(False),
        reports=sum(ground.reports for ground in grounds),
        reports_answered=treated["all"],
        reports_answered_by_term=treated["by_term"],
        report_delay=report_waits.get(True),
        appeals=appeals[""],
        against_withholding=appeals[WITHHOLDING],
        against_keeping=appeals[KEEPING],
        against_asking=appeals[ASKING],
        pauses=pause_figures.year_figures(begins, ends),
    )


def _decision_rows(lasting: "QuerySet[Any, Any]") -> list[dict[str, Any]]:
    """How many decisions there are of each sort. One query."""
    sorts = ("kind", "ground", "after_report", "after_signal", "never_shown", "on_appeal")
    counted = _with_whether_shown(lasting).annotate(on_appeal=Q(appeal__isnull=False)).order_by().values(*sorts)
    return list(counted.annotate(total=Count("pk")))


def _with_whether_shown(decisions: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """Each with whether its text had never been in view by then; one withheld before its first publication was not."""
    texts = [Q(**{f"{noun}__isnull": False}) & _unseen(noun) for noun in NOUNS]
    annotated: QuerySet[Any, Any] = decisions.annotate(never_shown=texts[0] | texts[1] | texts[2])
    return annotated


def _unseen(noun: str) -> Q:
    return Q(**{f"{noun}__published_at__isnull": True}) | Q(**{f"{noun}__published_at__gt": F("decided_at")})


def _origin(name: str, rows: list[dict[str, Any]]) -> OriginFigures:
    own = [row for row in rows if origin_of(row) == name]
    return OriginFigures(
        name,
        published=sum(row["total"] for row in own if row["kind"] == Decision.Kind.PUBLISH),
        withheld=sum(row["total"] for row in own if row["kind"] == Decision.Kind.WITHHOLD),
    )


def origin_of(row: dict[str, Any]) -> str:
    """Which of ``ORIGINS`` decisions came from, by their columns ``on_appeal`` and ``after_report``. No query."""
    if row["on_appeal"]:
        return "appeal"
    return "report" if row["after_report"] else "reading"


def _grounds(
    rows: list[dict[str, Any]], received: "QuerySet[Any, Any]", answered: "QuerySet[Any, Any]"
) -> list[GroundFigures]:
    """The articles that something rested on, the most withheld first. Three queries."""
    named = {row["ground"]: row["total"] for row in received.order_by().values("ground").annotate(total=Count("pk"))}
    waits = middle_waits(answered, since="created_at", until="handled_at", of="ground")
    withheld = [row for row in rows if row["kind"] == Decision.Kind.WITHHOLD]
    marked = [row for row in rows if row["kind"] == Decision.Kind.OFF_TOPIC]
    used = {row["ground"] for row in [*withheld, *marked]} | named.keys() | waits.keys()
    found = []
    for ground in Ground.objects.filter(pk__in=used):
        is_illegal = ground.kind == Ground.Kind.ILLEGAL
        own = [row for row in withheld if row["ground"] == ground.pk and not row["after_report"]]
        found.append(
            GroundFigures(
                pk=ground.pk,
                title=ground.title,
                is_illegal=is_illegal,
                withheld_by_reading=sum(row["total"] for row in own),
                noticed=sum(row["total"] for row in own if row["after_signal"]),
                unreadable_by_reading=sum(row["total"] for row in own if is_illegal or row["never_shown"]),
                withheld_after_report=_total_of(withheld, ground, after_report=True),
                marked_by_reading=_total_of(marked, ground, after_report=False),
                marked_after_report=_total_of(marked, ground, after_report=True),
                reports=named.get(ground.pk, 0),
                report_delay=waits.get(ground.pk),
            )
        )
    return sorted(found, key=lambda ground: (-ground.withheld, -ground.reports, ground.title, ground.pk))


def _total_of(rows: list[dict[str, Any]], ground: Ground, *, after_report: bool) -> int:
    return sum(row["total"] for row in rows if row["ground"] == ground.pk and row["after_report"] == after_report)


def _in_one_group(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """All rows under one value, for the middle of all."""
    whole: QuerySet[Any, Any] = rows.annotate(whole=Q(pk__isnull=False))
    return whole


def _answered_counts(answered: "QuerySet[Any, Any]") -> dict[str, int]:
    """How many reports were answered, and how many of these by the end of a term, which nobody decides. One query."""
    terms = Decision.objects.filter(by_term=True, decided_at=OuterRef("handled_at"))
    ended = (
        Exists(terms.filter(proposal=OuterRef("proposal")))
        | Exists(terms.filter(argument=OuterRef("argument")))
        | Exists(terms.filter(amendment=OuterRef("amendment")))
    )
    counted: dict[str, int] = answered.aggregate(all=Count("pk"), by_term=Count("pk", filter=Q(ended)))
    return counted


def _appeals(begins: datetime, ends: datetime) -> dict[str, AppealFigures]:
    """Of all, under no word, and of each sort: by whom, and against what. Four queries."""
    sort = Case(
        When(report__isnull=False, then=Value(KEEPING)),
        When(decision__kind=Decision.Kind.CHANGE, then=Value(ASKING)),
        default=Value(WITHHOLDING),
        output_field=CharField(),
    )
    appeals: QuerySet[Any, Any] = Appeal.objects.public().annotate(sort=sort).order_by()
    made = appeals.filter(created_at__gte=begins, created_at__lt=ends)
    answered = appeals.filter(decided_at__gte=begins, decided_at__lt=ends)
    made_of = {row["sort"]: row["total"] for row in made.values("sort").annotate(total=Count("pk"))}
    answered_of = {
        (row["sort"], row["outcome"]): row["total"]
        for row in answered.values("sort", "outcome").annotate(total=Count("pk"))
    }
    waits = middle_waits(answered, since="created_at", until="decided_at", of="sort")
    whole = middle_waits(_in_one_group(answered), since="created_at", until="decided_at", of="whole")

    def figures(*sorts: str) -> tuple[int, int, int]:
        given = [sum(answered_of.get((one, outcome), 0) for one in sorts) for outcome in OUTCOMES]
        return sum(made_of.get(one, 0) for one in sorts), given[0], given[1]

    every = {"": AppealFigures("", *figures(*SORTS), whole.get(True))}
    return every | {one: AppealFigures(one, *figures(one), waits.get(one)) for one in SORTS}
