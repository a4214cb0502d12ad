"""An author withdraws a proposal: it stays at its address, and no position moves."""

import csv
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from consult.errors import Closed, NotYours
from consult.models import JournalEntry
from participants.models import Notice
from participants.my_data import export_of
from proposals.actions import argue, take_position
from proposals.models import AmendmentPosition, Position, Proposal
from proposals.withdrawing.acting import AlreadyWithdrawn, NotAnOther, TooLate, restore, withdraw
from proposals.withdrawing.tasks import tell_of_withdrawal
from synthesis.corpus import readable_versions
from tests.amendment_factory import AmendmentPositionFactory
from tests.conftest import NOON
from tests.factories import CLOSES, ArgumentFactory, PositionFactory, ProposalFactory, open_consultation

pytestmark = pytest.mark.usefixtures("at_noon")
PAGE = "/se-deplacer/propositions/P-1/"
LIST = "/se-deplacer/propositions/"


@pytest.fixture
def proposal(consultation):
    return ProposalFactory(consultation=consultation, title="Un tram")


@pytest.fixture
def other(proposal):
    return ProposalFactory(consultation=proposal.consultation, title="Un métro")


def references(client, query=""):
    return {card["reference"] for card in client.get(f"{LIST}{query}").context["cards"]}


def test_the_page_stays_and_says_so(proposal, other, client, client_of):
    ArgumentFactory(proposal=proposal)
    answer = client_of(proposal.author).post(f"{PAGE}retirer/", {"other": "P-2"})
    assert (answer.status_code, answer.url) == (302, PAGE)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.context["withdrawn"]["date"] == NOON
    assert page.context["withdrawn"]["other"]["title"] == "Un métro"
    assert page.context["state"] == "withdrawn"
    assert page.context["argue_url"] == ""
    assert "Un tram" in page.text
    assert client.get(f"{PAGE}versions/1/").status_code == 200


def test_it_leaves_lists_search_and_give_view(proposal, other, client):
    withdraw(proposal=proposal, author=proposal.author)
    assert references(client) == {"P-2"}
    assert references(client, "?q=tram") == set()
    assert client.get("/se-deplacer/donner-mon-avis/").context["turn"]["proposal"]["reference"] == "P-2"
    assert references(client, "?q=tram") == set()


def test_nothing_is_added_to_it(proposal, citizen, client_of):
    withdraw(proposal=proposal, author=proposal.author)
    proposal.refresh_from_db()
    with pytest.raises(Closed):
        take_position(proposal=proposal, participant=citizen, value=1)
    with pytest.raises(Closed):
        argue(proposal=proposal, author=citizen, stance="for", text="Oui")
    assert client_of(citizen).post(f"{PAGE}position/", {"position": "agree"}).status_code == 409
    assert not Position.objects.exists()


def test_who_had_taken_position_takes_it_back_there(proposal, citizen, client_of):
    PositionFactory(proposal=proposal, participant=citizen)
    withdraw(proposal=proposal, author=proposal.author)
    browser = client_of(citizen)
    page = browser.get(PAGE)
    assert page.context["position"]["closed_sentence"]
    assert 'name="position" value="none"' in page.text
    assert 'name="position" value="agree"' not in page.text
    assert browser.post(f"{PAGE}position/", {"position": "none"}).url == f"{PAGE}#positions"
    assert not Position.objects.exists()
    assert 'name="position" value="none"' not in browser.get(PAGE).text


