"""What was shown and answered does not stay for ever."""

from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from proposals.models import Comparison, Impression

SHOWN_KEPT = timedelta(days=180)  # impressions, and answers that ended a writing
UNSENT_KEPT = timedelta(days=60)  # answers on a text that was never sent


@task()
def forget_old() -> int:
    """Remove old impressions, and answers whose text was never sent; how many rows. Three queries."""
    now = timezone.now()
    waiting = Comparison.objects.filter(newer__isnull=True)
    rows = (
        Impression.objects.filter(shown_at__lt=now - SHOWN_KEPT),
        waiting.filter(answer=Comparison.Answer.SAME, at__lt=now - SHOWN_KEPT),
        waiting.exclude(answer=Comparison.Answer.SAME).filter(at__lt=now - UNSENT_KEPT),
    )
    return sum(found.delete()[0] for found in rows)
