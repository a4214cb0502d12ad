"""Figures of consultations for pages that may be a few minutes behind: counted by a task, read from one row each.

What must be exact (an edition's figures, a proposal's tally) is counted from rows where it is needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.tasks import task
from django.utils import timezone
from taggit.models import Tag

from consult.compiled import compiled_once
from consult.models import ConsultationPage
from proposals.figures import Figures, figures_of
from proposals.models import CountedFigures, Proposal, Version

TOO_OLD = timedelta(minutes=15)  # three times what the task lets pass: its worker is down, and we count ourselves
MOST_TAGS = 60  # choices of the filter
_NAMES = [field.name for field in fields(Figures)]


def counted_figures(consultations: Iterable[int]) -> dict[int, Figures]:
    """Figures by the primary key of the consultation, some minutes old at most.

    One query; four more when some were never counted, or too long ago.
    """
    keys = list(consultations)
    recent = _counted_since(keys, timezone.now() - TOO_OLD)
    found = {key: Figures(*numbers) for key, *numbers in recent}
    return {**figures_of(key for key in keys if key not in found), **found}


@compiled_once
def _counted_since(consultations: Sequence[int], at: datetime) -> QuerySet[CountedFigures, Any]:
    rows = CountedFigures.objects.filter(consultation__in=consultations, counted_at__gt=at)
    return rows.values_list("consultation", *_NAMES)


def tags_counted_since(at: datetime) -> Subquery:
    """The tags of a consultation as counted last, a part of the query that reads it.

    None where that is longer ago, and where a text was withheld or erased since: its tags go with it, at once.
    """
    counted_at = OuterRef("counted_at")
    there = {"consultation": OuterRef("consultation"), "state": Proposal.State.WITHHELD}
    withheld = Exists(Proposal.objects.filter(**there, withheld_at__gte=counted_at))
    erased = Exists(Version.objects.filter(proposal__consultation=OuterRef("consultation"), blanked_at__gte=counted_at))
    rows = CountedFigures.objects.filter(consultation=OuterRef("pk"), counted_at__gt=at)
    return Subquery(rows.exclude(withheld).exclude(erased).values("tags"))


def counted_tags(consultation: ConsultationPage) -> Sequence[tuple[str, str, int]]:
    """Slug, name and number of a consultation's tags, the most used first, some minutes old at most.

    No query where it was read with ``tags_counted_since``, as ``tags_counted``, and they were; else one.
    """
    known: Sequence[tuple[str, str, int]] | None = getattr(consultation, "tags_counted", None)
    return tags_of(consultation.pk) if known is None else known


@compiled_once
def tags_of(consultation: int) -> QuerySet[Tag, tuple[str, str, int]]:
    """The same, counted now, of a consultation that is published."""
    listed = Proposal.objects.standing().filter(consultation=consultation)
    tags = Tag.objects.filter(tagged_proposals__content_object__in=listed).annotate(total=Count("tagged_proposals"))
    rows: QuerySet[Tag, tuple[str, str, int]] = tags.order_by("-total", "name").values_list("slug", "name", "total")
    return rows[:MOST_TAGS]


@task()
def count_figures() -> None:
    """Count every published consultation anew. Six queries, and one for each; a second run writes the same."""
    at = timezone.now()
    counted = figures_of(ConsultationPage.objects.live().values_list("pk", flat=True))
    CountedFigures.objects.bulk_create(
        [
            CountedFigures(consultation_id=key, counted_at=at, tags=tags_of(key), **asdict(figures))
            for key, figures in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["consultation"],
        update_fields=[*_NAMES, "tags", "counted_at"],
    )
