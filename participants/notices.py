"""Telling a participant something: in the site at once, by e-mail in a task."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from participants.models import Notice, User
from participants.tasks import send_notice


@transaction.atomic
def tell(
    *, recipient: User | None, kind: str, subject: str | Promise, body: str | Promise = "", url: str = ""
) -> Notice | None:
    """Leave a notice and queue its e-mail, in one transaction. Nobody there to tell: None.

    Subject and body are written in the recipient's language: pass lazy translations, or call inside
    ``in_language_of(recipient)``. ``url`` is a path of this site.
    """
    if recipient is None or not recipient.is_active:
        return None
    with in_language_of(recipient):
        words, more = " ".join(str(subject).split())[:200], str(body)
    notice = Notice.objects.create(
        recipient=recipient, kind=kind, subject=words, body=more, url=url, created_at=timezone.now()
    )
    if recipient.email:
        send_notice.enqueue(notice.pk)
    return notice


def in_language_of(recipient: User | None) -> translation.override:
    """Translate, within a ``with`` block, into the recipient's language."""
    return translation.override(recipient.language if recipient else "fr")
