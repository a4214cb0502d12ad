"""A reported text is marked as off-topic already: the mark is left as it is, and whoever reported it is answered."""

from datetime import timedelta

import pytest

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, appeal_reading, appeals, off_topic, queue, undoing
from moderation.lateness import AlreadyDecided
from moderation.models import Decision, Report
from participants.models import Notice
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DESK = "/admin/moderation/se-deplacer/P-1/"
BUTTON = "data-desk-leave-mark"
MARKED_AT = NOON - timedelta(days=2)
SENT = {"kind": "off_topic", "leaves_mark": "1", "seen": "1", "read_version": "1"}


@pytest.fixture
def why(ground):
    return {"kind": "off_topic", "ground": ground, "facts": "Le texte parle de football.", "words": "Merci."}


@pytest.fixture
def marked(published, other_moderator, why):
    actions.decide(subject=published, by=other_moderator, seen=0, at=MARKED_AT, **why)
    return published


@pytest.fixture
def reported(marked, citizen, ground):
    return actions.report(subject=marked, ground=ground, words="C’est haineux.", reporter=citizen, at=NOON)


def test_report_is_answered_and_the_mark_stays_as_it_was(client_of, moderator, reported, marked, ground):
    browser = client_of(moderator)
    assert BUTTON in browser.get(DESK).text
    assert browser.post(DESK, SENT).status_code == 302
    marked.refresh_from_db()
    assert (marked.is_published, marked.off_topic_at, marked.off_topic_ground) == (True, MARKED_AT, ground.title)
    reported.refresh_from_db()
    assert reported.handled_at == NOON
    assert list(queue.rows()) == []
    last = Decision.objects.on(marked).standing().get()
    assert (last.kind, last.moderator, last.after_report, last.ground) == ("off_topic", moderator, True, ground)
    assert BUTTON not in browser.get(DESK).text


def test_reporter_reads_the_ground_and_contests(client_of, citizen, moderator, reported, ground):
    client_of(moderator).post(DESK, SENT)
    told = Notice.objects.get(recipient=citizen, kind="moderation.report_answered")
    assert ground.title in told.body
    page = client_of(citizen).get(f"/signaler/recu/{reported.reference}/").text
    assert appeal_reading.report_form_url(reported) in page


def test_author_is_told_once_and_the_journal_says_that_it_was_kept(client_of, moderator, reported, marked):
    client_of(moderator).post(DESK, SENT)
    assert Notice.objects.filter(recipient=marked.author, kind="moderation.off_topic").count() == 1
    entry = JournalEntry.objects.order_by("number").last()
    assert (entry.event, entry.content["decision"]) == ("proposal.kept", 2)
    assert "P-1" in described([entry])[0]["sentence"]


def test_another_ground_is_a_new_mark_and_its_author_is_told(moderator, reported, marked, why):
    other = factories.GroundFactory(title="Autre motif")
    actions.decide(subject=marked, by=moderator, seen=1, at=NOON, **why | {"ground": other})
    marked.refresh_from_db()
    assert (marked.off_topic_at, marked.off_topic_ground) == (NOON, "Autre motif")
    assert Notice.objects.filter(recipient=marked.author, kind="moderation.off_topic").count() == 2


def test_it_is_taken_back_within_its_minute_without_a_word_to_the_author(client_of, moderator, reported, marked):
    client_of(moderator).post(DESK, SENT)
    decision = Decision.objects.on(marked).get(number=2)
    undone = undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(seconds=9))
    marked.refresh_from_db()
    assert (undone.kind, marked.is_off_topic, marked.off_topic_at) == ("off_topic", True, MARKED_AT)
    assert Report.objects.waiting().get() == reported
    assert not Notice.objects.filter(recipient=marked.author, kind="moderation.undone").exists()
    assert len(list(queue.rows())) == 1


def test_a_mark_whose_ground_is_retired_is_left_as_well(client_of, moderator, reported, marked, ground):
    ground.retired_at = NOON
    ground.save()
    assert client_of(moderator).post(DESK, SENT).status_code == 302
    assert Decision.objects.on(marked).count() == 2


@pytest.mark.requirement("M-8")
def test_whoever_is_late_reads_who_was_quicker(client_of, moderator, other_moderator, reported, marked, why):
    actions.decide(subject=marked, by=other_moderator, seen=1, kind="publish", at=NOON)
    page = client_of(moderator).post(DESK, SENT)
    assert page.status_code == AlreadyDecided.status
    assert other_moderator.public_name in page.text
    marked.refresh_from_db()
    assert (marked.is_off_topic, Decision.objects.on(marked).count()) == (False, 2)


def test_there_is_no_mark_to_leave_on_another_text(client_of, moderator, published):
    page = client_of(moderator).post(DESK, SENT | {"seen": "0"})
    assert page.status_code == off_topic.MarkReasonsMissing.status
    assert BUTTON not in page.text
    assert not Decision.objects.exists()


def test_button_is_not_there_while_nobody_asks(client_of, moderator, marked):
    assert BUTTON not in client_of(moderator).get(DESK).text


def test_a_mark_that_is_contested_is_left_by_nobody_who_would_empty_its_appeal(
    client_of, moderator, marked, reported, why
):
    decision = Decision.objects.on(marked).standing().get()
    appeals.appeal(decision=decision, appellant=marked.author, words="Le football, c’est la ville.")
    refused = client_of(moderator).post(DESK, SENT)
    assert refused.status_code == 409
    with pytest.raises(off_topic.MarkContested):
        actions.decide(subject=marked, by=moderator, seen=1, **why)
    assert Decision.objects.on(marked).count() == 1
