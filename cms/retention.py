"""How long the admin's own log of who did what is kept."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.models import SynthesisPage
from consult.retention import Rule, retention_rules

KEPT_FOR = timedelta(days=365)


def _models(at: datetime) -> "QuerySet[ModelLogEntry]":
    rows: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(timestamp__lte=at - KEPT_FOR)
    return rows


def _pages(at: datetime) -> "QuerySet[PageLogEntry]":
    """Not those of a synthesis: whoever made one may sign no opinion on it, however long ago (``cms.readings``)."""
    rows: QuerySet[PageLogEntry] = PageLogEntry.objects.filter(timestamp__lte=at - KEPT_FOR)
    return rows.exclude(page__in=SynthesisPage.objects.values("pk"))


retention_rules.register("admin logs", order=900)(
    Rule(
        kept_for=KEPT_FOR,
        old=lambda at: _models(at).count() + _pages(at).count(),
        forget=lambda at: _models(at).delete()[0] + _pages(at).delete()[0],
    )
)
