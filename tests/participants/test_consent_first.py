"""P-1 through the pages: nothing is stored of what a person thinks before they agreed to how it is used."""

import pytest

from participants.consents import withdraw_consent
from proposals.models import Argument, Position, Proposal
from tests import factories

pytestmark = pytest.mark.django_db

DEEDS = {
    "submit": ("/se-deplacer/deposer/", {"title": "Des trams", "text": "Des trams partout, le soir aussi."}),
    "argue": ("/se-deplacer/propositions/P-1/argumenter/", {"stance": "for", "text": "Oui, car il en manque."}),
    "position": ("/se-deplacer/propositions/P-1/position/", {"position": "agree"}),
}


@pytest.fixture(autouse=True)
def proposal(consultation, at_noon):
    return factories.ProposalFactory(consultation=consultation)


def stored() -> tuple[int, int, int]:
    return Proposal.objects.count() - 1, Argument.objects.count(), Position.objects.count()


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", DEEDS)
def test_without_agreement_a_sent_form_stores_nothing_and_leads_to_the_text(client_of, stranger, deed):
    address, fields = DEEDS[deed]
    answer = client_of(stranger).post(address, fields)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/bienvenue/?next=")
    assert stored() == (0, 0, 0)


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", DEEDS)
def test_with_the_agreement_the_same_form_stores_one_row(client_of, citizen, deed):
    address, fields = DEEDS[deed]
    client_of(citizen).post(address, fields)
    assert sum(stored()) == 1


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", DEEDS)
def test_after_the_withdrawal_nothing_more_is_stored(client_of, citizen, deed):
    withdraw_consent(participant=citizen)
    address, fields = DEEDS[deed]
    answer = client_of(citizen).post(address, fields)
    assert answer["Location"].startswith("/bienvenue/")
    assert stored() == (0, 0, 0)


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", DEEDS)
def test_a_newcomer_signs_in_agrees_and_finds_the_form_as_they_left_it(client, consent_text, sign_in, deed):
    address, fields = DEEDS[deed]
    signing = client.post(address, fields)["Location"]
    assert signing.startswith("/connexion/?next=")
    welcome = sign_in(client, "nouvelle@example.org", address)["Location"]
    assert welcome.startswith("/bienvenue/")
    assert stored() == (0, 0, 0)
    agreed = {"display_name": "Zoé", "agreed": "on", "text_hash": consent_text.text_hash, "deed": "agree"}
    back = client.post(welcome, {**agreed, "next": address})["Location"]
    assert back == address
    page = client.get(back).content.decode()
    assert fields.get("text", 'value="agree"') in page
    client.post(address, fields)
    assert sum(stored()) == 1
