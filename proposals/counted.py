"""Figures of consultations for pages that may be a few minutes behind: counted by a task, read from one row each.

What must be exact (an edition's figures, a proposal's tally) is counted from rows where it is needed.
"""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from consult.models import ConsultationPage
from proposals.figures import Figures, figures_of
from proposals.models import CountedFigures

TOO_OLD = timedelta(minutes=15)  # three times what the task lets pass: its worker is down, and we count ourselves
_NAMES = [field.name for field in fields(Figures)]


def counted_figures(consultations: Iterable[int]) -> dict[int, Figures]:
    """Figures by the primary key of the consultation, some minutes old at most.

    One query; four more when some were never counted, or too long ago.
    """
    keys = list(consultations)
    recent = CountedFigures.objects.filter(consultation__in=keys, counted_at__gt=timezone.now() - TOO_OLD)
    known = {row["consultation"]: row for row in recent.values("consultation", *_NAMES)}
    found = {key: Figures(**{name: row[name] for name in _NAMES}) for key, row in known.items()}
    return {**figures_of(key for key in keys if key not in found), **found}


@task()
def count_figures() -> None:
    """Count every published consultation anew. Six queries; a second run writes the same."""
    at = timezone.now()
    counted = figures_of(ConsultationPage.objects.live().values_list("pk", flat=True))
    CountedFigures.objects.bulk_create(
        [CountedFigures(consultation_id=key, counted_at=at, **asdict(figures)) for key, figures in counted.items()],
        update_conflicts=True,
        unique_fields=["consultation"],
        update_fields=[*_NAMES, "counted_at"],
    )
