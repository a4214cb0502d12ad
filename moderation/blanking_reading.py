"""What the desk shows of blanked texts."""

from datetime import datetime
from typing import Any

from moderation import queue
from moderation.mandates import EVERYWHERE, Reach
from moderation.models import ASKED_FOR, Blanking, Opening, Subject

MOST = 50  # listed at once


def original_url(subject: Subject) -> str:
    """Where the words of a text are taken out, and its original is opened; needs its consultation. No query."""
    return queue.item_url(subject) + "original/"


def openings_of(blanking: Blanking) -> list[Opening]:
    """Every request for an original, the newest first. One query."""
    return list(blanking.openings.select_related("asked_by", "agreed_by"))


def waiting_of(openings: list[Opening], *, at: datetime) -> Opening | None:
    """The request that waits for a second person. No query."""
    return next((row for row in openings if not row.agreed_at and row.asked_by and row.asked_at > at - ASKED_FOR), None)


def waiting_openings(*, at: datetime, within: Reach = EVERYWHERE) -> list[dict[str, Any]]:
    """Requests for originals that wait for a second person, the oldest first. One query."""
    related = [
        f"blanking__decision__{place}"
        for place in ("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation")
    ]
    rows = Opening.objects.waiting_at(at).filter(within.on("blanking__decision__"))
    rows = rows.select_related("asked_by", *related).order_by("asked_at", "pk")
    return [
        {
            "reference": row.blanking.subject.reference,
            "url": original_url(row.blanking.subject),
            "reason": row.reason,
            "by": row.asked_by.public_name if row.asked_by else "",
            "since": row.asked_at,
        }
        for row in rows[:MOST]
    ]
