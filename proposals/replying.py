"""Replying to an argument: one level, so that threads stay short and both sides stay in view."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from participants.models import User
from proposals.actions import argue
from proposals.models import Argument
from proposals.permissions import refuse_replying


def reply(
    *,
    argument: Argument,
    author: User | None,
    text: str,
    source_url: str = "",
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Argument:
    """Keep a reply, moderated as arguments are. Needs the proposal and its consultation.

    The same form sent again gives the first one back; with other words, ``FormUsedUp``. That a reply has no reply,
    and stands on its argument's proposal, is the database's rule too.
    """
    at = at or timezone.now()
    refuse_replying(author, argument, at=at)
    return argue(
        proposal=argument.proposal,
        author=author,
        stance="",
        text=text,
        source_url=source_url,
        answers=argument,
        idempotency_key=idempotency_key,
        at=at,
    )
