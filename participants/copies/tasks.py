"""Making a copy of somebody's data, in the background."""

from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.copies.packing import packed
from participants.models import DataCopy
from participants.my_data import export_of
from participants.notices import in_language_of, tell


@task()
def make_copy(copy_id: int) -> bool:
    """Make the copy that was asked for, once, and tell its owner; whether it was made now.

    Run again it does nothing; asked for anew or erased meanwhile, it leaves nothing behind. Queries: the exporters',
    and four.
    """
    copy = DataCopy.objects.select_related("participant").filter(pk=copy_id, made_at__isnull=True).first()
    if copy is None:
        return False
    person, now = copy.participant, timezone.now()
    archive = packed(export_of(person), language=person.language, at=now)
    with transaction.atomic():
        waiting = DataCopy.objects.filter(pk=copy_id, made_at__isnull=True, asked_at=copy.asked_at)
        if not waiting.update(archive=archive, made_at=now):
            return False
        with in_language_of(person):
            tell(
                recipient=person,
                kind="data_copy",
                subject=_("The copy of your data is ready"),
                body=_("Sign in to download it. It is deleted by itself in seven days."),
                url=reverse("participants:space") + "#donnees",
            )
    return True
