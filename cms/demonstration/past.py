"""The two consultations of the past: «République numérique» and «Canadian electoral reform»."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cms.demonstration import texts
from cms.demonstration.consultations import Closed, closed_consultation
from cms.demonstration.files import records_of, rows_of
from cms.demonstration.progress import Steps
from consult import journal
from consult.canonical import sha256_of
from consult.locks import take_turn
from consult.models import ConsultationPage
from participants.models import User
from proposals.importing import ArgumentRow, ImportRow, import_arguments, import_list
from proposals.importing.parsing import read_date
from proposals.importing.vectors import leave_to_tasks
from proposals.importing.writing import Progress
from proposals.models import Position, Proposal

BILL_COLUMNS = {
    "text": "text",
    "title": "title",
    "tags": "theme",
    "id": "reference",
    "date": "date",
    "agree": "agree",
    "mixed": "mixed",
    "disagree": "disagree",
}
STATEMENTS = "canadian-electoral-reform/comments.csv.gz"
VOTES = "canadian-electoral-reform/votes.csv.gz"
TAKEN_OUT = "-1"  # by the moderators of the conversation
SKIPPED = "0"  # a *pass*, which is no position at all


def load_bill(steps: Steps, sample: int) -> ConsultationPage:
    """Proposals, arguments and the totals of positions taken there."""
    page = closed_consultation(Closed(texts.BILL, texts.BILL_OPENS, texts.BILL_CLOSES))
    rows = rows_of("republique-numerique/proposals.csv.gz", BILL_COLUMNS, sample)
    with steps.step("République numérique: proposals", len(rows)) as progress:
        result = import_list(
            consultation=page, rows=rows, source=texts.DIGITAL_REPUBLIC, licence=texts.BILL_LICENCE, progress=progress
        )
    if result.record is not None:
        leave_to_tasks(result.record)
    kept = {row.external_id for row in rows if isinstance(row, ImportRow)}
    arguments = [row for row in _arguments() if row.proposal in kept]
    with steps.step("République numérique: arguments", len(arguments)) as progress:
        import_arguments(
            consultation=page,
            rows=arguments,
            source=texts.DIGITAL_REPUBLIC,
            licence=texts.BILL_LICENCE,
            progress=progress,
        )
    return page


def _arguments() -> Iterator[ArgumentRow]:
    zone = timezone.get_default_timezone()
    for line, record in enumerate(records_of("republique-numerique/arguments.csv.gz"), start=2):
        yield ArgumentRow(
            proposal=record["proposal"],
            stance=record["stance"],
            text=record["text"],
            created_at=read_date(record["date"], zone),
            convincing=int(record["convincing"]),
            line=line,
        )


class Vote(NamedTuple):
    """Where a participant stood on a statement in the end, and when they first and last said so."""

    statement: str
    voter: int
    value: int
    first_at: datetime
    last_at: datetime


def load_reform(steps: Steps, sample: int) -> ConsultationPage:
    """Statements as proposals, and the real votes as positions of numbered participants."""
    page = closed_consultation(Closed(texts.ELECTORAL, texts.ELECTORAL_OPENS, texts.ELECTORAL_CLOSES))
    statements = [record for record in records_of(STATEMENTS) if record["moderated"] != TAKEN_OUT]
    statements.sort(key=lambda record: int(record["timestamp"]))
    rows = [
        ImportRow(
            text=record["comment-body"],
            external_id=record["comment-id"],
            created_at=_instant(record["timestamp"]),
            line=line,
        )
        for line, record in enumerate(statements[: sample or None], start=2)
    ]
    with steps.step("Canadian electoral reform: texts", len(rows)) as progress:
        result = import_list(consultation=page, rows=rows, source=texts.POLIS, licence="CC BY 4.0", progress=progress)
    if result.record is not None:
        leave_to_tasks(result.record)
    votes = last_votes(records_of(VOTES), {row.external_id for row in rows})
    with steps.step("Canadian electoral reform: votes", len(votes)) as progress:
        keep_votes(page, votes, progress)
    return page


def last_votes(records: Iterable[dict[str, str]], statements: set[str]) -> list[Vote]:
    """What each participant said last of each statement; a *pass* that came last is no position.

    In this file 1 is agree and -1 disagree: its sums are those of the statements' ``agrees`` and ``disagrees``,
    and the last vote of each pair is the cell of the published matrix.
    """
    found: dict[tuple[str, int], Vote] = {}
    for record in sorted(records, key=lambda record: int(record["timestamp"])):
        key, at = (record["comment-id"], int(record["voter-id"])), _instant(record["timestamp"])
        if record["comment-id"] in statements:
            first_at = found[key].first_at if key in found else at
            found[key] = Vote(*key, int(record["vote"]), first_at, at)
    return [vote for vote in found.values() if str(vote.value) != SKIPPED]


@transaction.atomic
def keep_votes(consultation: ConsultationPage, votes: list[Vote], progress: Progress) -> int:
    """Keep the positions that are not there yet, and say so in the journal in one entry; how many."""
    take_turn(f"imported positions of {consultation.pk}")
    proposals = {
        proposal.external_id: proposal
        for proposal in Proposal.objects.filter(consultation=consultation).defer("search_text")
    }
    voices = _voices({vote.voter for vote in votes})
    there = set(Position.objects.filter(proposal__consultation=consultation).values_list("proposal", "participant"))
    positions = [
        _position(vote, proposals[vote.statement], voices[vote.voter])
        for vote in votes
        if (proposals[vote.statement].pk, voices[vote.voter].pk) not in there
    ]
    if positions:
        Position.objects.bulk_create(positions, batch_size=500)
        seal = sorted([position.proposal.reference, position.value] for position in positions)
        journal.record(
            "positions.imported", consultation=consultation.slug, count=len(positions), list_hash=sha256_of(seal)
        )
    progress(len(votes))
    return len(positions)


def _position(vote: Vote, proposal: Proposal, voice: User) -> Position:
    assert proposal.current_id is not None  # an imported proposal has its version
    return Position(
        proposal=proposal,
        participant=voice,
        version_id=proposal.current_id,
        value=vote.value,
        created_at=vote.first_at,
        changed_at=vote.last_at,
    )


def _voices(numbers: set[int]) -> dict[int, User]:
    """Participants who have no account: nobody can sign in as one of them. Two queries at most."""
    names = {f"Participant {number}": number for number in sorted(numbers)}
    there = User.objects.filter(origin=texts.POLIS, display_name__in=names)
    found = {names[user.display_name]: user for user in there}
    nobody_knows = make_password(None)
    missing = [
        User(password=nobody_knows, display_name=name, origin=texts.POLIS, language="en", is_active=False)
        for name, number in names.items()
        if number not in found
    ]
    User.objects.bulk_create(missing)
    return found | {names[user.display_name]: user for user in missing}


def _instant(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1_000, UTC)
