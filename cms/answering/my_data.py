"""This room's part of the export of one's data: what one answered and promised for the institution.

Erasing an account empties these links by itself; what was answered stays, with the name that was typed.
"""

from collections.abc import Sequence
from typing import Any

from cms.models import Answer, Commitment, CommitmentStep
from participants.models import User
from participants.registries import exporters


@exporters.register("answers", order=400)
def answer_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Answers that one published. One query."""
    rows = Answer.objects.filter(by=participant).select_related("finding").order_by("pk")
    return [
        {
            "finding": row.finding.statement,
            "number": row.number,
            "stance": row.stance,
            "reasons": row.reasons,
            "name": row.name,
            "function": row.function,
            "at": row.at,
        }
        for row in rows
    ]


@exporters.register("commitments", order=410)
def commitment_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Commitments that one published, and what one said of them. Two queries."""
    made = Commitment.objects.filter(by=participant).select_related("consultation").order_by("pk")
    steps = CommitmentStep.objects.filter(by=participant).select_related("commitment__consultation").order_by("pk")
    return [
        *(_row(row, deed="made", words=row.text, at=row.at) for row in made),
        *(_row(step.commitment, deed=step.kind, words=step.words, at=step.at) for step in steps),
    ]


def _row(commitment: Commitment, **said: Any) -> dict[str, Any]:
    return {"consultation": commitment.consultation.slug, "commitment": commitment.reference, **said}
