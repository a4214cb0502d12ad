"""Asking for a copy of one's data, and finding it again: for its owner only."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import NotYours
from participants.models import DataCopy, User

KEPT_FOR = timedelta(days=7)  # since it was made
ASKED_AGAIN = timedelta(hours=1)  # after which a copy that never came may be asked for anew


class NoCopy(NotYours):
    """There is no copy, or not yet, or not any more."""


@transaction.atomic
def ask_for_copy(*, participant: User, at: datetime | None = None) -> DataCopy:
    """Queue the making of a copy, which replaces a former one; while one is being made, that one is given.

    Three queries, and the task's. Of two forms sent at once, one queues.
    """
    from participants.copies.tasks import make_copy  # which tells by a notice, and so imports all the rest

    at = at or timezone.now()
    copy, new = DataCopy.objects.defer("archive").get_or_create(participant=participant, defaults={"asked_at": at})
    if not new:
        if copy.made_at is None and copy.asked_at > at - ASKED_AGAIN:
            return copy
        same = DataCopy.objects.filter(pk=copy.pk, asked_at=copy.asked_at)
        new = bool(same.update(asked_at=at, made_at=None, archive=None))
        copy.asked_at, copy.made_at = at, None
    if new:
        make_copy.enqueue(copy.pk)
    return copy


def copy_of(participant: User, *, at: datetime) -> dict[str, Any] | None:
    """What “my space” shows of one's copy: None when there is none to wait for or to take. One query."""
    copy = DataCopy.objects.filter(participant=participant).defer("archive").first()
    if copy is None or (copy.made_at and copy.made_at <= at - KEPT_FOR):
        return None
    return {"asked_at": copy.asked_at, "until": copy.made_at + KEPT_FOR if copy.made_at else None}


def archive_of(participant: User, *, at: datetime) -> bytes:
    """One's archive, while it is kept; ``NoCopy`` else. One query."""
    copy = DataCopy.objects.filter(participant=participant, made_at__gt=at - KEPT_FOR).first()
    if copy is None or copy.archive is None:
        raise NoCopy(
            _("There is no copy to download: it is not ready yet, or its seven days are over. You can ask for one."),
            reverse("participants:space") + "#donnees",
            _("My data"),
        )
    return bytes(copy.archive)


def forget_copies(*, at: datetime) -> int:
    """Delete the copies whose seven days are over, and those that never came; how many. Two queries at most."""
    return old_copies(at=at).delete()[0]


def old_copies(*, at: datetime) -> "QuerySet[DataCopy]":
    """Those that are past their time. No query by itself."""
    limit = at - KEPT_FOR
    made, never = DataCopy.objects.filter(made_at__lte=limit), DataCopy.objects.filter(asked_at__lte=limit)
    return made | never.filter(made_at__isnull=True)
