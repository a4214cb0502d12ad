"""Drafts in “my space”, in the export of one's data, and in the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from participants.models import User
from participants.registries import SpacePanel, erasers, exporters, space_panels
from proposals.drafts.reading import my_drafts

_COLUMNS = {"read_version": "version"}  # called as in the other lists of one's data

space_panels.register("my_drafts", order=20)(SpacePanel(template="proposals/_my_drafts.html", gather=my_drafts))


@exporters.register("drafts", order=115)
def draft_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one has not sent yet. One query."""
    return [
        {
            "consultation": draft.consultation.slug,
            "kind": draft.kind,
            "proposal": draft.proposal.reference if draft.proposal else "",
            "answers": f"{draft.proposal.reference}-A{draft.answers.number}"
            if draft.proposal and draft.answers
            else "",
            **{_COLUMNS.get(name, name): value for name, value in draft.words._asdict().items()},
            "saved_at": draft.saved_at,
        }
        for draft in participant.drafts.select_related("consultation", "proposal", "answers").order_by("pk")
    ]


@erasers.register("drafts", order=90)
def erase_drafts(participant: User) -> dict[str, int]:
    """Nobody else has read them: all go. One query."""
    deleted, _rows = participant.drafts.all().delete()
    return {"drafts": deleted}
