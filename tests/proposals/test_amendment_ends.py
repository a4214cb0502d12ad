"""How an amendment ends when things come twice, in the wrong order, or after its author or the proposal's has gone."""

import pytest

from consult.models import JournalEntry
from consult.register import described
from moderation import actions
from participants.models import Notice
from participants.my_data import erase
from proposals.amending import answering, proposing, reading
from proposals.amending.proposing import NobodyAnswers, Wording, propose
from proposals.amending.space import my_amendments
from proposals.models import Amendment, Version
from proposals.withdrawing.acting import restore, withdraw
from tests.amendment_factory import AmendmentFactory
from tests.factories import ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-5")]
PAGE = "/se-deplacer/propositions/P-1/amendements/M-1/"
LIST = "/se-deplacer/propositions/P-1/amendements/"
FORM = "/se-deplacer/propositions/P-1/amender/"
WORDS = Wording(None, None, "Autre titre", "Autre texte.", "C’est plus clair.")


@pytest.fixture
def proposal(consultation, citizen):
    return ProposalFactory(consultation=consultation, author=citizen)


@pytest.fixture
def amendment(proposal, other_citizen):
    return AmendmentFactory(proposal=proposal, author=other_citizen)


@pytest.mark.parametrize("data", [{"deed": "accept"}, {"deed": "decline", "answer": "Les bus manquent."}])
def test_an_answer_sent_twice_is_given_once_and_leads_to_the_same_page(client_of, citizen, amendment, data):
    browser = client_of(citizen)
    first, second = (browser.post(f"{PAGE}repondre/", data) for _n in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert amendment.author.notices.filter(kind="amendment.answered").count() == 1


def test_another_answer_after_the_first_is_refused(client_of, citizen, amendment):
    browser = client_of(citizen)
    browser.post(f"{PAGE}repondre/", {"deed": "decline", "answer": "Non."})
    assert browser.post(f"{PAGE}repondre/", {"deed": "decline", "answer": "Non, vraiment."}).status_code == 409
    assert browser.post(f"{PAGE}repondre/", {"deed": "accept"}).status_code == 409


def test_what_is_answered_already_tells_nothing_to_others(client_of, other_citizen, citizen, amendment):
    answering.accept(amendment=amendment, author=citizen)
    assert client_of(other_citizen).post(f"{PAGE}repondre/", {"deed": "accept"}).status_code == 404


def test_withdrawn_twice_it_is_withdrawn_once_and_the_register_says_so(client_of, other_citizen, amendment):
    browser = client_of(other_citizen)
    assert [browser.post(f"{PAGE}retirer/").status_code for _n in range(2)] == [302, 302]
    (entry,) = JournalEntry.objects.filter(event="amendment.withdrawn")
    assert entry.content == {"amendment": "P-1-M1"}
    assert described([entry])[0]["sentence"]


def test_what_nobody_had_read_leaves_no_line_when_it_is_withdrawn(proposal, other_citizen):
    waits = AmendmentFactory(proposal=proposal, author=other_citizen, waiting=True)
    answering.withdraw(amendment=waits, author=other_citizen)
    assert not JournalEntry.objects.filter(event="amendment.withdrawn").exists()


def test_an_author_s_own_published_while_the_proposal_is_withdrawn_changes_no_word(citizen, moderator, proposal):
    own = propose(proposal=proposal, author=citizen, wording=WORDS, read_version=1)
    withdraw(proposal=proposal, author=citizen)
    actions.decide(subject=own, by=moderator, kind="publish", seen=0)
    own.refresh_from_db()
    assert (own.state, own.outcome, Version.objects.count()) == ("published", "open", 1)
    restore(proposal=proposal, author=citizen)
    assert answering.accept(amendment=own, author=citizen).number == 2


def test_nobody_is_asked_to_answer_on_a_withdrawn_proposal(citizen, moderator, proposal, other_citizen):
    waits = propose(proposal=proposal, author=other_citizen, wording=WORDS, read_version=1)
    withdraw(proposal=proposal, author=citizen)
    actions.decide(subject=waits, by=moderator, kind="publish", seen=0)
    assert not Notice.objects.filter(recipient=citizen, kind="amendment.proposed").exists()
    assert my_amendments(citizen) is None
    restore(proposal=proposal, author=citizen)
    assert [row["reference"] for row in my_amendments(citizen)["waiting"]] == ["P-1-M1"]


def test_whose_amendment_waits_is_told_that_the_author_has_left(citizen, other_citizen, amendment):
    erase(participant=citizen)
    assert other_citizen.notices.get().url == PAGE


@pytest.mark.parametrize("gone", ["erased", "suspended"])
def test_where_nobody_answers_no_amendment_is_taken(client_of, citizen, other_citizen, proposal, gone):
    if gone == "erased":
        erase(participant=citizen)
    else:
        type(citizen).objects.filter(pk=citizen.pk).update(is_active=False)
    proposal = type(proposal).objects.select_related("author", "consultation").get()
    with pytest.raises(NobodyAnswers):
        propose(proposal=proposal, author=other_citizen, wording=WORDS, read_version=1)
    browser = client_of(other_citizen)
    assert not browser.get(f"{FORM}?tout=1").context["is_open"]
    assert browser.get(LIST).context["amend_url"] == ""


def test_a_long_list_says_how_many_it_leaves_out(client, proposal, citizen, monkeypatch):
    for _n in range(3):
        AmendmentFactory(proposal=proposal)
    monkeypatch.setattr(reading, "MOST", 2)
    page = client.get(LIST)
    listed = page.context["amended"]
    assert (listed["total"], listed["left_out"], len(listed["amendments"])) == (3, 1, 2)
    assert "/se-deplacer/amendements.csv" in page.text


@pytest.mark.parametrize("asked", [{"phrase": "9" * 5_000}, {"reprise": "9" * 5_000}])
def test_a_number_that_nothing_has_is_no_passage(client_of, other_citizen, proposal, asked):
    assert client_of(other_citizen).get(FORM, asked).status_code == 200


def test_control_the_same_wording_is_taken_while_the_author_is_there(other_citizen, proposal):
    assert proposing.is_answered(proposal)
    propose(proposal=proposal, author=other_citizen, wording=WORDS, read_version=1)
    assert Amendment.objects.count() == 1
