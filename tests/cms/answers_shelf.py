"""Answers and commitments for tests: given, made and followed up in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine

from cms.answering.actions import add_step, give_answer, make_commitment
from cms.models import Answer, Commitment, CommitmentStep, Edition, EditionFinding, SynthesisPage
from consult.models import ConsultationPage, Phase
from participants.models import User
from tests import factories

REASONS = "Le dernier train partira à vingt-deux heures dès la rentrée."
DUE = date(2026, 9, 1)


def finding_of(page: SynthesisPage, number: int = 1) -> EditionFinding:
    """A finding of the edition in view, by its number there."""
    edition = Edition.objects.of(page).published().first()
    return EditionFinding.objects.get(edition=edition, number=number)


def answer(
    page: SynthesisPage, number: int = 1, *, stance: str = "kept", by: User | None = None, **said: Any
) -> Answer:
    """The next answer to a finding of the edition in view."""
    key = finding_of(page, number).key
    said = {"reasons": REASONS, "name": "Ana Ferrer", "function": "vice-présidente aux transports", **said}
    after = Answer.objects.filter(key=key).count()
    return give_answer(page=page, key=key, after=after, stance=stance, by=by, **said)


def commitment(
    page: SynthesisPage, number: int = 1, *, due: date = DUE, by: User | None = None, **said: Any
) -> Commitment:
    """A commitment under the answer to a finding, which is given first when there is none."""
    key = finding_of(page, number).key
    if not Answer.objects.filter(key=key).exists():
        answer(page, number, by=by)
    return make_commitment(page=page, key=key, text=said.get("text", "Un train à vingt-deux heures."), due=due, by=by)


def step(row: Commitment, kind: str, **said: Any) -> CommitmentStep:
    """What is said of a commitment."""
    return add_step(commitment=row, kind=kind, by=None, **said)


@contextmanager
def on(day: date, hour: int = 12) -> Iterator[None]:
    """At an hour of a day, in universal time."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False):
        yield


def phase(consultation: ConsultationPage, kind: str, *, closes_at: datetime, days: int = 10) -> Phase:
    """A phase that opens nothing, of some days."""
    return Phase.objects.create(
        consultation=consultation,
        kind=kind,
        opens_at=closes_at - timedelta(days=days),
        closes_at=closes_at,
        sort_order=Phase.objects.filter(consultation=consultation).count(),
    )


def answering_person(email: str = "organisation@example.org") -> User:
    """Someone of the team who may answer."""
    return factories.staff(email, "Organisation", ["cms.answer_finding"])
