"""Two answers to one amendment at once, in real threads; each race with a control that must fail."""

import threading
from collections.abc import Iterator

import pytest
import time_machine

from proposals.amending import answering
from proposals.amending.proposing import Wording, propose
from proposals.models import Amendment, AmendmentPosition, Proposal, Version
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import CitizenFactory, ConsentTextFactory, ProposalFactory, open_consultation
from tests.proposals.test_proposal_races import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("C-5"),
]
TURNS = 6


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def proposal():
    ConsentTextFactory()
    page = open_consultation(moderation="after")
    return ProposalFactory(consultation=page, author=CitizenFactory())


@pytest.fixture
def amendment(proposal):
    return AmendmentFactory(proposal=proposal)


def caught(deed):
    """What a deed gave, or the error that it raised."""
    try:
        return deed()
    except Exception as error:  # noqa: BLE001  # the test looks at which one it is
        return error


def test_accepted_many_times_at_once_it_makes_one_version(proposal, amendment):
    found = at_once(TURNS, lambda turn: caught(lambda: answering.accept(amendment=amendment, author=proposal.author)))
    assert {answer.pk for answer in found if isinstance(answer, Version)} == {Version.objects.latest("number").pk}
    assert all(isinstance(answer, Version) for answer in found)  # each click gets the one version that was made
    assert Version.objects.filter(proposal=proposal).count() == 2


def test_control_without_the_held_rows_both_find_it_open(proposal, amendment, monkeypatch):
    """Read without a lock, all find it open; the database's own constraints then stop all but one."""
    looked = threading.Barrier(TURNS)

    def look(row):
        rows = Amendment.objects.select_related("version", "author", "proposal__consultation", "proposal__current")
        found = rows.get(pk=row.pk)
        looked.wait(timeout=30)
        return found

    monkeypatch.setattr(answering, "hold_amendment", look)
    found = at_once(TURNS, lambda turn: caught(lambda: answering.accept(amendment=amendment, author=proposal.author)))
    assert not any(isinstance(answer, answering.NotOpen) for answer in found)
    assert Version.objects.filter(proposal=proposal).count() == 2


def test_accepted_and_declined_at_once_one_of_both_holds(proposal, amendment):
    deeds = [
        lambda: answering.accept(amendment=amendment, author=proposal.author),
        lambda: answering.decline(amendment=amendment, author=proposal.author, answer="Non."),
    ]
    found = at_once(TURNS, lambda turn: caught(deeds[turn % 2]))
    amendment.refresh_from_db()
    assert amendment.outcome in {"accepted", "declined"}
    assert sum(isinstance(answer, answering.NotOpen) for answer in found) == TURNS // 2  # the other deed's, all of them
    assert (Version.objects.filter(proposal=proposal).count() == 2) is (amendment.outcome == "accepted")


def test_two_amendments_accepted_at_once_make_one_version_and_one_is_outdated(proposal, amendment):
    other = AmendmentFactory(proposal=proposal, wording="Plus de trams")
    rows = [amendment, other]
    at_once(2, lambda turn: caught(lambda: answering.accept(amendment=rows[turn], author=proposal.author)))
    assert sorted(Amendment.objects.values_list("outcome", flat=True)) == ["accepted", "outdated"]
    assert Proposal.objects.get().current.number == 2


def test_proposed_many_times_at_once_the_numbers_are_all_different(proposal):
    people = [CitizenFactory() for _n in range(TURNS)]

    def offer(turn):
        wording = Wording(0, 14, "", f"Plus de bus {turn}", "Une raison.")
        return propose(proposal=Proposal.objects.select_related("consultation").get(), author=people[turn],
                       wording=wording, read_version=1)  # fmt: skip

    at_once(TURNS, offer)
    assert sorted(Amendment.objects.values_list("number", flat=True)) == list(range(1, TURNS + 1))


def test_one_person_s_clicks_at_once_are_one_position(amendment):
    from proposals.amending.positions import take_position

    person = CitizenFactory()
    row = Amendment.objects.select_related("proposal__consultation").get()
    at_once(TURNS, lambda turn: take_position(amendment=row, participant=person, value=turn % 3 - 1))
    assert AmendmentPosition.objects.count() == 1
