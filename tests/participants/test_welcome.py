import pytest

from participants.consents import give_consent, has_consented, withdraw_consent
from participants.models import Consent
from proposals import actions
from proposals.models import Argument, Position, Proposal
from proposals.permissions import ConsentNeeded
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(client):
    """Someone who signed in for the first time."""
    user = factories.UserFactory(email="nouvelle@example.org", display_name="")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def answer_of(text, **changes):
    return {
        "display_name": "Ana",
        "agreed": "on",
        "text_hash": text.text_hash,
        "deed": "agree",
        "next": "/registre/",
        **changes,
    }


@pytest.mark.requirement("P-1")
def test_the_box_is_unticked_and_the_text_is_there(client, newcomer, consent_text):
    page = client.get("/bienvenue/").content.decode()
    box = page[page.index('name="agreed"') - 60 : page.index('name="agreed"') + 120]
    assert 'type="checkbox"' in box
    assert "checked" not in box
    assert consent_text.text in page


@pytest.mark.requirement("P-1")
def test_agreeing_records_the_hash_of_the_text_shown(client, newcomer, consent_text):
    answer = client.post("/bienvenue/", answer_of(consent_text))
    newcomer.refresh_from_db()
    assert answer["Location"] == "/registre/"
    assert newcomer.display_name == "Ana"
    assert Consent.objects.get(participant=newcomer).text_hash == consent_text.text_hash


@pytest.mark.requirement("P-1")
def test_agreeing_without_the_tick_records_nothing(client, newcomer, consent_text):
    fields = answer_of(consent_text)
    del fields["agreed"]
    answer = client.post("/bienvenue/", fields)
    assert answer.status_code == 422
    assert "Tick the box if you agree" in answer.content.decode()
    assert not has_consented(newcomer)


@pytest.mark.requirement("P-1")
def test_later_goes_on_and_records_no_agreement_even_with_the_tick(client, newcomer, consent_text):
    answer = client.post("/bienvenue/", answer_of(consent_text, deed="later", display_name=""))
    assert answer["Location"] == "/registre/"
    assert not Consent.objects.filter(participant=newcomer).exists()


@pytest.mark.requirement("P-1")
def test_a_text_that_changed_meanwhile_is_shown_again(client, newcomer, consent_text):
    newer = factories.ConsentTextFactory(text="Un autre texte.", valid_from=factories.EARLY)
    answer = client.post("/bienvenue/", answer_of(consent_text))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has changed while you were reading" in page
    assert newer.text_hash in page
    assert not has_consented(newcomer)


def test_the_text_is_in_the_language_of_the_page(client, newcomer, consent_text):
    english = factories.ConsentTextFactory(language="en", text="Your opinions are used for the synthesis.")
    client.post("/bienvenue/", answer_of(english))
    assert Consent.objects.get(participant=newcomer).text_hash == english.text_hash
    client.cookies["langue"] = "fr"
    withdraw_consent(participant=newcomer)
    assert consent_text.text in client.get("/bienvenue/").content.decode()


def test_without_a_text_nobody_can_agree_and_the_page_says_so(client, newcomer):
    page = client.get("/bienvenue/").content.decode()
    assert "is not ready yet" in page
    assert 'name="agreed"' not in page
    answer = client.post("/bienvenue/", {"display_name": "Ana", "agreed": "on", "deed": "agree"})
    assert answer["Location"] == "/mon-espace/"
    assert not has_consented(newcomer)


def test_a_name_that_looks_like_an_address_is_refused(client, newcomer, consent_text):
    answer = client.post("/bienvenue/", answer_of(consent_text, display_name="ana@example.org"))
    newcomer.refresh_from_db()
    assert answer.status_code == 422
    assert newcomer.display_name == ""
    assert not has_consented(newcomer)


def test_who_has_a_name_and_agreed_goes_straight_on(client_of, citizen):
    assert client_of(citizen).get("/bienvenue/?next=/registre/")["Location"] == "/registre/"


def test_who_withdrew_is_not_asked_at_each_sign_in(client, citizen, sign_in):
    withdraw_consent(participant=citizen)
    assert sign_in(client, citizen.email, "/registre/")["Location"] == "/registre/"


def test_the_welcome_page_needs_a_sign_in(client):
    assert client.get("/bienvenue/")["Location"] == "/connexion/?next=/bienvenue/"


def deeds_of(participant, proposal):
    """The three deeds of a citizen, each as a call."""
    return {
        "submit": lambda: actions.submit(
            consultation=proposal.consultation, author=participant, title="Des trams", text="Des trams partout."
        ),
        "argue": lambda: actions.argue(proposal=proposal, author=participant, stance="for", text="Oui, car."),
        "take_position": lambda: actions.take_position(proposal=proposal, participant=participant, value=1),
    }


def rows_of(participant):
    return (
        Proposal.objects.filter(author=participant).count(),
        Argument.objects.filter(author=participant).count(),
        Position.objects.filter(participant=participant).count(),
    )


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", ["submit", "argue", "take_position"])
def test_nothing_is_stored_before_the_agreement(at_noon, stranger, deed):
    proposal = factories.ProposalFactory()
    with pytest.raises(ConsentNeeded) as refused:
        deeds_of(stranger, proposal)[deed]()
    assert refused.value.way_on_url.startswith("/bienvenue/")
    assert rows_of(stranger) == (0, 0, 0)


@pytest.mark.requirement("P-1")
@pytest.mark.parametrize("deed", ["submit", "argue", "take_position"])
def test_the_agreement_opens_the_three_deeds_and_its_withdrawal_closes_them(at_noon, stranger, consent_text, deed):
    proposal = factories.ProposalFactory()
    give_consent(participant=stranger, text=consent_text)
    deeds_of(stranger, proposal)[deed]()
    stored = rows_of(stranger)
    assert sum(stored) == 1
    withdraw_consent(participant=stranger)
    with pytest.raises(ConsentNeeded):
        deeds_of(stranger, proposal)[deed]()
    assert rows_of(stranger) == stored
