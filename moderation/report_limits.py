"""How many reports come without an account from one place: enough for a reader, too few to bury the moderators.

Counted in rows (record 36). Who is refused reads why, how long it lasts and that an account sends at once; what was
typed stays in the form.
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.attempts import Limit, may_try, origin_of, time_left
from consult.errors import TooOften
from consult.waits import wait_words
from moderation.models import Report


class TooManyReports(TooOften):
    """More reports without an account than one place may send for now."""


def refuse_too_many(request: HttpRequest, key: UUID | None) -> None:
    """Count one more report without an account, or raise ``TooManyReports``; the same form sent again passes uncounted.

    Three queries, and on PostgreSQL one a key; for who is refused three more.
    """
    if key is not None and Report.objects.filter(idempotency_key=key).exists():
        return
    address, network = origin_of(request)
    limits = [
        Limit(("reports from", address), 10, timedelta(minutes=10)),
        Limit(("reports from", address), 30, timedelta(hours=1)),
        Limit(("reports around", network), 100, timedelta(hours=1)),  # a school, a town hall
    ]
    at = timezone.now()
    if may_try(limits, at=at):
        return
    raise TooManyReports(
        _(
            "Many reports without an account have come from your network: this one was not sent. You can send it in "
            "%(wait)s, or at once after signing in. What you wrote is kept here."
        )
        % {"wait": wait_words(time_left(limits, at=at))}
    )
