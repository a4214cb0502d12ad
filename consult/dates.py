"""Days in words, for what is set many times on one page."""

from datetime import date, datetime
from functools import lru_cache
from typing import TypedDict

from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.translation import get_language, pgettext


class Day(TypedDict):
    """A day as a machine reads it, and in words."""

    iso: str
    words: str


def day_of(at: date | None) -> Day | None:
    """A day, or that of an instant in the site's time zone, as ``components/_date.html`` writes it; None of None."""
    if at is None:
        return None
    return _day(timezone.localdate(at) if isinstance(at, datetime) else at, get_language())


@lru_cache(maxsize=4_000)
def _day(day: date, language: str | None) -> Day:
    words = written(day, "j F Y")
    if day.day == 1:
        words = pgettext("first of a month", "1 %(month_and_year)s") % {"month_and_year": written(day, "F Y")}
    return Day(iso=day.isoformat(), words=words)
