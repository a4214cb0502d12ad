"""What the ground floor does in the background."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from consult import journal
from consult.retention import apply_rules
from consult.statistics import refresh_statistics


@task()
def note_head() -> None:
    """Keep the head of the public journal for today, and send it to the witnesses. A second run changes nothing."""
    head = journal.note_head(timezone.localdate())
    if head is None or not settings.CONSULT_WITNESSES:
        return
    with override(settings.LANGUAGE_CODE):
        subject = _("Head of the public register, %(day)s") % {"day": head.day.isoformat()}
        body = _(
            "Entry %(number)d, hash %(hash)s. Keep this message: it lets you show later that nothing was rewritten."
        )
    words = body % {"number": head.number, "hash": head.hash}
    send_mail(subject, words, settings.DEFAULT_FROM_EMAIL, settings.CONSULT_WITNESSES)


@task()
def keep_no_longer() -> dict[str, int]:
    """Remove what has been kept for as long as it may; a second run finds nothing."""
    return apply_rules(at=timezone.now())


@task()
def count_tables() -> None:
    """On SQLite, count anew what grew text by text since the last import or run; PostgreSQL counts by itself."""
    refresh_statistics()
