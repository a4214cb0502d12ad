"""A form of one's own that is sent once the session is over, or the consent withdrawn, is not lost."""

import pytest
from django.urls import reverse

from participants.models import Consent
from proposals.models import Amendment
from proposals.withdrawing.acting import withdraw
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-4")]
SIGN_IN = reverse("participants:sign_in")
PROPOSAL = "/se-deplacer/propositions/P-1/"
AMENDMENT = f"{PROPOSAL}amendements/M-1/"


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def next_of(answer):
    """Where the sign-in leads back to; the session is as it was left."""
    assert answer.status_code == 302
    assert answer.url.startswith(SIGN_IN)
    return answer.url.partition("next=")[2].replace("%2F", "/")


@pytest.mark.parametrize("waiting", [True, False])
def test_a_changed_proposal_is_kept_while_its_author_signs_in(client, consultation, citizen, waiting):
    consultation.moderation = "after"
    consultation.save()
    more = {} if waiting else {"published_at": NOON}
    ProposalFactory(consultation=consultation, author=citizen, waiting=waiting, **more)
    typed = {"title": "Autre titre", "text": "Beaucoup de mots.", "tags": "", "read_version": "1"}
    back = next_of(client.post(f"{PROPOSAL}modifier/", typed))
    page = sign_in(client, citizen).get(back)
    assert "Beaucoup de mots." in page.text
    assert client.post(back, typed).status_code == 302
    assert "Beaucoup de mots." in client.get(PROPOSAL).text


def test_words_that_decline_are_kept_while_the_author_signs_in(client, consultation, citizen):
    amendment = AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen)
    typed = {"deed": "decline", "answer": "Un long motif."}
    back = next_of(client.post(f"{AMENDMENT}repondre/", typed))
    page = sign_in(client, citizen).get(back, follow=True)
    assert "Un long motif." in page.text
    assert client.post(f"{AMENDMENT}repondre/", typed).status_code == 302
    amendment.refresh_from_db()
    assert amendment.outcome == Amendment.Outcome.DECLINED


def test_words_that_decline_are_kept_while_the_author_consents_anew(client_of, consultation, citizen):
    AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen)
    Consent.objects.filter(participant=citizen).update(withdrawn_at=NOON)
    browser = client_of(citizen)
    answer = browser.post(f"{AMENDMENT}repondre/", {"deed": "decline", "answer": "Un long motif."})
    assert answer.url.startswith(reverse("participants:welcome"))
    assert "Un long motif." in browser.get(f"{AMENDMENT}repondre/", follow=True).text


def test_what_was_kept_is_shown_to_nobody_else_on_the_page(client, consultation, citizen, other_citizen):
    AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen)
    client.post(f"{AMENDMENT}repondre/", {"deed": "decline", "answer": "Un long motif."})
    assert "Un long motif." not in sign_in(client, other_citizen).get(AMENDMENT).text


def test_a_named_other_proposal_is_kept_while_the_author_signs_in(client, consultation, citizen):
    ProposalFactory(consultation=consultation, author=citizen)
    other = ProposalFactory(consultation=consultation)
    back = next_of(client.post(f"{PROPOSAL}retirer/", {"other": other.reference}))
    page = sign_in(client, citizen).get(back)
    assert page.context["form"]["other"].value() == other.reference


@pytest.mark.requirement("P-2")
def test_withdrawing_in_favour_of_another_asks_for_no_consent_anew(client_of, consultation, citizen):
    proposal = ProposalFactory(consultation=consultation, author=citizen)
    typed = {"other": ProposalFactory(consultation=consultation).reference}
    citizen.consents.update(withdrawn_at=NOON)
    assert client_of(citizen).post(f"{PROPOSAL}retirer/", typed).url == PROPOSAL
    proposal.refresh_from_db()
    assert proposal.withdrawn_for.reference == typed["other"]


@pytest.mark.parametrize("deed", ["retablir/", "amendements/M-1/retirer/"])
def test_a_deed_without_words_leads_back_to_what_it_is_about(client, consultation, citizen, deed):
    proposal = ProposalFactory(consultation=consultation, author=citizen)
    AmendmentFactory(proposal=proposal, author=citizen)
    if deed == "retablir/":
        withdraw(proposal=proposal, author=citizen)
    back = next_of(client.post(f"{PROPOSAL}{deed}"))
    assert sign_in(client, citizen).get(back, follow=True).status_code == 200


@pytest.mark.parametrize("form", ["modifier/", "retirer/", "amendements/M-1/repondre/"])
def test_a_form_of_one_s_own_leads_strangers_to_the_sign_in(client, consultation, form):
    AmendmentFactory(proposal__consultation=consultation)
    assert next_of(client.get(f"{PROPOSAL}{form}")) == f"{PROPOSAL}{form}"
