"""Convincing marks in the export of one's data, and in the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from participants.models import User
from participants.registries import erasers, exporters


@exporters.register("convincing_marks", order=126)
def mark_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The arguments that one found convincing. One query."""
    rows = participant.convincing_marks.select_related("argument__proposal__consultation").order_by("pk")
    return [
        {
            "consultation": mark.argument.proposal.consultation.slug,
            "argument": mark.argument.reference,
            "marked_at": mark.created_at,
        }
        for mark in rows
    ]


@erasers.register("convincing_marks", order=96)
def erase_marks(participant: User) -> dict[str, int]:
    """The marks go with their person. One query."""
    deleted, _rows = participant.convincing_marks.all().delete()
    return {"convincing_marks": deleted}
