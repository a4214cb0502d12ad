"""A session that ended, or a consent withdrawn meanwhile, loses no word: what was sent comes back with its form."""

from urllib.parse import quote, unquote

import pytest

from proposals.amending.answering import decline
from proposals.models import Amendment, Proposal
from proposals.withdrawing.acting import withdraw
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ProposalFactory

PAGE = "/se-deplacer/propositions/P-1/"
AMENDMENT = f"{PAGE}amendements/M-1/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def led(answer):
    """Where the sign-in leads back to."""
    assert answer.status_code == 302
    assert answer.url.startswith("/connexion/?next=")
    return unquote(answer.url.removeprefix("/connexion/?next="))


def test_a_change_sent_after_the_session_ended_is_in_the_form_again(consultation, citizen, client):
    ProposalFactory(consultation=consultation, author=citizen, waiting=True)
    sent = {"title": "Un autre titre", "text": "Un autre texte", "tags": "bus", "read_version": 1}
    assert led(client.post(f"{PAGE}modifier/", sent)) == f"{PAGE}modifier/"
    sign_in(client, citizen)
    form = client.get(f"{PAGE}modifier/").context["form"]
    assert [form[name].value() for name in ("title", "text", "tags")] == ["Un autre titre", "Un autre texte", "bus"]
    assert client.post(f"{PAGE}modifier/", sent).status_code == 302
    assert Proposal.objects.get().versions.count() == 2


@pytest.mark.parametrize("ended", ["session", "consent"])
def test_the_words_of_a_refusal_come_back(consultation, citizen, client, ended):
    AmendmentFactory(proposal=ProposalFactory(consultation=consultation, author=citizen))
    sent = {"deed": "decline", "answer": "Ce n’est pas ce que je demande."}
    if ended == "session":
        back = led(client.post(f"{AMENDMENT}repondre/", sent))
        sign_in(client, citizen)
        assert client.get(back).url.startswith(AMENDMENT)
    else:
        sign_in(client, citizen)
        citizen.consents.update(withdrawn_at=NOON)
        answer = client.post(f"{AMENDMENT}repondre/", sent)
        back = f"{AMENDMENT}repondre/"
        assert (answer.status_code, answer.url) == (302, f"/bienvenue/?next={quote(back, safe='')}")
        citizen.consents.update(withdrawn_at=None)
    assert sent["answer"] in client.get(AMENDMENT).text
    assert client.post(f"{AMENDMENT}repondre/", sent).status_code == 302
    assert Amendment.objects.get().answer == sent["answer"]
    assert client.get(AMENDMENT).context["answer_form"].initial == {}


@pytest.mark.parametrize("deed", ["repondre", "retirer"])
def test_addresses_that_only_take_forms_lead_to_their_subject(consultation, citizen, client, deed):
    AmendmentFactory(proposal=ProposalFactory(consultation=consultation, author=citizen))
    sign_in(client, citizen)
    assert client.get(f"{AMENDMENT}{deed}/").url.startswith(AMENDMENT)
    assert Amendment.objects.get().is_open


def test_a_withdrawal_taken_back_after_the_session_ended_is_asked_again(consultation, citizen, client):
    proposal = ProposalFactory(consultation=consultation, author=citizen)
    withdraw(proposal=proposal, author=citizen)
    back = led(client.post(f"{PAGE}retablir/"))
    sign_in(client, citizen)
    assert client.get(back).url == PAGE
    assert client.get(PAGE).context["withdrawn"]["restore_url"]
    assert client.post(f"{PAGE}retablir/").url == PAGE
    assert Proposal.objects.get().stands


def test_others_answer_nothing(consultation, citizen, other_citizen, client_of):
    amendment = AmendmentFactory(proposal=ProposalFactory(consultation=consultation, author=citizen))
    decline(amendment=amendment, author=citizen, answer="Non merci")
    assert client_of(other_citizen).post(f"{AMENDMENT}repondre/", {"deed": "accept"}).status_code == 404
