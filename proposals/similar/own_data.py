"""What was shown to a person and what they answered: their part of the export, and of the erasure."""

from collections.abc import Sequence
from typing import Any

from participants.models import User
from participants.registries import erasers, exporters


@exporters.register("comparisons", order=130)
def comparison_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one answered on close proposals. One query."""
    rows = participant.comparisons.select_related("older__consultation", "newer").order_by("pk")
    return [
        {
            "consultation": row.older.consultation.slug,
            "proposal": row.older.reference,
            "mine": row.newer.reference if row.newer else None,
            "answer": row.answer,
            "words": row.words,
            "answered_at": row.at,
        }
        for row in rows
    ]


@exporters.register("suggestions_shown", order=140)
def impression_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Which proposals were shown as close to what one wrote. One query."""
    return [
        {
            "consultation": row.proposal.consultation.slug,
            "proposal": row.proposal.reference,
            "writing": str(row.writing),
            "rank": row.rank,
            "score": row.score,
            "shown_at": row.shown_at,
        }
        for row in participant.impressions.select_related("proposal__consultation").order_by("pk")
    ]


@erasers.register("similar", order=90)
def erase_comparisons(participant: User) -> dict[str, int]:
    """Links of texts that were public stay with them, without their author; the others go. Three queries.

    It comes before the erasure of proposals, which parts them from their author.
    """
    kept = participant.comparisons.filter(newer__first_public_version__isnull=False).update(author=None)
    forgotten, _rows = participant.comparisons.all().delete()
    shown, _rows = participant.impressions.all().delete()
    return {"links_kept_without_author": kept, "comparisons": forgotten, "suggestions_shown": shown}
