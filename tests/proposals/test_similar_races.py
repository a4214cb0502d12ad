"""The same answer pressed many times at once, in real threads: one row, one position, nobody sees an error."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from proposals.models import Comparison, Position
from proposals.similar import limits
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
