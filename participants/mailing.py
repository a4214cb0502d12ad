"""Sending the mails that bring notices: each once, also when the mail server was down, and nothing lost.

Notices that are due are gathered into a ``Mail`` in one transaction; a worker claims it, sends it, and marks it.
A server that fails gives it back, to be sent later. A worker killed between the two leaves a claim, which another
takes over when it is old: whether the server had taken the mail cannot be known then, so it goes again, under the
same Message-ID.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from consult.locks import take_turn
from participants.mails import Line, mail_of
from participants.models import Follow, Mail, Notice, Pace, User
from participants.registries import notice_subjects

LEASE = timedelta(minutes=15)  # a claim older than this is of a worker that is gone
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
MOST_ATTEMPTS = 14  # about a week
IN_A_ROW = 3  # failures, one after the other: the server is down, the others wait for the next run
logger = logging.getLogger(__name__)


class MailServerDown(Exception):
    """Several mails failed one after the other."""


def waiting() -> "QuerySet[Notice]":
    """Notices that stand in no mail yet."""
    return Notice.objects.filter(mail=None, emailed_at=None)


@transaction.atomic
def gather(recipient: int, *, at: datetime, only: int | None = None) -> Mail | None:
    """Put what is due to one person into one mail; None when nothing is. Four queries.

    Two runs at once make one mail of it.
    """
    take_turn(f"mail to {recipient}")
    rows = waiting().filter(recipient=recipient, due_at__lte=at)
    due = list((rows.filter(pk=only) if only else rows).values_list("pk", flat=True))
    if not due:
        return None
    mail = Mail.objects.create(recipient_id=recipient, created_at=at, next_at=at)
    Notice.objects.filter(pk__in=due).update(mail=mail)
    return mail


def send(mail_id: int) -> bool:
    """Send one mail unless it was sent or another worker has it; whether it left.

    What the server says against it is raised, after the mail was given back. The claim counts from this moment: a run
    may last longer than one. Seven queries, and the rooms' own.
    """
    now = timezone.now()
    claimed = Mail.objects.filter(_free(now), pk=mail_id, sent_at=None)
    if not claimed.update(claimed_at=now, attempts=F("attempts") + 1):
        return False
    mail = Mail.objects.select_related("recipient").get(pk=mail_id)
    try:
        notices = _leaving(mail)
        if notices:
            mail_of(mail, notices).send()
    except BaseException:
        _give_back(mail)
        raise
    sent_at = timezone.now()
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(sent_at=sent_at, claimed_at=None)
        Notice.objects.filter(mail=mail).update(emailed_at=sent_at)
    return bool(notices)


def send_all(*, at: datetime) -> int:
    """Gather and send all that is due; how many mails left. A bad address does not keep the others waiting."""
    for person in waiting().filter(due_at__lte=at).order_by().values_list("recipient", flat=True).distinct():
        gather(person, at=at)
    sent = failed = 0
    for mail_id in _ready(at):
        try:
            sent += send(mail_id)
            failed = 0
        except Exception as error:
            logger.warning("The mail %s did not leave: %s", mail_id, type(error).__name__)
            failed += 1
            if failed == IN_A_ROW:
                raise MailServerDown(f"{failed} mails failed one after the other") from error
    return sent


def _ready(at: datetime) -> Iterator[int]:
    rows = Mail.objects.filter(_free(at), sent_at=None, next_at__lte=at).order_by("next_at", "pk")
    return iter(list(rows.values_list("pk", flat=True)))


def _free(at: datetime) -> Q:
    """In nobody's hands, or in those of a worker that is gone."""
    return Q(claimed_at=None) | Q(claimed_at__lte=at - LEASE)


def _leaving(mail: Mail) -> list[Line]:
    """The notices that may leave now; the others stay in the site only. Two queries, and the rooms' own.

    Not what went out of view, nor what its reader has stopped meanwhile.
    """
    person = mail.recipient
    notices = list(mail.notices.order_by("created_at", "pk"))
    follows = set(Follow.objects.filter(participant=person).values_list("target", flat=True))
    seen = in_view({notice.about for notice in notices if notice.about})
    kept = [
        notice
        for notice in notices
        if _is_wanted(notice, person, follows) and (not notice.about or notice.about in seen)
    ]
    dropped = {notice.pk for notice in notices} - {notice.pk for notice in kept}
    Notice.objects.filter(pk__in=dropped).update(mail=None, due_at=None)
    return [Line(notice, seen.get(notice.about, "")) for notice in kept]


def _is_wanted(notice: Notice, person: User, follows: set[str]) -> bool:
    wanted = bool(person.email) and person.is_active and person.pace_of(notice.topic) != Pace.NEVER
    return wanted and (not notice.follow or notice.follow in follows)


def in_view(targets: set[str]) -> dict[str, str]:
    """What anyone may read among the targets, with its name as it is now. The rooms' queries, once a kind."""
    by_kind: dict[str, list[str]] = {}
    for target in sorted(targets):
        by_kind.setdefault(target.split("/")[1], []).append(target)
    found: dict[str, str] = {}
    for kind, look in notice_subjects.items():
        if kind in by_kind:
            found.update(look(by_kind[kind]))
    return found


def _give_back(mail: Mail) -> None:
    """Let it be sent later, each time later still; after a week of failures it waits for nothing any more.

    Not where another worker has taken it over meanwhile.
    """
    wait = min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    if mail.attempts >= MOST_ATTEMPTS:
        logger.error("The mail %s was given up after %d attempts.", mail.pk, mail.attempts)
        wait = timedelta(days=365 * 100)
    held = Mail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at)
    held.update(claimed_at=None, next_at=timezone.now() + wait)
