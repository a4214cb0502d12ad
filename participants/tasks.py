"""What is done in the background for participants."""

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from participants.cleaning import remove_unconfirmed
from participants.mails import notice_mail
from participants.models import Notice


@task()
def send_notice(notice_id: int) -> None:
    """Send one notice by e-mail, once.

    The notice is marked before it is sent, so that of two workers one sends it; when the mail server
    fails, the mark is taken back and the error makes the worker try again later. Three queries.
    """
    notice = Notice.objects.select_related("recipient").filter(pk=notice_id).first()
    if notice is None or not notice.recipient.email:
        return
    if not Notice.objects.filter(pk=notice_id, emailed_at__isnull=True).update(emailed_at=timezone.now()):
        return
    try:
        notice_mail(notice).send()
    except BaseException:
        Notice.objects.filter(pk=notice_id).update(emailed_at=None)
        raise


@task()
def forget_unconfirmed() -> int:
    """Remove accounts whose owner never entered the code, and sessions past their end; how many accounts."""
    call_command("clearsessions")
    return remove_unconfirmed(at=timezone.now())
