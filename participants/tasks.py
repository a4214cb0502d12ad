"""What is done in the background for participants."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.utils import timezone

from participants.models import Notice


@task()
def send_notice(notice_id: int) -> None:
    """Send one notice by e-mail, once: a second attempt after success finds it marked and stops.

    When the mail server is down the error makes the worker try again later.
    """
    notice = Notice.objects.select_related("recipient").filter(pk=notice_id, emailed_at__isnull=True).first()
    if notice is None or not notice.recipient.email:
        return
    link = f"{settings.WAGTAILADMIN_BASE_URL}{notice.url}" if notice.url else ""
    body = "\n\n".join(part for part in [notice.body, link] if part)
    send_mail(notice.subject, body, settings.DEFAULT_FROM_EMAIL, [notice.recipient.email])
    Notice.objects.filter(pk=notice_id).update(emailed_at=timezone.now())
