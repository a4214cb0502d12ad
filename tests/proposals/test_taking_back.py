"""What only removes asks for no consent (P-2), and what can be followed or filtered is what the page says."""

from uuid import uuid4

import pytest

from consult.errors import Closed
from participants.consents import withdraw_consent
from participants.models import Follow
from participants.my_data import erase
from proposals.actions import take_position
from proposals.convincing import mark
from proposals.following.targets import proposal_target
from proposals.models import Convincing, Position, Proposal
from proposals.permissions import ConsentNeeded
from proposals.withdrawing.acting import restore, withdraw
from tests.conftest import NOON
from tests.factories import ArgumentFactory, CitizenFactory, PositionFactory, ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.requirement("P-2")
def test_what_rests_on_a_withdrawn_consent_is_taken_back_without_a_new_one(client_of, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    argument = ArgumentFactory(proposal=proposal)
    own = ProposalFactory(consultation=consultation, author=citizen)
    PositionFactory(proposal=proposal, participant=citizen, value=1)
    mark(argument=argument, participant=citizen)
    withdraw_consent(participant=citizen)
    browser, address = client_of(citizen), proposal.get_absolute_url()
    for path, fields in (
        (f"{address}position/", {"position": "none"}),
        (f"{address}arguments/A{argument.number}/convaincant/", {"convincing": "no"}),
        (f"{own.get_absolute_url()}retirer/", {"other": ""}),
    ):
        answer = browser.post(path, fields)
        assert (answer.status_code, "/bienvenue/" in answer.url) == (302, False)
    own.refresh_from_db()
    assert own.withdrawn_at == NOON
    assert not Position.objects.filter(participant=citizen).exists()
    assert not Convincing.objects.filter(participant=citizen).exists()
    with pytest.raises(ConsentNeeded):  # it adds: it asks for the consent
        restore(proposal=own, author=citizen)
    browser.post(f"{address}position/", {"position": "agree"})
    browser.post(f"{address}arguments/A{argument.number}/convaincant/", {"convincing": "yes"})
    assert not Position.objects.filter(participant=citizen).exists()
    assert not Convincing.objects.filter(participant=citizen).exists()


def test_a_withdrawn_proposal_is_followed_as_its_button_says(client_of, citizen, other_citizen, consultation):
    proposal = ProposalFactory(consultation=consultation, author=citizen)
    withdraw(proposal=proposal, author=citizen)
    browser = client_of(other_citizen)
    assert "/suivre/" in browser.get(proposal.get_absolute_url()).text
    target = proposal_target(proposal)
    assert browser.post("/suivre/", {"cible": target}).status_code == 302
    assert Follow.objects.filter(participant=other_citizen, target=target).exists()


def test_an_erased_proposal_has_no_button_to_follow(client_of, other_citizen, consultation):
    author = CitizenFactory()
    proposal, other = (
        ProposalFactory(consultation=consultation, author=author),
        ProposalFactory(consultation=consultation),
    )
    erase(participant=author, with_texts=True)
    browser = client_of(other_citizen)
    assert proposal_target(proposal) not in browser.get(proposal.get_absolute_url()).text
    assert proposal_target(other) in browser.get(other.get_absolute_url()).text


def test_with_arguments_means_what_the_card_counts(client, consultation):
    argued, replied, erased = (ProposalFactory(consultation=consultation) for _row in range(3))
    ArgumentFactory(proposal=argued)
    withheld = ArgumentFactory(proposal=replied)
    ArgumentFactory(proposal=replied, answers=withheld, stance="")
    withheld.withhold(ground="Hors sujet", at=NOON)
    author = CitizenFactory()
    ArgumentFactory(proposal=erased, author=author)
    erase(participant=author, with_texts=True)
    kept = {
        value: {
            card["reference"] for card in client.get(f"/se-deplacer/propositions/?arguments={value}").context["cards"]
        }
        for value in ("avec", "sans")
    }
    assert kept == {"avec": {argued.reference}, "sans": {replied.reference, erased.reference}}


def test_nothing_is_added_to_words_that_were_erased_and_a_position_is_still_taken_back(
    client_of, citizen, other_citizen, consultation
):
    proposal = ProposalFactory(consultation=consultation, author=citizen)
    PositionFactory(proposal=proposal, participant=other_citizen, value=1)
    erase(participant=citizen, with_texts=True)
    browser, address = client_of(other_citizen), proposal.get_absolute_url()
    page = browser.get(address).text
    assert 'value="agree"' not in page
    assert f"{address}argumenter/" not in page
    assert f"{address}amender/" not in page
    for path, fields in (
        ("position/", {"position": "disagree", "version": "1"}),
        ("argumenter/", {"stance": "for", "text": "Oui, pour ce texte sans mots.", "idempotency_key": str(uuid4())}),
    ):
        answer = browser.post(f"{address}{path}", fields)
        assert (answer.status_code, "ont été effacés" in answer.text) == (409, True)
    assert not proposal.arguments.exists()
    assert Position.objects.get(participant=other_citizen).value == 1
    assert browser.post(f"{address}position/", {"position": "none"}).status_code == 302
    assert not Position.objects.exists()


def test_a_position_that_meets_an_erasure_half_way_is_refused(citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    read = Proposal.objects.select_related("consultation", "current").get(pk=proposal.pk)
    proposal.versions.all().blank(at=NOON)  # after the page read it
    with pytest.raises(Closed):
        take_position(proposal=read, participant=citizen, value=1)
    assert not Position.objects.exists()
