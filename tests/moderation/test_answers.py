"""The words with which an author declines an amendment: out of view with it, and read first where a moderator is."""

import pytest

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, answers
from proposals.amending import answering
from tests.amendment_factory import AmendmentFactory
from tests.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("M-6")]
PAGE = "/se-deplacer/propositions/P-1/amendements/M-1/"
LIST = "/se-deplacer/propositions/P-1/amendements/"
EXPORT = "/se-deplacer/amendements.csv"
DESK = "/admin/moderation/se-deplacer/P-1/M-1/answer/"
WORDS = "Motifdurefus"


@pytest.fixture
def declined(consultation, citizen, other_citizen):
    """Where a moderator reads first."""
    amendment = AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen, author=other_citizen)
    return answering.decline(amendment=amendment, author=citizen, answer=WORDS)


@pytest.fixture
def shown(declined, moderator):
    return answers.show(amendment=declined, by=moderator)


def public(client):
    export = b"".join(client.get(EXPORT).streaming_content).decode()
    return "".join(client.get(address).text for address in (PAGE, LIST)) + export


def test_where_a_moderator_reads_first_the_words_wait(client, client_of, citizen, other_citizen, declined):
    assert WORDS not in public(client)
    assert "a refusé cette rédaction." in client.get(PAGE).text
    assert WORDS not in client_of(other_citizen).get(PAGE).text
    assert WORDS not in other_citizen.notices.get(kind="amendment.answered").body
    assert WORDS in client_of(citizen).get(PAGE).text  # who wrote them


def test_where_one_moderates_afterwards_they_are_read_at_once(client, consultation, citizen):
    consultation.moderation = "after"
    consultation.save()
    amendment = AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen)
    answering.decline(amendment=amendment, author=citizen, answer=WORDS)
    assert WORDS in public(client)


def test_a_moderator_shows_them_and_the_other_author_is_told(client, client_of, moderator, other_citizen, declined):
    browser = client_of(moderator)
    assert DESK in browser.get("/admin/moderation/").text
    assert WORDS in browser.get(DESK).text
    assert browser.post(DESK, {"kind": "publish"}).status_code == 302
    assert DESK not in browser.get("/admin/moderation/").text
    assert WORDS in public(client)
    assert any("à côté de l’amendement" in notice.body for notice in other_citizen.notices.all())
    (entry,) = JournalEntry.objects.filter(event="amendment.answer_shown")
    assert described([entry])[0]["sentence"]


@pytest.mark.parametrize("state", ["waits", "shown"])
def test_a_moderator_withholds_them_with_reasons_and_the_amendment_stays(
    client, client_of, moderator, citizen, declined, ground, state
):
    if state == "shown":
        answers.show(amendment=declined, by=moderator)
    browser = client_of(moderator)
    assert browser.post(DESK, {"kind": "withhold", "words": "Restez courtois."}).status_code == 422
    assert browser.post(DESK, {"kind": "withhold", "words": "Restez courtois.", "ground": ground.pk}).status_code == 302
    assert WORDS not in public(client)
    declined.refresh_from_db()
    assert (declined.state, declined.outcome, declined.answer_state) == ("published", "declined", "hidden")
    told = citizen.notices.get(kind="moderation.withheld").body
    assert ground.title in told
    assert "Restez courtois." in told
    (entry,) = JournalEntry.objects.filter(event="amendment.answer_withheld")
    assert ground.title in described([entry])[0]["sentence"]


def test_the_words_go_out_of_view_with_the_amendment(client, moderator, shown, reasons):
    assert WORDS in public(client)
    actions.decide(subject=shown, by=moderator, seen=0, **reasons)
    assert WORDS not in public(client)


def test_neither_of_the_two_whom_it_concerns_decides(declined, citizen, other_citizen):
    for person in (citizen, other_citizen):
        with pytest.raises(actions.NotModerator):
            answers.show(amendment=declined, by=person)
    judge = staff("juge@example.org", "Juges", ["moderation.moderate_decision"])
    type(declined).objects.filter(pk=declined.pk).update(author=judge)
    declined.refresh_from_db()
    with pytest.raises(actions.NotImpartial):
        answers.show(amendment=declined, by=judge)


def test_two_moderators_the_second_learns_that_it_is_done(client_of, moderator, other_moderator, declined):
    answers.show(amendment=declined, by=moderator)
    late = client_of(other_moderator).post(DESK, {"kind": "publish"})
    assert late.status_code == 409
    assert "Une décision a été prise entre-temps" in late.text


def test_without_an_answer_there_is_nothing_to_decide(client_of, moderator, consultation):
    AmendmentFactory(proposal__consultation=consultation)
    browser = client_of(moderator)
    assert browser.get(DESK).url == DESK.removesuffix("answer/")
    assert browser.post(DESK, {"kind": "publish"}).status_code == 409
