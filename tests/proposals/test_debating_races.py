"""Marks, replies and withdrawals at once, in real threads; each race with a control that must fail."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError

from consult.errors import DomainError
from consult.models import JournalEntry
from participants.models import Notice
from proposals.models import Argument, Convincing, Proposal
from proposals.withdrawing.acting import withdraw
from proposals.withdrawing.tasks import tell_of_withdrawal
from tests.conftest import NOON
from tests.factories import ArgumentFactory, CitizenFactory, PositionFactory, ProposalFactory, open_consultation
from tests.proposals.test_proposal_races import at_once, browsers_of

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
PAGE = "/se-deplacer/propositions/P-1/"
TIMES = 12


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def argument():
    return ArgumentFactory(proposal=ProposalFactory(consultation=open_consultation()))


@pytest.mark.requirement("V-1")
def test_many_clicks_at_once_are_one_mark(argument):
    browsers = browsers_of(CitizenFactory(), TIMES)
    answers = at_once(
        TIMES, lambda turn: browsers[turn].post(f"{PAGE}arguments/A1/convaincant/", {"convincing": "yes"}).status_code
    )
    assert answers == [302] * TIMES
    assert Convincing.objects.count() == 1


def test_control_rows_without_the_upsert_collide(argument):
    person = CitizenFactory()

    def keep(turn: int) -> bool:
        try:
            Convincing.objects.create(argument=argument, participant=person, created_at=NOON)
        except IntegrityError:
            return False
        return True

    assert at_once(TIMES, keep).count(False) == TIMES - 1


def test_one_form_sent_many_times_at_once_is_one_reply(argument):
    browsers, key = browsers_of(CitizenFactory(), TIMES), str(uuid4())
    words = {"text": "Et le coût ?", "key": key}
    answers = at_once(TIMES, lambda turn: browsers[turn].post(f"{PAGE}arguments/A1/repondre/", words).status_code)
    assert answers == [302] * TIMES
    assert Argument.objects.filter(answers=argument).count() == 1


def two_proposals() -> list[Proposal]:
    page = open_consultation()
    return [ProposalFactory(consultation=page) for _n in range(2)]


def test_of_two_in_favour_of_each_other_one_stands():
    pair = two_proposals()

    def leave(turn: int) -> bool:
        try:
            withdraw(proposal=pair[turn], author=pair[turn].author, in_favour_of=pair[1 - turn])
        except DomainError:
            return False
        return True

    assert sorted(at_once(2, leave)) == [False, True]
    assert Proposal.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_control_without_the_held_rows_both_would_go():
    pair = two_proposals()

    def leave(turn: int) -> None:
        pair[turn].withdraw(at=NOON, in_favour_of=pair[1 - turn])

    at_once(2, leave)
    assert not Proposal.objects.filter(withdrawn_at__isnull=True).exists()


def test_one_withdrawal_sent_many_times_is_told_once():
    (proposal, other) = two_proposals()
    taker = PositionFactory(proposal=proposal).participant
    browsers = browsers_of(proposal.author, TIMES)
    answers = at_once(
        TIMES, lambda turn: browsers[turn].post(f"{PAGE}retirer/", {"other": other.reference}).status_code
    )
    assert answers == [302] * TIMES
    assert JournalEntry.objects.filter(event="proposal.withdrawn").count() == 1
    stamp = Proposal.objects.get(pk=proposal.pk).withdrawn_at.isoformat()
    at_once(4, lambda turn: tell_of_withdrawal.func(proposal.pk, stamp))
    assert Notice.objects.filter(recipient=taker).count() == 1
