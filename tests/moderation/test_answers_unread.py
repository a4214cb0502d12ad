"""Where one moderates afterwards, the words that decline an amendment are read by a moderator too, once in view."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.models import ConsultationPage, JournalEntry
from consult.register import described
from moderation import actions, answers
from proposals.amending import answering
from proposals.models import Amendment
from tests.amendment_factory import AmendmentFactory
from tests.factories import open_consultation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("M-6")]
QUEUE = "/admin/moderation/"
PAGE = "/se-deplacer/propositions/P-1/amendements/M-1/"
DESK = f"{QUEUE}se-deplacer/P-1/M-1/answer/"
WORDS = "Motifdurefus"


def refused(consultation, citizen, **fields):
    amendment = AmendmentFactory(proposal__consultation=consultation, proposal__author=citizen, **fields)
    return answering.decline(amendment=amendment, author=citizen, answer=WORDS)


@pytest.fixture
def declined(db, citizen, other_citizen):
    return refused(open_consultation(moderation="after"), citizen, author=other_citizen)


@pytest.fixture
def desk(client_of, moderator):
    """The moderator's browser; it speaks English."""
    browser = client_of(moderator)
    browser.cookies["langue"] = "en"
    return browser


def test_what_is_published_at_once_stands_in_the_queue_and_counts(client, desk, declined):
    assert WORDS in client.get(PAGE).text
    (row,) = answers.waiting_answers()
    assert (row["words"], row["waits"], answers.waiting_count()) == (WORDS, False, 1)
    page = desk.get(QUEUE).text
    assert DESK in page
    assert "Published at once, not read yet" in page
    assert "Nobody else reads those that wait" not in page


def test_kept_in_view_they_leave_the_queue_and_nobody_is_told_again(client, desk, other_citizen, declined):
    told = other_citizen.notices.count()
    assert "Keep in view" in desk.get(DESK).text
    assert desk.post(DESK, {"kind": "publish"}).url == QUEUE
    assert (answers.waiting_answers(), answers.waiting_count()) == ([], 0)
    assert WORDS in client.get(PAGE).text
    assert other_citizen.notices.count() == told
    (entry,) = JournalEntry.objects.filter(event="amendment.answer_shown")
    assert described([entry])[0]["sentence"]
    assert "Keep in view" not in desk.get(DESK).text


def test_withheld_they_leave_the_queue_and_the_page(client, desk, ground, declined):
    data = {"kind": "withhold", "ground": ground.pk, "words": "Restez courtois."}
    assert desk.post(DESK, data).status_code == 302
    assert answers.waiting_count() == 0
    assert WORDS not in client.get(PAGE).text
    assert "Show again" in desk.get(DESK).text


def test_two_moderators_the_second_learns_that_it_is_done(moderator, other_moderator, declined):
    answers.show(amendment=declined, by=moderator)
    with pytest.raises(answers.AnswerDealtWith):
        answers.show(amendment=declined, by=other_moderator)


@pytest.mark.parametrize("gone", ["withheld", "erased"])
def test_what_nobody_can_read_any_more_asks_for_no_reading(moderator, reasons, declined, gone):
    if gone == "erased":
        Amendment.objects.filter(pk=declined.pk).blank_answers()
    else:
        actions.decide(subject=declined, by=moderator, seen=0, **reasons)
    assert answers.waiting_count() == 0


def test_where_a_moderator_reads_first_a_shown_one_is_done_whatever_the_mode_becomes(moderator, consultation, citizen):
    amendment = refused(consultation, citizen)
    answers.show(amendment=amendment, by=moderator)
    assert answers.waiting_count() == 0
    ConsultationPage.objects.update(moderation="after")
    assert answers.waiting_count() == 0


def test_what_waits_comes_before_what_is_in_view(desk, citizen, declined):
    other = refused(open_consultation("ailleurs"), citizen)
    assert [row["waits"] for row in answers.waiting_answers()] == [True, False]
    assert answers.waiting_answers()[0]["reference"] == other.reference
    assert "Nobody else reads those that wait" in desk.get(QUEUE).text


@pytest.mark.parametrize("moderation", ["after", "before"])
@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("state", ["shown", "hidden"])
def test_one_row_and_the_query_say_the_same(declined, moderation, read, state):
    Amendment.objects.update(answer_state=state, answer_read_at=timezone.now() if read else None)
    ConsultationPage.objects.update(moderation=moderation)
    row = Amendment.objects.select_related("proposal__consultation").get()
    assert answers.is_unread(row) is (answers.waiting_count() == 1)


def test_words_that_were_decided_on_wait_for_nobody(declined):
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(answer_state="waits", answer_read_at=timezone.now())
