"""What someone entered for others, in the export of their data and in the erasure of their account."""

from collections.abc import Sequence
from typing import Any

from participants.models import User
from participants.registries import erasers, exporters


@exporters.register("entries", order=128)
def entry_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The contributions that one entered for others. One query."""
    rows = participant.entries.select_related("origin__consultation").order_by("pk")
    return [
        {
            "consultation": entry.origin.consultation.slug,
            "medium": entry.medium,
            "received_on": entry.received_on,
            "basis": entry.basis,
            "entered_at": entry.entered_at,
        }
        for entry in rows
    ]


@erasers.register("entries", order=97)
def erase_entries(participant: User) -> dict[str, int]:
    """They stay, being other people's words, without the name of who typed them. One query."""
    return {"entries_kept": participant.entries.update(entered_by=None)}
