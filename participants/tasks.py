"""What is done in the background for participants."""

from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from participants.models import Mail, Notice

MAILS_KEPT = timedelta(days=365)  # the links in them work as long


@task()
def send_notice(notice_id: int) -> None:
    """Send one notice by e-mail, once; an error of the mail server makes the worker try again later."""
    from participants import mailing  # which reads what registries hold

    at = timezone.now()
    notice = Notice.objects.filter(pk=notice_id, emailed_at=None, due_at__lte=at).first()
    if notice is None:
        return
    mail_id = notice.mail_id
    if mail_id is None:
        mail = mailing.gather(notice.recipient_id, at=at, only=notice.pk)
        mail_id = mail.pk if mail else None
    if mail_id is not None:
        mailing.send(mail_id)


@task()
def send_due() -> int:
    """Send all that is due: digests in the morning, and what failed before; how many mails. Every five minutes."""
    from participants import mailing

    return mailing.send_all(at=timezone.now())


@task()
def send_codes() -> int:
    """Send the codes that wait for the mail server; how many. Every half minute: they are of use for minutes."""
    from participants import codes

    return codes.send_waiting()


@task()
def forget_mails() -> int:
    """Forget the mails of a year ago: the links in them stop working; their notices stay. How many."""
    _rows, by_model = Mail.objects.filter(created_at__lt=timezone.now() - MAILS_KEPT).delete()
    return by_model.get("participants.Mail", 0)
