"""How long something lasts, in words."""

from datetime import timedelta

from django.utils.translation import ngettext


def wait_words(wait: timedelta) -> str:
    """A time to wait, rounded up to the largest unit that it fills; a minute at least.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     [wait_words(timedelta(seconds=seconds)) for seconds in (5, 61, 3_541, 3_601)]
    ['1 minute', '2 minutes', '1 hour', '2 hours']
    """
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = -(-hours // 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