def test_and_does_not_change_it(proposal, citizen, client_of):
    PositionFactory(proposal=proposal, participant=citizen, value=1)
    withdraw(proposal=proposal, author=proposal.author)
    answer = client_of(citizen).post(f"{PAGE}position/", {"position": "disagree"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert 'name="position" value="none"' in answer.text
    assert Position.objects.get().value == 1


def test_taken_back_by_htmx_no_answer_is_offered_in_its_place(proposal, citizen, client_of):
    PositionFactory(proposal=proposal, participant=citizen)
    withdraw(proposal=proposal, author=proposal.author)
    part = client_of(citizen).post(f"{PAGE}position/", {"position": "none"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert 'name="position"' not in part.text


@pytest.mark.requirement("V-5")
def test_not_after_the_time_for_positions(proposal, citizen, client_of):
    PositionFactory(proposal=proposal, participant=citizen)
    withdraw(proposal=proposal, author=proposal.author)
    with time_machine.travel(CLOSES, tick=False):
        browser = client_of(citizen)
        assert 'name="position" value="none"' not in browser.get(PAGE).text
        assert browser.post(f"{PAGE}position/", {"position": "none"}).status_code == 409
    assert Position.objects.count() == 1
    with time_machine.travel(CLOSES - timedelta(milliseconds=1), tick=False):
        browser = client_of(citizen)
        assert 'name="position" value="none"' in browser.get(PAGE).text
        assert browser.post(f"{PAGE}position/", {"position": "none"}).status_code == 302
    assert not Position.objects.exists()


def test_a_position_on_an_amendment_to_it_is_taken_back_too(proposal, citizen, client_of):
    amendment = AmendmentPositionFactory(amendment__proposal=proposal, participant=citizen).amendment
    withdraw(proposal=proposal, author=proposal.author)
    browser, address = client_of(citizen), amendment.get_absolute_url()
    assert 'name="position" value="none"' in browser.get(address).text
    assert 'name="position" value="agree"' not in browser.get(address).text
    assert browser.post(f"{address}position/", {"position": "agree"}).status_code == 409
    assert browser.post(f"{address}position/", {"position": "none"}).status_code == 302
    assert not AmendmentPosition.objects.exists()


def test_who_took_position_is_told_once_and_asked(
    proposal, other, citizen, client_of, django_capture_on_commit_callbacks
):
    PositionFactory(proposal=proposal, participant=citizen)
    PositionFactory(proposal=proposal, participant=proposal.author)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(proposal=proposal, author=proposal.author, in_favour_of=other)
    tell_of_withdrawal.func(proposal.pk, NOON.isoformat())
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (citizen, PAGE)
    assert "P-2" in notice.body
    page = client_of(citizen).get(PAGE)
    assert page.context["withdrawn"]["other"]["position_url"] in page.text
    assert set(Position.objects.values_list("proposal", flat=True)) == {proposal.pk}


def test_only_its_author_withdraws_and_looking_does_not(proposal, citizen, client_of):
    with pytest.raises(NotYours):
        withdraw(proposal=proposal, author=citizen)
    assert client_of(citizen).get(f"{PAGE}retirer/").status_code == 404
    assert client_of(proposal.author).get(f"{PAGE}retirer/").status_code == 200
    proposal.refresh_from_db()
    assert proposal.withdrawn_at is None


def test_the_time_for_it_closes_with_the_phases(db):
    proposal = ProposalFactory(consultation=open_consultation(rights=()))
    with pytest.raises(Closed):
        withdraw(proposal=proposal, author=proposal.author)


@pytest.mark.parametrize("typed", ["P-1", "P-9", "P-3", "un métro"])
def test_in_favour_of_another_one_that_stands(proposal, other, client_of, typed):
    ProposalFactory(consultation=proposal.consultation, withheld=True)
    answer = client_of(proposal.author).post(f"{PAGE}retirer/", {"other": typed})
    assert answer.status_code == 422
    assert "other" in answer.context["form"].errors


def test_not_in_favour_of_what_was_withdrawn_meanwhile(proposal, other):
    withdraw(proposal=other, author=other.author, in_favour_of=proposal)
    with pytest.raises(NotAnOther):
        withdraw(proposal=proposal, author=proposal.author, in_favour_of=other)


def test_the_same_form_twice_withdraws_once(proposal, other):
    for _n in range(2):
        withdraw(proposal=proposal, author=proposal.author, in_favour_of=other)
    assert JournalEntry.objects.filter(event="proposal.withdrawn").count() == 1
    with pytest.raises(AlreadyWithdrawn):
        withdraw(proposal=proposal, author=proposal.author)


def test_it_is_taken_back_within_a_day(proposal, citizen, client, client_of, django_capture_on_commit_callbacks):
    PositionFactory(proposal=proposal, participant=citizen)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(proposal=proposal, author=proposal.author)
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(proposal.author).post(f"{PAGE}retablir/").status_code == 302
    assert references(client) == {"P-1"}
    assert Notice.objects.filter(recipient=citizen).count() == 2


def test_after_a_day_it_stands(proposal):
    withdraw(proposal=proposal, author=proposal.author, at=NOON)
    with pytest.raises(TooLate):
        restore(proposal=proposal, author=proposal.author, at=NOON + timedelta(hours=24))


def test_the_register_has_references_only(proposal, other, client):
    withdraw(proposal=proposal, author=proposal.author, in_favour_of=other)
    entry = JournalEntry.objects.get(event="proposal.withdrawn")
    assert entry.content == {"proposal": "P-1", "in_favour_of": "P-2"}
    assert "P-2" in client.get("/registre/").text


def test_the_next_run_leaves_it_out_and_exports_keep_it(proposal, other, client):
    withdraw(proposal=proposal, author=proposal.author, in_favour_of=other)
    assert [version.proposal_id for version in readable_versions(proposal.consultation)] == [other.pk]
    lines = b"".join(client.get("/se-deplacer/propositions.csv").streaming_content).decode("utf-8-sig").splitlines()
    rows = {row["reference"]: row for row in csv.DictReader(lines)}
    assert (rows["P-1"]["withdrawn_at"][:10], rows["P-1"]["withdrawn_for"]) == ("2026-03-02", "P-2")
    assert rows["P-2"]["withdrawn_at"] == ""
    assert export_of(proposal.author)["proposals"][0]["withdrawn_for"] == "P-2"


@pytest.mark.parametrize("wrong", [{"withdrawn_for": "self"}, {"withdrawn_at": None, "withdrawn_for": "other"}])
def test_the_database_refuses_half_a_withdrawal(proposal, other, wrong):
    keys = {"self": proposal.pk, "other": other.pk}
    values = {name: keys.get(value, value) for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**{"withdrawn_at": NOON, **values})
