"""What “my space” shows, read for its owner only."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import NotYours
from participants.models import Notice, User
from participants.registries import space_panels

NOTICES_A_PAGE = 20


def notices_of(participant: User) -> "QuerySet[Notice]":
    """A participant's notices: unread first, then the newest. One query."""
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    return participant.notices.annotate(is_read=is_read).order_by("is_read", "-created_at", "-pk")


def notice_page(participant: User, number: str | None) -> "Page[Notice]":
    """One page of them. Two queries."""
    return Paginator(notices_of(participant), NOTICES_A_PAGE).get_page(number)


def own_notice(participant: User, pk: int) -> Notice:
    """A notice of one's own; another's does not exist. One query."""
    notice = participant.notices.filter(pk=pk).first()
    if notice is None:
        raise NotYours(_("There is no such notice."))
    return notice


def mark_read(participant: User, pk: int | None = None) -> int:
    """Mark one notice of a participant as read, or all; returns how many that changed. One query."""
    unread = participant.notices.filter(read_at__isnull=True)
    return (unread.filter(pk=pk) if pk else unread).update(read_at=timezone.now())


def gathered_panels(participant: User) -> list[dict[str, Any]]:
    """What the other rooms add, as plain data; queries: theirs."""
    gathered = [(name, panel.template, panel.gather(participant)) for name, panel in space_panels.items()]
    return [{"name": name, "template": template, "data": data} for name, template, data in gathered if data is not None]
