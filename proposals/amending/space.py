"""What “my space” says of amendments: those on my proposals that wait for me, and mine."""

from typing import Any

from participants.models import User
from participants.registries import SpacePanel, space_panels
from proposals.models import Amendment
from proposals.space import state_sentence

MOST = 50  # shown of each; the others are in the export of one's data


def my_amendments(participant: User) -> dict[str, Any] | None:
    """Those that wait for my answer, the oldest first, and those that I wrote, the newest first. Two queries."""
    rows = Amendment.objects.select_related("proposal__current", "proposal__consultation", "author", "imported_from")
    waiting = (
        rows.filter(proposal__author=participant, proposal__withdrawn_at__isnull=True)
        .listed()
        .open()
        .order_by("pk")[:MOST]
    )
    mine = rows.filter(author=participant).order_by("-pk")[:MOST]
    found = {"waiting": [_row(row) for row in waiting], "mine": [_row(row) for row in mine]}
    return found if any(found.values()) else None


def _row(amendment: Amendment) -> dict[str, Any]:
    proposal = amendment.proposal
    return {
        "reference": amendment.reference,
        "url": amendment.get_absolute_url() if proposal.is_published else proposal.get_absolute_url(),
        "title": proposal.title if proposal.is_published else proposal.reference,
        "author": amendment.signature,
        "reason": amendment.reason,
        "date": amendment.created_at,
        "state": amendment.get_outcome_display() if amendment.is_published else state_sentence(amendment),
    }


space_panels.register("amendments", order=20)(
    SpacePanel(template="proposals/_my_amendments.html", gather=my_amendments)
)
