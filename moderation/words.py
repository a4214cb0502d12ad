"""Dates in words, for messages and sentences that no template writes."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext, pgettext


def day(moment: datetime | date) -> str:
    """A day in words, with the ordinal that the language wants on the first of a month."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    if local.day == 1:
        return pgettext("first of a month", "1 %(month_and_year)s") % {"month_and_year": date_format(local, "F Y")}
    return date_format(local, "j F Y")


def delay_words(delay: timedelta | None) -> str:
    """A delay, rounded up to the largest unit that it fills; empty where there is none."""
    if delay is None:
        return ""
    minutes = max(1, -(-int(delay.total_seconds()) // 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = -(-hours // 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
