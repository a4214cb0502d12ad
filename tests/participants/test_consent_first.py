"""P-1 through the pages: nothing is stored of what a person thinks before they agreed to how it is used."""

import pytest

from participants.consents import withdraw_consent
from proposals.models import Amendment, AmendmentPosition, Argument, Comparison, Convincing, Position, Proposal
from tests import factories
from tests.amendment_factory import AmendmentFactory

pytestmark = pytest.mark.django_db

KEY = "8c2f8a52-6a0e-4f4b-9d58-0c6d1f5f9a01"
DEEDS = {
    "submit": ("/se-deplacer/deposer/", {"title": "Des trams", "text": "Des trams partout, le soir aussi."}),
    "argue": ("/se-deplacer/propositions/P-1/argumenter/", {"stance": "for", "text": "Oui, car il en manque."}),
    "position": ("/se-deplacer/propositions/P-1/position/", {"position": "agree"}),
    "reply": ("/se-deplacer/propositions/P-1/arguments/A1/repondre/", {"text": "Et le coût de tout cela ?"}),
    "mark": ("/se-deplacer/propositions/P-1/arguments/A1/convaincant/", {"convincing": "yes"}),
    "amend": (
        "/se-deplacer/propositions/P-1/amender/",
        {
            "title": "Des bus",
            "text": "Des bus, la nuit.",
            "reason": "On sort tard.",
            "read_version": "1",
            "key": KEY,
        },
    ),
    "position on an amendment": ("/se-deplacer/propositions/P-1/amendements/M-1/position/", {"position": "agree"}),
}
CLOSE = {"title": "Des trams", "text": "Des trams le soir.", "key": KEY, "close": "1", "differs-1": "Le soir aussi."}
COMPARED = {**DEEDS, "compare": ("/se-deplacer/deposer/proches/", CLOSE)}  # led back to the form of the proposal
STORED = (Proposal, Argument, Position, Amendment, AmendmentPosition, Convincing, Comparison)


@pytest.fixture(autouse=True)
def proposal(consultation, at_noon):
    row = factories.ProposalFactory(consultation=consultation)
    factories.ArgumentFactory(proposal=row)
    AmendmentFactory(proposal=row)
    return row


def stored() -> tuple[int, ...]:
    """Rows beside the proposal, the argument and the amendment that are there."""
    there = {Proposal: 1, Argument: 1, Amendment: 1}
    return tuple(model.objects.count() - there.get(model, 0) for model in STORED)


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", COMPARED)
def test_without_agreement_a_sent_form_stores_nothing_and_leads_to_the_text(client_of, stranger, deed):
    address, fields = COMPARED[deed]
    answer = client_of(stranger).post(address, fields)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/bienvenue/?next=")
    assert stored() == (0,) * len(STORED)


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", COMPARED)
def test_with_the_agreement_the_same_form_stores_one_row(client_of, citizen, deed):
    address, fields = COMPARED[deed]
    client_of(citizen).post(address, fields)
    assert sum(stored()) == 1


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", COMPARED)
def test_after_the_withdrawal_nothing_more_is_stored(client_of, citizen, deed):
    withdraw_consent(participant=citizen)
    address, fields = COMPARED[deed]
    answer = client_of(citizen).post(address, fields)
    assert answer["Location"].startswith("/bienvenue/")
    assert stored() == (0,) * len(STORED)


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", DEEDS)
def test_a_newcomer_signs_in_agrees_and_finds_the_form_as_they_left_it(client, consent_text, sign_in, deed):
    address, fields = DEEDS[deed]
    signing = client.post(address, fields)["Location"]
    assert signing.startswith("/connexion/?next=")
    welcome = sign_in(client, "nouvelle@example.org", address)["Location"]
    assert welcome.startswith("/bienvenue/")
    assert stored() == (0,) * len(STORED)
    agreed = {"display_name": "Zoé", "agreed": "on", "text_hash": consent_text.text_hash, "deed": "agree"}
    back = client.post(welcome, {**agreed, "next": address})["Location"]
    assert back == address
    page = client.get(back).content.decode()
    clicked = f'value="{next(iter(fields.values()))}"'  # of a form with one button
    assert fields.get("text", fields.get("text", clicked)) in page
    client.post(address, fields)
    assert sum(stored()) == 1
