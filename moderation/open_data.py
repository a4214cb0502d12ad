"""The register's decisions as lines of CSV: anyone recounts the figures from them. No name, no typed word."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

from consult.cells import csv_line, instant
from moderation.models import Decision, noun_of
from moderation.reading import proposal_of, public_decisions, public_url

BATCH = 500  # rows
COLUMNS = (
    *("consultation", "reference", "text", "decision", "number", "undoes", "decided_at", "waited_seconds"),
    *("ground_kind", "ground", "duration", "until", "origin", "automated_detection", "automated_decision", "url"),
)


def decision_lines(consultation: str = "") -> Iterator[str]:
    """The heading and one line a decision, in the order in which they were kept. One query for each 500, and the rules.

    ``waited_seconds`` is empty where nobody decided; ``origin`` is ``report``, ``reading``, ``appeal`` or ``term``;
    ``undoes`` is the number, on the same text, of the decision that its moderator took back within a minute: of such
    a pair the months' figures count neither. ``url`` is empty while the text waits: nobody else reads it.
    """
    yield csv_line(COLUMNS)
    last = 0
    while batch := _after(consultation, last):
        for decision in batch:
            yield csv_line(_cells(decision))
        last = batch[-1].pk


def _after(consultation: str, pk: int) -> list[Decision]:
    """The next rows, found by their key: no cursor stays open while a slow reader takes them."""
    rows = public_decisions(consultation).select_related("undoes").filter(pk__gt=pk)
    return list(rows.order_by("pk")[:BATCH])


def _cells(decision: Decision) -> Sequence[Any]:
    subject = decision.subject
    proposal = proposal_of(subject)
    ground, url = decision.ground, public_url(subject)
    return (
        proposal.consultation.slug,
        subject.reference,
        noun_of(subject),
        decision.kind,
        decision.number,
        decision.undoes.number if decision.undoes else "",
        instant(decision.decided_at),
        "" if decision.delay is None else round(decision.delay.total_seconds()),
        ground.kind if ground else "",
        ground.title if ground else "",
        decision.duration,
        instant(decision.ends_at),
        _origin(decision),
        decision.after_signal,
        decision.by_term,
        f"{settings.WAGTAILADMIN_BASE_URL}{url}" if url else "",
    )


def _origin(decision: Decision) -> str:
    if decision.by_term:
        return "term"
    if decision.appeal_id is not None:
        return "appeal"
    return "report" if decision.after_report else "reading"
