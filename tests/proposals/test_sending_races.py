"""Limits hold when one person sends many texts at once (M-7); each race with a control that must fail."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from consult.errors import DomainError
from proposals import actions
from proposals.actions import argue, submit
from proposals.models import Argument, Proposal
from tests.conftest import NOON
from tests.factories import CitizenFactory, ConsentTextFactory, ProposalFactory, open_consultation
from tests.proposals.test_proposal_races import at_once, browsers_of

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("M-7"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
MANY = 6


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def slow_looks(monkeypatch):
    """Whoever has looked waits before they write: without a lock, all of them look first."""
    look = actions.refuse_beyond

    def look_and_wait(sending):
        look(sending)
        time.sleep(0.2)

    monkeypatch.setattr(actions, "refuse_beyond", look_and_wait)


@pytest.fixture
def newcomer():
    ConsentTextFactory()
    return CitizenFactory(joined_at=NOON - timedelta(hours=1))


def sent_at_once(person, consultation) -> list[str]:
    """Half of them propose, half of them argue: what became of each."""
    under = ProposalFactory(consultation=consultation)

    def send(turn: int) -> str:
        try:
            if turn % 2:
                argue(proposal=under, author=person, stance="for", text=f"Raison {turn}", at=NOON)
            else:
                submit(consultation=consultation, author=person, title="Train", text=f"Train {turn}", at=NOON)
        except DomainError as error:
            return type(error).__name__
        return "sent"

    return at_once(MANY, send)


def test_of_texts_sent_at_once_by_a_new_account_one_passes(newcomer, slow_looks):
    outcomes = sent_at_once(newcomer, open_consultation())
    assert sorted(outcomes) == ["SentTooSoon"] * (MANY - 1) + ["sent"]
    assert Proposal.objects.filter(author=newcomer).count() + Argument.objects.count() == 1


def test_control_without_the_turn_all_of_them_pass(newcomer, slow_looks, monkeypatch):
    monkeypatch.setattr(actions, "hold_sendings", lambda author, *, at: None)
    assert sent_at_once(newcomer, open_consultation()).count("sent") > 1


def same_text_at_once(person) -> list[int]:
    browsers = browsers_of(person, MANY)
    forms = [
        {"title": "Un train", "text": "Le soir", "key": f"7d9f1f43-9e0c-4c62-9f57-{turn:012d}"} for turn in range(MANY)
    ]
    answers = at_once(MANY, lambda turn: browsers[turn].post("/se-deplacer/deposer/", forms[turn]))
    return sorted(answer.status_code for answer in answers)


def test_of_the_same_text_in_many_tabs_one_passes(slow_looks):
    ConsentTextFactory()
    open_consultation()
    assert same_text_at_once(CitizenFactory()) == [302] + [429] * (MANY - 1)
    assert Proposal.objects.count() == 1


def test_control_without_the_turn_of_the_forms_it_is_sent_twice(slow_looks, monkeypatch):
    ConsentTextFactory()
    open_consultation()
    monkeypatch.setattr("proposals.drafts.keeping.hold_drafts", lambda author: None)
    assert same_text_at_once(CitizenFactory()).count(302) > 1
