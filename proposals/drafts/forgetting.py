"""Drafts that were left alone for too long do not stay."""

from datetime import datetime, timedelta

from proposals.models import Draft

KEPT_FOR = timedelta(days=90)  # since it was saved last


def remove_old_drafts(*, at: datetime) -> int:
    """Delete the drafts that nobody has saved for 90 days; returns how many. Two queries at most."""
    deleted, _rows = Draft.objects.filter(saved_at__lte=at - KEPT_FOR).delete()
    return deleted
