"""The e-mail that brings a notice: plain text, and the same in simple HTML."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from participants.models import Notice


def notice_mail(notice: Notice) -> EmailMultiAlternatives:
    """The message, in the language of its recipient. Needs ``recipient``; no query."""
    language = notice.recipient.language
    with translation.override(language):
        context = {
            "notice": notice,
            "language": language,
            "name": notice.recipient.display_name,
            "link": f"{settings.WAGTAILADMIN_BASE_URL}{notice.url}" if notice.url else "",
            "space": settings.WAGTAILADMIN_BASE_URL + reverse("participants:space"),
            "site": settings.WAGTAIL_SITE_NAME,
        }
        text = render_to_string("participants/email/notice.txt", context)
        page = render_to_string("participants/email/notice.html", context)
    mail = EmailMultiAlternatives(
        notice.subject, text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [notice.recipient.email or ""]
    )
    mail.attach_alternative(page, "text/html")
    return mail
