"""The races of positions and proposals on SQLite as a site runs it: a file, threads, immediate transactions."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.test import Client

from proposals import actions
from proposals.actions import tally
from proposals.models import Position, Proposal
from tests.conftest import NOON
from tests.factories import CitizenFactory, ConsentTextFactory, ProposalFactory, open_consultation
from tests.file_database import FileDatabase
from tests.proposals.test_proposal_races import HTMX, KEY, VOTE, WRITE, at_once, browsers_of, typed

pytestmark = pytest.mark.sqlite


@pytest.fixture
def file(db: None, tmp_path: Path) -> Iterator[FileDatabase]:
    """Everything in these tests happens on the file, also in the test's own thread."""
    with time_machine.travel(NOON, tick=True):
        made = FileDatabase(tmp_path / "site.sqlite3")
        with made.here():
            yield made


@pytest.fixture
def person(file):
    ConsentTextFactory()
    return CitizenFactory()


@pytest.fixture
def proposal(file) -> Proposal:
    return ProposalFactory(consultation=open_consultation())


def on(file: FileDatabase, deed: Callable[[int], object], **options: object) -> Callable[[int], object]:
    """A deed that a thread does on the file."""

    def run(turn: int) -> object:
        with file.here(**options):
            return deed(turn)

    return run


def without(field_name: str) -> None:
    """Take the uniqueness of a proposal's field away: the file is thrown away afterwards."""
    field = Proposal._meta.get_field(field_name)
    plain = copy(field)
    plain._unique = False
    with connection.schema_editor() as editor:
        editor.alter_field(Proposal, field, plain)


def posts_proposals(file: FileDatabase, browsers: list[Client]) -> list[object]:
    return at_once(len(browsers), on(file, lambda turn: browsers[turn].post(WRITE, typed(KEY))))


@pytest.mark.requirement("V-1")
def test_32_identical_votes_at_once_are_one_row_in_a_file(file, person, proposal):
    browsers = browsers_of(person, 32)
    answers = at_once(32, on(file, lambda turn: browsers[turn].post(VOTE, {"position": "agree"}, headers=HTMX)))
    assert [answer.status_code for answer in answers] == [200] * 32
    assert {answer.context["position"]["own"] for answer in answers} == {"agree"}
    assert Position.objects.count() == 1
    assert tally(proposal) == (1, 0, 0)


@pytest.mark.requirement("V-2")
def test_three_answers_at_once_leave_one_of_them_in_a_file(file, person, proposal):
    words = ["agree", "mixed", "disagree"]
    browsers = browsers_of(person, 33)
    answers = at_once(33, on(file, lambda turn: browsers[turn].post(VOTE, {"position": words[turn % 3]}, headers=HTMX)))
    assert {answer.status_code for answer in answers} == {200}
    position = Position.objects.get()
    counted = tally(proposal)
    assert counted.total == 1
    assert (counted.agree, counted.mixed, counted.disagree)[1 - position.value] == 1


@pytest.mark.requirement("V-1")
@pytest.mark.requirement("V-2")
def test_control_without_the_constraint_a_file_holds_several_rows(file, person, proposal, monkeypatch):
    """Looking first and inserting then counts one person as often as they clicked."""
    one = next(rule for rule in Position._meta.constraints if rule.name == "one_position_a_participant")
    monkeypatch.setattr(Position._meta, "constraints", [rule for rule in Position._meta.constraints if rule != one])
    with connection.schema_editor() as editor:
        editor.remove_constraint(Position, one)  # makes the table anew with those that are left
    looked = threading.Barrier(8)

    def vote(turn: int) -> None:
        found = Position.objects.filter(proposal=proposal, participant=person).first()
        looked.wait(timeout=30)
        if found is None:
            Position.objects.create(
                proposal=proposal,
                participant=person,
                version_id=proposal.current_id,
                value=1,
                created_at=NOON,
                changed_at=NOON,
            )

    at_once(8, on(file, vote))
    assert tally(proposal).agree == 8


@pytest.mark.requirement("C-1")
def test_one_form_posted_16_times_at_once_is_one_proposal_in_a_file(file, person):
    open_consultation()
    answers = posts_proposals(file, browsers_of(person, 16))
    assert Counter(answer.status_code for answer in answers) == {302: 16}
    assert {answer.url for answer in answers} == {"/se-deplacer/propositions/P-1/"}
    assert Proposal.objects.count() == 1


@pytest.mark.requirement("C-1")
def test_control_without_the_unique_key_a_file_holds_several_proposals(file, person):
    open_consultation()
    browsers = browsers_of(person, 16)
    without("idempotency_key")
    posts_proposals(file, browsers)
    assert Proposal.objects.filter(idempotency_key=KEY).count() == 16


@pytest.mark.requirement("C-1")
def test_one_argument_posted_16_times_at_once_is_one_argument_in_a_file(file, person, proposal):
    browsers = browsers_of(person, 16)
    data = {"stance": "for", "text": "Oui", "key": KEY}
    address = f"{proposal.get_absolute_url()}argumenter/"
    answers = at_once(16, on(file, lambda turn: browsers[turn].post(address, data)))
    assert {answer.status_code for answer in answers} == {302}
    assert proposal.arguments.count() == 1


@pytest.mark.requirement("C-1")
def test_different_forms_at_once_get_different_numbers_in_a_file(file, person):
    open_consultation(repeat_minutes=None)
    browsers = browsers_of(person, 12)
    keys = [f"7d9f1f43-9e0c-4c62-9f57-{turn:012d}" for turn in range(12)]
    answers = at_once(
        12, on(file, lambda turn: browsers[turn].post(WRITE, {**typed(keys[turn]), "tags": f"Train {turn % 2}"}))
    )
    assert {answer.status_code for answer in answers} == {302}
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, 13))


@pytest.mark.requirement("C-1")
def test_control_without_immediate_transactions_a_form_is_lost(file, person, monkeypatch):
    """Two have read the last number before either writes: with deferred transactions one of them gets an error."""
    consultation = open_consultation()
    read, stems = threading.Barrier(2, timeout=30), actions.search_text
    waits = iter([read.wait, read.wait])  # each thread comes by twice: the second time it waits for nobody
    monkeypatch.setattr(actions, "search_text", lambda *words: (next(waits, bool)(), stems(*words))[1])

    def write(turn: int) -> str:
        try:
            with transaction.atomic():
                proposal = actions.create_proposal(consultation, person, "Un train", "Le soir", None, NOON)
                return proposal.reference
        except OperationalError as error:
            return str(error)

    answers = at_once(2, on(file, write, transaction_mode="DEFERRED"))
    assert sorted(answers) == ["P-1", "database is locked"]
