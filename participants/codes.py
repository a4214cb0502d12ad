"""Codes to sign in, handed to the mail server: at once, or as soon as it answers again while they are of use."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Q
from django.utils import timezone

from participants.models import WaitingCode

logger = logging.getLogger(__name__)
HELD = timedelta(minutes=2)  # by a worker, longer than a server lets wait: then another takes it over


def hand_over(message: EmailMessage, address: str) -> None:
    """Send a message with a code, or keep it until the server answers; the last one to an address counts.

    One query, two where it is kept.
    """
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        logger.error("A sign-in code waits for the mail server: %s", type(error).__name__)
        _keep(message, address)
    else:
        WaitingCode.objects.filter(address=address).delete()


def waits_for(address: str) -> bool:
    """Whether the code for an address has not left yet. One query."""
    return WaitingCode.objects.filter(address=address, expires_at__gt=timezone.now()).exists()


def send_waiting() -> int:
    """Send what waits, until the server fails; forget what is of no use any more. How many were sent.

    Two queries for each, and two. What another worker has in hand is left to it. An address that the server refuses
    holds up nobody else.
    """
    WaitingCode.objects.filter(expires_at__lte=timezone.now()).delete()
    sent = 0
    for row in WaitingCode.objects.order_by("created_at", "pk"):
        at = timezone.now()  # of each: a run may last
        mine = WaitingCode.objects.filter(pk=row.pk, created_at=row.created_at)
        free = mine.filter(Q(claimed_at=None) | Q(claimed_at__lte=at - HELD), expires_at__gt=at)
        if not free.update(claimed_at=at):
            continue
        try:
            _message_of(row).send()
        except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError):
            mine.update(claimed_at=None)
        except OSError:
            mine.update(claimed_at=None)
            break
        else:
            mine.delete()  # unless another code took its place meanwhile
            sent += 1
    return sent


def _keep(message: EmailMessage, address: str) -> None:
    pages: Sequence[tuple[str, str]] = getattr(message, "alternatives", [])
    at = timezone.now()
    WaitingCode.objects.update_or_create(
        address=address,
        defaults={
            "subject": str(message.subject),
            "text": str(message.body),
            "html": next((str(page[0]) for page in pages), ""),
            "created_at": at,
            "expires_at": at + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
            "claimed_at": None,
        },
    )


def _message_of(row: WaitingCode) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(row.subject, row.text, settings.DEFAULT_FROM_EMAIL, [row.address])
    if row.html:
        message.attach_alternative(row.html, "text/html")
    return message
