"""How many reports come from one account, or without any from one place: enough for a reader, too few to bury others.

Counted in rows (record 36). Who is refused reads why and how long it lasts; what was typed stays in the form.
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.attempts import Limit, may_try, origin_of, time_left
from consult.errors import Conflict, TooOften
from consult.waits import wait_words
from moderation.models import Report, Subject
from participants.models import User


class TooManyReports(TooOften):
    """More reports than one account, or one place without an account, may send for now."""


class ReportedAlready(Conflict):
    """A report of the same account on the same text waits: a second one would say nothing new."""


def refuse_repeated(reporter: User, subject: Subject, key: UUID | None) -> None:
    """Count one more report of an account, or raise ``ReportedAlready`` or ``TooManyReports``.

    The same form sent again passes uncounted. Four queries, and on PostgreSQL one a key; for who is refused two more.
    """
    if key is not None and Report.objects.filter(idempotency_key=key).exists():
        return
    waiting = Report.objects.on(subject).filter(reporter=reporter, handled_at=None).first()
    if waiting is not None:
        raise ReportedAlready(
            _(
                "You have reported this text already: your report %(reference)s waits for a moderator, who will answer "
                "it. What you wrote is kept here."
            )
            % {"reference": waiting.reference}
        )
    limits = [
        Limit(("reports by", str(reporter.pk)), 20, timedelta(hours=1)),
        Limit(("reports by", str(reporter.pk)), 60, timedelta(days=1)),
    ]
    at = timezone.now()
    if may_try(limits, at=at):
        return
    raise TooManyReports(
        _(
            "You have sent many reports: this one was not sent. You can send it in %(wait)s. "
            "What you wrote is kept here."
        )
        % {"wait": wait_words(time_left(limits, at=at))}
    )


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
