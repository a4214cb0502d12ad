"""What was shown and answered does not stay for ever."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from proposals.models import Comparison, Impression

SHOWN_KEPT = timedelta(days=180)  # impressions, and answers that ended a writing
UNSENT_KEPT = timedelta(days=60)  # answers on a text that was never sent


def shown_before(limit: datetime) -> "QuerySet[Impression]":
    """Old impressions. No query by itself."""
    return Impression.objects.filter(shown_at__lt=limit)


def ended_before(limit: datetime) -> "QuerySet[Comparison]":
    """Old answers that ended a writing. No query by itself."""
    return Comparison.objects.filter(newer__isnull=True, answer=Comparison.Answer.SAME, at__lt=limit)


def unsent_before(limit: datetime) -> "QuerySet[Comparison]":
    """Old answers whose text was never sent. No query by itself."""
    return Comparison.objects.filter(newer__isnull=True, at__lt=limit).exclude(answer=Comparison.Answer.SAME)
