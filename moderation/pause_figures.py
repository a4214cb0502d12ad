"""How many authors were paused, by month and by year: counted from rows, those of consultations that everyone reads."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from moderation.medians import middle_waits
from moderation.models import Appeal, Pause
from moderation.words import delay_words

MONTHS_SHOWN = 12  # on the page of the register; the file holds all
OVERTURNED = Q(outcome=Appeal.Outcome.OVERTURNED)
LIFTED_ON_APPEAL = OVERTURNED & Q(lifted_at=F("answered_at"))


class PauseFigures(NamedTuple):
    """One month: pauses that began in it, were lifted early by their moderators, contested, overturned on that."""

    month: date
    begun: int = 0
    lifted: int = 0
    contested: int = 0
    overturned: int = 0


class PauseYear(NamedTuple):
    """One year: pauses that began in it, and what was lifted, contested and answered in it, whenever they began."""

    begun: int
    after_report: int  # of those that began
    by_ground: list[tuple[str, int]]
    lifted: int
    contested: int
    upheld: int
    overturned: int
    median_delay: timedelta | None  # from the appeal to the answer

    @property
    def delay_words(self) -> str:
        return delay_words(self.median_delay)


def month_figures(consultation: str = "", *, most: int | None = MONTHS_SHOWN) -> list[PauseFigures]:
    """The last months with pauses, the newest first; all of them without ``most``. Five queries at most."""
    rows = Pause.objects.public()
    if consultation:
        rows = rows.filter(consultation__slug=consultation)
    counts = [
        _by_month(rows, "begins_at"),
        _by_month(rows.exclude(LIFTED_ON_APPEAL), "lifted_at"),
        _by_month(rows, "contested_at"),
        _by_month(rows.filter(OVERTURNED), "answered_at"),
    ]
    months = sorted({month for count in counts for month in count}, reverse=True)[:most]
    return [PauseFigures(month, *(count[month] for count in counts)) for month in months]


def year_figures(begins: datetime, ends: datetime) -> PauseYear:
    """What became of pauses between two instants, the second not included. Four queries."""
    rows: QuerySet[Any, Any] = Pause.objects.public().order_by()

    def within(column: str) -> Q:
        return Q(**{f"{column}__gte": begins, f"{column}__lt": ends})

    begun = list(rows.filter(within("begins_at")).values("ground__title", "after_report").annotate(total=Count("pk")))
    grounds = Counter[str]()
    for row in begun:
        grounds[row["ground__title"]] += row["total"]
    counted = rows.aggregate(
        lifted=Count("pk", filter=within("lifted_at") & ~LIFTED_ON_APPEAL),
        contested=Count("pk", filter=within("contested_at")),
        upheld=Count("pk", filter=within("answered_at") & ~OVERTURNED),
        overturned=Count("pk", filter=within("answered_at") & OVERTURNED),
    )
    answered = rows.filter(within("answered_at")).annotate(whole=Q(pk__isnull=False))
    waits = middle_waits(answered, since="contested_at", until="answered_at", of="whole")
    return PauseYear(
        begun=sum(grounds.values()),
        after_report=sum(row["total"] for row in begun if row["after_report"]),
        by_ground=sorted(grounds.items(), key=lambda pair: (-pair[1], pair[0])),
        median_delay=waits.get(True),
        **counted,
    )


def _by_month(rows: "QuerySet[Pause]", column: str) -> Counter[date]:
    month = TruncMonth(column, tzinfo=timezone.get_default_timezone())
    dated = rows.exclude(**{column: None}).annotate(month=month).order_by()
    counted = dated.values("month").annotate(total=Count("pk"))
    return Counter({row["month"].date(): row["total"] for row in counted})
