"""The e-mail that brings notices: plain text, and the same in simple HTML; one click stops it."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from participants.models import Mail, Notice


class Line(NamedTuple):
    """A notice, and what its subject is called at this moment, where that may be said."""

    notice: Notice
    named: str


def mail_of(mail: Mail, lines: Sequence[Line]) -> EmailMultiAlternatives:
    """The message, in the language of its recipient. Needs ``recipient``; no query."""
    person = mail.recipient
    stop = settings.WAGTAILADMIN_BASE_URL + reverse("participants:stop", args=[mail.key])
    with translation.override(person.language):
        subject = _subject(lines)
        context = {
            "lines": [_line_data(line) for line in lines],
            "language": person.language,
            "name": person.display_name,
            "space": settings.WAGTAILADMIN_BASE_URL + reverse("participants:space"),
            "stop": stop,
            "site": settings.WAGTAIL_SITE_NAME,
            "subject": subject,
        }
        text = render_to_string("participants/email/notices.txt", context)
        page = render_to_string("participants/email/notices.html", context)
    message = EmailMultiAlternatives(
        subject,
        text.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [person.email or ""],
        headers=_headers(mail, stop),
    )
    message.attach_alternative(page, "text/html")
    return message


def _subject(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return lines[0].notice.subject
    count = len(lines)
    return ngettext("%(n)d notice for you", "%(n)d notices for you", count) % {"n": count}


def _line_data(line: Line) -> dict[str, Any]:
    notice = line.notice
    return {
        "subject": notice.subject,
        "named": line.named,
        "body": notice.body,
        "link": f"{settings.WAGTAILADMIN_BASE_URL}{notice.url}" if notice.url else "",
    }


def _headers(mail: Mail, stop: str) -> dict[str, str]:
    """One click to stop (RFC 8058), and a name that stays the same when the message has to go again."""
    name = salted_hmac("the name of a mail", mail.key, algorithm="sha256").hexdigest()[:40]
    domain = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"  # the same for workers of all machines
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{name}@{domain}>",
    }
