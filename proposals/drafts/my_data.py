"""Drafts in “my space”, in the export of one's data, and in the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from participants.models import User
from participants.registries import SpacePanel, erasers, exporters, space_panels
from proposals.drafts.reading import my_drafts

space_panels.register("my_drafts", order=20)(SpacePanel(template="proposals/_my_drafts.html", gather=my_drafts))


@exporters.register("drafts", order=115)
def draft_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one has not sent yet. One query."""
    return [
        {
            "consultation": draft.consultation.slug,
            "kind": draft.kind,
            "proposal": draft.proposal.reference if draft.proposal else "",
            **draft.words._asdict(),
            "saved_at": draft.saved_at,
        }
        for draft in participant.drafts.select_related("consultation", "proposal").order_by("pk")
    ]


@erasers.register("drafts", order=90)
def erase_drafts(participant: User) -> dict[str, int]:
    """Nobody else has read them: all go. One query."""
    deleted, _rows = participant.drafts.all().delete()
    return {"drafts": deleted}
