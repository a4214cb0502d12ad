"""Dates in words, for messages and sentences that no template writes."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from consult.waits import wait_words


def day(moment: datetime | date) -> str:
    """A day in words, with the ordinal that the language wants on the first of a month."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    if local.day == 1:
        return pgettext("first of a month", "1 %(month_and_year)s") % {"month_and_year": date_format(local, "F Y")}
    return date_format(local, "j F Y")


def delay_words(delay: timedelta | None) -> str:
    """A delay, rounded up to the largest unit that it fills; empty where there is none."""
    return "" if delay is None else wait_words(delay)
