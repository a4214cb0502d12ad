"""Many clicks at once, through the whole stack, in real threads; each race with a control that must fail."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client

from proposals.actions import argue, tally
from proposals.importing import ArgumentRow, import_arguments
from proposals.models import Position, Proposal, Vector, Version
from proposals.vectors import store_vectors
from tests.conftest import NOON
from tests.factories import CitizenFactory, ConsentTextFactory, ProposalFactory, open_consultation

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
HTMX = {"HX-Request": "true"}
VOTE = "/se-deplacer/propositions/P-1/position/"
WRITE = "/se-deplacer/deposer/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def proposal() -> Proposal:
    return ProposalFactory(consultation=open_consultation())


@pytest.fixture
def person():
    ConsentTextFactory()
    return CitizenFactory()


def at_once(count: int, deed: Callable[[int], object]) -> list[object]:
    """Run a deed in as many threads, which all wait for the last one before they begin."""
    gate = threading.Barrier(count)

    def run(turn: int) -> object:
        try:
            gate.wait(timeout=30)
            return deed(turn)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def browsers_of(person: object, count: int) -> list[Client]:
    """As many browsers that share one person's session, as tabs do."""
    first = Client()
    first.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    browsers = [Client() for _n in range(count)]
    for browser in browsers:
        browser.cookies = first.cookies
    return browsers


@pytest.mark.requirement("V-1")
def test_32_identical_votes_at_once_are_one_row(person, proposal):
    browsers = browsers_of(person, 32)
    answers = at_once(32, lambda turn: browsers[turn].post(VOTE, {"position": "agree"}, headers=HTMX))
    assert [answer.status_code for answer in answers] == [200] * 32
    assert {answer.context["position"]["own"] for answer in answers} == {"agree"}
    assert Position.objects.count() == 1
    assert tally(proposal) == (1, 0, 0)


@pytest.mark.requirement("V-2")
def test_three_answers_at_once_leave_one_of_them(person, proposal):
    words = ["agree", "mixed", "disagree"]
    browsers = browsers_of(person, 33)
    answers = at_once(33, lambda turn: browsers[turn].post(VOTE, {"position": words[turn % 3]}, headers=HTMX))
    assert {answer.status_code for answer in answers} == {200}
    position = Position.objects.get()
    assert position.value in (1, 0, -1)
    counted = tally(proposal)
    assert counted.total == Position.objects.filter(proposal=proposal).count() == 1
    assert (counted.agree, counted.mixed, counted.disagree)[1 - position.value] == 1


