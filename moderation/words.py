"""Dates in words, for messages and sentences that no template writes."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext


def day(moment: datetime | date) -> str:
    """A day in words, with the ordinal that the language wants on the first of a month."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    if local.day == 1:
        return pgettext("first of a month", "1 %(month_and_year)s") % {"month_and_year": date_format(local, "F Y")}
    return date_format(local, "j F Y")
