"""What is done in the background around answers."""

from django.db import transaction
from django.tasks import task
from django.utils import timezone


@task()
def tell_of(kind: str, pk: int) -> int:
    """Tell of an answer, a commitment or a step of one; how many were told. A second run tells nobody.

    Nor does a run while the synthesis is out of view.
    """
    from cms.answering.telling import change_of, tell_batch  # which reads what this module's callers write

    told, after = 0, 0
    change = change_of(kind, pk)
    while True:
        with transaction.atomic():
            batch = tell_batch(change, after=after)
        if batch is None:
            return told
        told, after = told + batch.told, batch.last


@task()
def remind_late() -> int:
    """Remind those who organise of what is late; how many reminders were sent. A second run sends none."""
    from cms.answering.reminding import remind_of_what_is_late

    return remind_of_what_is_late(at=timezone.now())