@pytest.mark.requirement("V-1")
@pytest.mark.requirement("V-2")
def test_control_without_the_constraint_there_are_several_rows(person, proposal):
    """Looking first and inserting then, on a copy of the table without its constraints, counts people twice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unprotected (LIKE proposals_position INCLUDING DEFAULTS INCLUDING IDENTITY)")
    looked = threading.Barrier(8)

    def vote(turn: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM unprotected WHERE participant_id = %s", [person.pk])
            found = cursor.fetchone()
            looked.wait(timeout=30)
            if found is None:
                cursor.execute(
                    "INSERT INTO unprotected (proposal_id, participant_id, version_id, value, created_at, changed_at)"
                    " VALUES (%s, %s, %s, 1, now(), now())",
                    [proposal.pk, person.pk, proposal.current_id],
                )

    try:
        at_once(8, vote)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM unprotected")
            assert cursor.fetchone()[0] > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE unprotected")


@pytest.mark.requirement("L-3")
def test_a_vote_does_not_wait_for_who_writes_the_proposal(person, proposal):
    """A moderator's transaction holds the proposal's row; the vote goes by it."""
    (browser,) = browsers_of(person, 1)
    held, voted = threading.Event(), threading.Event()

    def hold(turn: int) -> object:
        if turn == 0:
            with transaction.atomic():
                Proposal.objects.filter(pk=proposal.pk).update(search_text="autre")
                held.set()
                return voted.wait(timeout=4)
        held.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        answer = browser.post(VOTE, {"position": "agree"}, headers=HTMX)
        voted.set()
        return answer.status_code

    assert at_once(2, hold) == [True, 200]


def typed(key: str) -> dict[str, str]:
    return {"title": "Un train", "text": "Le soir", "tags": "train", "key": key}


KEY = "7d9f1f43-9e0c-4c62-9f57-5d1f2f2d6a10"


@pytest.mark.requirement("C-1")
def test_one_form_posted_16_times_at_once_is_one_proposal(person):
    open_consultation()
    browsers = browsers_of(person, 16)
    answers = at_once(16, lambda turn: browsers[turn].post(WRITE, typed(KEY)))
    assert [answer.status_code for answer in answers] == [302] * 16
    assert {answer.url for answer in answers} == {"/se-deplacer/propositions/P-1/"}
    assert Proposal.objects.count() == 1


@pytest.mark.requirement("C-1")
def test_control_without_the_unique_key_there_are_several_proposals(person):
    open_consultation()
    browsers = browsers_of(person, 16)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'proposals_proposal'::regclass"
            " AND contype = 'u' AND conkey = (SELECT array_agg(attnum) FROM pg_attribute"
            " WHERE attrelid = 'proposals_proposal'::regclass AND attname = 'idempotency_key')"
        )
        name = cursor.fetchone()[0]
        cursor.execute(f'ALTER TABLE proposals_proposal DROP CONSTRAINT "{name}"')
    try:
        at_once(16, lambda turn: browsers[turn].post(WRITE, typed(KEY)))
        assert Proposal.objects.filter(idempotency_key=KEY).count() > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE proposals_proposal SET idempotency_key = NULL")
            cursor.execute(f'ALTER TABLE proposals_proposal ADD CONSTRAINT "{name}" UNIQUE (idempotency_key)')


@pytest.mark.requirement("C-1")
def test_different_forms_at_once_get_different_numbers(person):
    open_consultation(repeat_minutes=None)
    browsers = browsers_of(person, 12)
    keys = [f"7d9f1f43-9e0c-4c62-9f57-{turn:012d}" for turn in range(12)]
    answers = at_once(12, lambda turn: browsers[turn].post(WRITE, {**typed(keys[turn]), "tags": f"Train {turn % 2}"}))
    assert {answer.status_code for answer in answers} == {302}
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, 13))


def test_an_argument_and_an_import_of_arguments_at_once_get_different_numbers(person, proposal):
    """The import has read the last number and stops there; who argues meanwhile waits for its end."""
    Proposal.objects.filter(pk=proposal.pk).update(external_id="61")
    argued, imported = threading.Event(), threading.Event()

    def write(turn: int) -> object:
        if turn == 0:
            return import_arguments(
                consultation=proposal.consultation,
                rows=[ArgumentRow(proposal="61", stance="for", text="Ailleurs")],
                source="Ailleurs",
                progress=lambda done: bool(imported.set()) or argued.wait(timeout=1),
                at=NOON,
            ).created
        imported.wait(timeout=10)
        argue(proposal=proposal, author=person, stance="for", text="Ici", at=NOON)
        argued.set()
        return 1

    assert at_once(2, write) == [1, 1]
    assert list(proposal.arguments.order_by("number").values_list("number", "text")) == [(1, "Ailleurs"), (2, "Ici")]


@pytest.mark.requirement("P-4")
def test_a_text_erased_while_its_vector_is_stored_keeps_none(proposal):
    """Who stores holds the version; the erasure waits, and takes the vector too."""
    stored, erased = threading.Event(), threading.Event()

    def work(turn: int) -> object:
        if turn == 0:
            with transaction.atomic():
                kept = store_vectors({proposal.current_id: np.ones(2, dtype=np.float16)}, "small-1")
                stored.set()
                erased.wait(timeout=1)
                return kept
        stored.wait(timeout=10)
        blanked = Version.objects.filter(pk=proposal.current_id).blank(at=NOON)
        erased.set()
        return blanked

    assert at_once(2, work) == [1, 1]
    assert not Vector.objects.exists()


@pytest.mark.requirement("C-1")
def test_one_argument_posted_16_times_at_once_is_one_argument(person, proposal):
    browsers = browsers_of(person, 16)
    data = {"stance": "for", "text": "Oui", "key": KEY}
    address = f"{proposal.get_absolute_url()}argumenter/"
    answers = at_once(16, lambda turn: browsers[turn].post(address, data))
    assert {answer.status_code for answer in answers} == {302}
    assert proposal.arguments.count() == 1
