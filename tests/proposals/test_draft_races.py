"""Two saves of one draft at once, in real threads; each race with a control that must fail."""

import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection

from proposals.drafts import keeping
from proposals.models import Draft, Proposal
from tests.conftest import NOON
from tests.factories import CitizenFactory, ConsentTextFactory, ProposalFactory, open_consultation
from tests.proposals import amendment_help
from tests.proposals.amendment_help import AMEND, TEXT
from tests.proposals.draft_shelf import AS_DATA, FORM, KEY, draft_of, save, typed
from tests.proposals.test_proposal_races import at_once, browsers_of

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("C-8"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def person():
    ConsentTextFactory()
    return CitizenFactory()


@pytest.fixture
def draft(person):
    return draft_of(person, open_consultation())


def saved_at_once(person: object, count: int) -> list[int]:
    browsers = browsers_of(person, count)
    answers = at_once(count, lambda turn: save(browsers[turn], 1, text=f"Onglet {turn}").status_code)
    return sorted(int(str(code)) for code in answers)


def test_of_two_saves_of_the_same_revision_one_wins_and_the_other_is_told(person, draft):
    assert saved_at_once(person, 2) == [200, 409]
    draft.refresh_from_db()
    assert draft.revision == 2
    assert draft.text in {"Onglet 0", "Onglet 1"}


def test_of_eight_too(person, draft):
    assert saved_at_once(person, 8) == [200] + [409] * 7


def test_control_without_the_turn_both_win_and_one_text_is_lost(person, draft, monkeypatch):
    both_read = threading.Barrier(2)
    judge = keeping._refuse_changed

    def judge_together(row: Draft, mark: object) -> None:
        both_read.wait(timeout=30)
        judge(row, mark)

    monkeypatch.setattr(keeping, "hold_drafts", lambda author: None)
    monkeypatch.setattr(keeping, "_refuse_changed", judge_together)
    assert saved_at_once(person, 2) == [200, 200]


def test_one_new_draft_saved_by_eight_at_once_is_one_draft(person):
    open_consultation()
    browsers = browsers_of(person, 8)
    answers = at_once(8, lambda turn: save(browsers[turn]).status_code)
    assert answers == [200] * 8
    assert Draft.objects.count() == 1


def sent_as_amendment(_person: object) -> tuple[str, dict[str, str]]:
    """Another wording of a proposal, whose row the sending holds and a new draft would point to."""
    ProposalFactory(consultation=open_consultation(moderation="after"), text=TEXT)
    return AMEND, amendment_help.typed(draft=str(KEY))


def sent_as_proposal(_person: object) -> tuple[str, dict[str, str]]:
    open_consultation()
    return FORM, typed()


def sent_as_change(person: object) -> tuple[str, dict[str, str]]:
    """A direct change of one's own, whose words are those that stand once it is sent."""
    proposal = ProposalFactory(consultation=open_consultation(), author=person, waiting=True)
    return f"{proposal.get_absolute_url()}modifier/", {**typed(), "read_version": "1"}


@pytest.mark.parametrize(("sent", "late"), [(sent_as_proposal, 409), (sent_as_amendment, 409), (sent_as_change, 422)])
def test_words_saved_while_the_form_is_sent_leave_no_draft_behind(person, sent, late):
    """The submission holds the person's drafts until it is committed: the late save waits, and then learns of it."""
    address, data = sent(person)
    browsers = browsers_of(person, 2)
    holding, waited = threading.Event(), threading.Event()
    hold = keeping.hold_drafts

    def hold_long(author: object) -> None:
        hold(author)
        if threading.current_thread().name == "sender":
            holding.set()
            waited.wait(timeout=1)

    def work(turn: int) -> int:
        if turn == 0:
            threading.current_thread().name = "sender"
            return browsers[0].post(address, data).status_code
        holding.wait(timeout=10)
        return browsers[1].post(f"{address}brouillon/", data, headers=AS_DATA).status_code

    keeping.hold_drafts = hold_long
    try:
        assert at_once(2, work) == [302, late]
    finally:
        keeping.hold_drafts = hold
    assert Draft.objects.count() == 0
    assert Proposal.objects.count() == 1


def test_control_without_the_turn_a_draft_of_what_was_sent_stays(person, monkeypatch):
    """The save looks before the submission is committed, and writes after it."""
    open_consultation()
    browsers = browsers_of(person, 2)
    looked, sent = threading.Event(), threading.Event()
    look = keeping._was_sent

    def look_early(*asked: object) -> bool:
        found = look(*asked)
        looked.set()
        sent.wait(timeout=10)
        return found

    def work(turn: int) -> int:
        if turn == 1:
            return save(browsers[1]).status_code
        looked.wait(timeout=10)
        code = browsers[0].post(FORM, typed()).status_code
        sent.set()
        return code

    monkeypatch.setattr(keeping, "hold_drafts", lambda author: None)
    monkeypatch.setattr(keeping, "_was_sent", look_early)
    assert at_once(2, work) == [302, 200]
    assert Draft.objects.filter(key=KEY).exists()
    assert connection.vendor == "postgresql"
