"""Telling a participant something: in the site at once, by e-mail in a task, as often as they wish."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from participants.models import Notice, Pace, User
from participants.paces import next_due, topic_of
from participants.tasks import send_due, send_notice


@transaction.atomic
def tell(
    *,
    recipient: User | None,
    kind: str,
    subject: str | Promise,
    body: str | Promise = "",
    url: str = "",
    about: str = "",
    topic: str = "",
    follow: str = "",
) -> Notice | None:
    """Leave a notice and queue its e-mail, in one transaction. Nobody there to tell: None.

    Subject and body are written in the recipient's language: pass lazy translations, or call inside
    ``in_language_of(recipient)``. ``url`` is a path of this site. ``about`` is the target of what must be in view
    when the mail leaves (``participants.registries.notice_subjects``); ``follow`` is the target
    that they follow, if they are told for that.
    """
    if recipient is None or not recipient.is_active:
        return None
    with in_language_of(recipient):
        notice = _notice(recipient, kind, str(subject), str(body), url)
    notice.about, notice.topic, notice.follow = about, topic or topic_of(kind), follow
    _set_due(notice)
    notice.save()
    if notice.due_at is not None and notice.due_at <= notice.created_at:
        send_notice.enqueue(notice.pk)
    return notice


def tell_many(
    people: Sequence[User],
    *,
    kind: str,
    topic: str,
    words: Callable[[], tuple[str, str]],
    url: str,
    about: str = "",
    follows: Mapping[int, str] | None = None,
) -> int:
    """Leave the same notice to many, those who were told of that kind left out; how many were told.

    ``words`` gives subject and body in the language that is active; ``follows`` says by account what each follows
    that they are told for it. Call inside a transaction, in one's turn. Three queries at most, however many they are.
    """
    told = set(Notice.objects.filter(kind=kind, recipient__in=people).values_list("recipient_id", flat=True))
    fresh = [person for person in people if person.pk not in told and person.is_active]
    said = {}
    for language in {person.language for person in fresh}:
        with translation.override(language):
            said[language] = words()
    notices = [_notice(person, kind, *said[person.language], url) for person in fresh]
    for notice in notices:
        notice.topic, notice.about = topic, about
        notice.follow = (follows or {}).get(notice.recipient_id, "")
        _set_due(notice)
    Notice.objects.bulk_create(notices)
    if any(person.pace_of(topic) == Pace.NOW for person in fresh):
        send_due.enqueue()
    return len(notices)


def in_language_of(recipient: User | None) -> translation.override:
    """Translate, within a ``with`` block, into the recipient's language."""
    return translation.override(recipient.language if recipient else "fr")


def _on_one_line(subject: str) -> str:
    """A subject that can head a mail; the spaces at which French does not break stay."""
    return re.sub(r"[^\S\u00a0\u202f]+", " ", subject).strip()


def _notice(recipient: User, kind: str, subject: str, body: str, url: str) -> Notice:
    return Notice(
        recipient=recipient,
        kind=kind,
        subject=_on_one_line(subject)[:200],
        body=body,
        url=url,
        created_at=timezone.now(),
    )


def _set_due(notice: Notice) -> None:
    """When its mail goes out, if one does."""
    person = notice.recipient
    notice.due_at = next_due(person.pace_of(notice.topic), notice.created_at) if person.email else None
