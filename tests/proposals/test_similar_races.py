"""The same answer pressed many times at once, in real threads: one row, one position, nobody sees an error."""

import threading
import time
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from proposals.actions import submit
from proposals.models import Comparison, Position, Proposal
from proposals.similar import limits
from proposals.similar.answering import WritingEnded, answer
from tests.conftest import NOON
from tests.factories import ProposalFactory, open_consultation
from tests.proposals.test_proposal_races import at_once, browsers_of, noon, person, proposal

__all__ = ["noon", "person", "proposal"]  # fixtures
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ADDRESS = "/se-deplacer/deposer/proches/"
TABS = 12


def form_of(key: UUID) -> dict[str, str]:
    return {"title": "Un train", "text": "Un train le soir", "tags": "", "key": str(key)}


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    monkeypatch.setattr(limits, "buckets", limits.Buckets())


def test_the_same_pressed_many_times_at_once_is_one_position(person, proposal):
    form, browsers = form_of(uuid4()), browsers_of(person, TABS)
    answers = at_once(TABS, lambda turn: browsers[turn].post(ADDRESS, {**form, "same": "1"}).status_code)
    assert set(answers) == {302}
    assert (Position.objects.count(), Comparison.objects.count()) == (1, 1)


def test_answers_that_contradict_each_other_at_once_leave_one(person, proposal):
    form, browsers = form_of(uuid4()), browsers_of(person, TABS)

    def press(turn):
        deed = {"different": "1"} if turn % 2 else {"close": "1", "differs-1": "le dimanche"}
        return browsers[turn].post(ADDRESS, {**form, **deed}).status_code

    assert set(at_once(TABS, press)) == {200}
    row = Comparison.objects.get()
    assert (row.answer, row.words) in {("different", ""), ("close", "le dimanche")}


def test_control_looking_first_and_then_writing_fails():
    older = ProposalFactory(consultation=open_consultation())
    key, looked = uuid4(), threading.Barrier(TABS)

    def naive(_turn):
        try:
            seen = Comparison.objects.filter(writing=key, older=older).exists()
            looked.wait(timeout=30)
            if not seen:
                Comparison.objects.create(writing=key, older=older, answer="different", at=NOON)
        except IntegrityError:
            return "twice"
        return "once"

    assert "twice" in at_once(TABS, naive)


def answer_while_it_is_sent(person):
    """*Close* is answered before its text is sent, and committed after, if nothing keeps it; gives the answer."""
    key, older = uuid4(), Proposal.objects.get()
    answered, sent = threading.Event(), threading.Event()

    def send(_turn):
        answered.wait(timeout=30)
        try:
            submit(
                consultation=older.consultation, author=person, title="Un train", text="Le soir", idempotency_key=key
            )
        finally:
            sent.set()

    def say(_turn):
        with transaction.atomic():
            answer(writing=key, older=older, participant=person, answer="close", words="le dimanche")
            answered.set()
            sent.wait(timeout=1)  # the one who sends waits for this answer, and it ends first

    deeds = [send, say]
    at_once(2, lambda turn: deeds[turn](turn))
    return Comparison.objects.get(writing=key)


def test_an_answer_that_is_kept_while_its_text_is_sent_becomes_its_link(person, proposal):
    assert answer_while_it_is_sent(person).newer == Proposal.objects.get(number=2)


def test_control_without_waiting_for_each_other_the_answer_stays_unlinked(person, proposal, monkeypatch):
    monkeypatch.setattr("proposals.similar.linking.take_turn", lambda _name: None)
    assert answer_while_it_is_sent(person).newer is None


def test_an_answer_that_comes_while_its_text_is_sent_is_refused_aloud(person, proposal):
    """The text is sent and not committed yet: the answer waits, and then finds it sent."""
    key, refused = uuid4(), []
    begun = threading.Event()

    def send():
        with transaction.atomic():
            submit(
                consultation=proposal.consultation, author=person, title="Un", text="Deux", idempotency_key=key, at=NOON
            )
            begun.set()
            time.sleep(0.3)

    def say():
        begun.wait(timeout=30)
        try:
            answer(writing=key, older=proposal, participant=person, answer="close", words="le dimanche")
        except WritingEnded as error:
            refused.append(error)

    deeds = [send, say]
    at_once(2, lambda turn: deeds[turn]())
    assert len(refused) == 1
    assert not Comparison.objects.exists()
