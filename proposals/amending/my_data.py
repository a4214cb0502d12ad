"""The part of amendments in the export of one's data, and in the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from participants.models import User
from participants.registries import erasers, exporters
from proposals.amending.telling import tell_unanswered
from proposals.models import Amendment

ANSWERS = (Amendment.Outcome.ACCEPTED, Amendment.Outcome.DECLINED)


@exporters.register("amendments", order=115)
def amendment_rows(participant: User) -> Sequence[dict[str, Any]]:
    """One's amendments and what became of each. One query."""
    rows = participant.amendments.select_related("proposal__consultation", "version", "made").order_by("pk")
    return [
        {
            "consultation": amendment.proposal.consultation.slug,
            "reference": amendment.reference,
            "version": amendment.version.number,
            "start": amendment.start,
            "end": amendment.end,
            "title": amendment.title,
            "wording": amendment.wording,
            "reason": amendment.reason,
            "state": amendment.state,
            "created_at": amendment.created_at,
            "published_at": amendment.published_at,
            "withheld_at": amendment.withheld_at,
            "ground": amendment.withheld_ground,
            "outcome": amendment.outcome,
            "closed_at": amendment.closed_at,
            "answer": amendment.shown_answer,
            "made_version": amendment.made.number if amendment.made else None,
            "address": amendment.get_absolute_url(),
        }
        for amendment in rows
    ]


@exporters.register("amendment_answers", order=117)
def answer_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one answered to amendments of one's proposals: one's own words, in view or not. One query."""
    answered = Amendment.objects.filter(proposal__author=participant, outcome__in=ANSWERS)
    rows = answered.exclude(author=participant).select_related("proposal__consultation", "made").order_by("pk")
    return [
        {
            "consultation": amendment.proposal.consultation.slug,
            "amendment": amendment.reference,
            "outcome": amendment.outcome,
            "answer": amendment.answer,
            "state": amendment.answer_state,
            "answered_at": amendment.closed_at,
            "made_version": amendment.made.number if amendment.made else None,
            "address": amendment.get_absolute_url(),
        }
        for amendment in rows
    ]


@exporters.register("amendment_positions", order=125)
def position_rows(participant: User) -> Sequence[dict[str, Any]]:
    """One's positions on amendments. One query."""
    rows = participant.amendment_positions.select_related("amendment__proposal__consultation").order_by("pk")
    return [
        {
            "consultation": position.amendment.proposal.consultation.slug,
            "amendment": position.amendment.reference,
            "position": position.value,
            "taken_at": position.created_at,
            "changed_at": position.changed_at,
        }
        for position in rows
    ]


@erasers.register("amendments", order=95)
def erase_amendments(participant: User) -> dict[str, int]:
    """What became a version stays, without its author; the words of the others go, their places stay.

    Whose own waited for an answer of theirs learns that it will have none. Six queries, and three for each of those.
    """
    tell_unanswered(participant)
    positions, _rows = participant.amendment_positions.all().delete()
    blanked = participant.amendments.all().blank(at=timezone.now())
    kept = participant.amendments.filter(blanked_at__isnull=True).count()
    participant.amendments.update(author=None)
    return {"amendment_positions": positions, "amendments_blanked": blanked, "amendments_kept": kept}
