"""What becomes of amendments, and of answers to them, when someone erases their account with their texts."""

import pytest
from django.db import IntegrityError, transaction

from participants.models import Notice
from participants.my_data import erase
from proposals.amending import answering
from proposals.amending.proposing import Wording, propose
from proposals.models import Amendment
from tests import factories
from tests.amendment_factory import AmendmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("P-4")]
WORDS = ("Titresecret", "Textesecret", "Raisonsecrète")


@pytest.fixture
def declined(db, citizen):
    consultation = factories.open_consultation(moderation="after")
    amendment = AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen)
    return answering.decline(amendment=amendment, author=citizen, answer="Motsecret.")


def pages(client, amendment):
    """What everyone reads of an amendment: its page, the list, the open data."""
    export = client.get("/se-deplacer/amendements.csv")
    proposal = amendment.proposal.get_absolute_url()
    shown = [client.get(address).text for address in (amendment.get_absolute_url(), f"{proposal}amendements/")]
    return "".join([*shown, b"".join(export.streaming_content).decode()])


def test_words_with_which_one_declined_go_and_the_refusal_stays(client, citizen, declined):
    erase(participant=citizen, with_texts=True)
    declined.refresh_from_db()
    assert (declined.outcome, declined.answer, declined.answer_state) == ("declined", "", "erased")
    assert "Motsecret" not in pages(client, declined)
    assert client.get(declined.get_absolute_url()).status_code == 200
    assert not Notice.objects.filter(body__contains="Motsecret").exists()


def test_words_with_which_one_declined_stay_where_texts_stay(client, citizen, declined):
    erase(participant=citizen)
    assert "Motsecret" in pages(client, declined)


@pytest.mark.parametrize("state", ["", "waits", "shown", "hidden"])
def test_only_an_erased_answer_is_empty(declined, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=declined.pk).update(answer="", answer_state=state)


def test_one_s_own_accepted_wording_goes_with_the_text(client, citizen):
    consultation = factories.open_consultation(moderation="after")
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen)
    own = propose(proposal=proposal, author=citizen, wording=Wording(None, None, *WORDS), read_version=1)
    assert own.outcome == "accepted"
    erase(participant=citizen, with_texts=True)
    own.refresh_from_db()
    assert [word for word in WORDS if word in pages(client, own)] == []
    assert own.is_erased
    assert own.made.is_erased


def test_what_another_accepted_keeps_its_words_in_the_text_alone(client, citizen, other_citizen, consultation):
    theirs = AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen, author=other_citizen)
    answering.accept(amendment=theirs, author=citizen)
    erase(participant=other_citizen, with_texts=True)
    theirs.refresh_from_db()
    assert (theirs.wording, theirs.reason, theirs.is_erased) == ("", "", True)
    assert "Plus de bus" in client.get(theirs.proposal.get_absolute_url()).text
