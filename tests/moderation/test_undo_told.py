"""Whoever reported a text and was told of a decision is told when it is taken back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils.translation import gettext

from moderation import actions, undoing
from moderation.models import Decision, Report
from moderation.tasks import answer_report, tell_undone
from participants.models import Notice
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
SOON = NOON + timedelta(seconds=30)
READER = "lectrice@example.org"


def reported(text, ground, **given):
    return actions.report(subject=text, ground=ground, words="Voyez.", at=NOON - timedelta(hours=1), **given)


def withhold(text, moderator, reasons, *, seen=0, at=NOON):
    return actions.decide(subject=text, by=moderator, seen=seen, at=at, **reasons)


def mails():
    return [message.body for message in mail.outbox if message.to == [READER]]


def told(citizen):
    return Notice.objects.filter(recipient=citizen, kind="moderation.report_undone")


@pytest.mark.requirement("M-1")
def test_with_an_account_a_notice_says_so_once(published, moderator, reasons, citizen, ground):
    kept = [reported(published, ground, reporter=citizen) for _turn in range(2)]
    undoing.undo(decision=withhold(published, moderator, reasons), by=moderator, at=SOON)
    notice = told(citizen).get()
    assert kept[0].reference in notice.subject
    assert published.reference in notice.body
    assert notice.url == f"/signaler/recu/{kept[0].reference}/"


@pytest.mark.requirement("M-1")
def test_without_an_account_the_mail_that_answered_is_followed_by_another(published, moderator, reasons, ground):
    kept = reported(published, ground, email=READER)
    undone = undoing.undo(decision=withhold(published, moderator, reasons), by=moderator, at=SOON)
    assert len(mails()) == 3  # received, answered, taken back
    assert f"/signaler/recu/{kept.reference}/" in mails()[-1]
    tell_undone.enqueue(kept.pk, undone.pk)
    assert len(mails()) == 3


@pytest.mark.requirement("M-1")
def test_the_next_decision_answers_again(published, moderator, reasons, ground):
    reported(published, ground, email=READER)
    undoing.undo(decision=withhold(published, moderator, reasons), by=moderator, at=SOON)
    actions.decide(subject=published, by=moderator, kind="publish", seen=2, at=SOON + timedelta(minutes=5))
    assert len(mails()) == 4
    assert Report.objects.get().answered_at is not None


def test_whoever_read_no_answer_is_told_nothing(published, moderator, reasons, ground, monkeypatch):
    kept = reported(published, ground, email=READER)
    monkeypatch.setattr("moderation.notices.answer_report", SimpleNamespace(enqueue=lambda *given: None))
    decision = withhold(published, moderator, reasons)
    undoing.undo(decision=decision, by=moderator, at=SOON)
    answer_report.call(kept.pk, decision.pk)
    assert len(mails()) == 1  # received


def test_taken_back_while_the_mail_left_is_told_too(published, moderator, reasons, ground, monkeypatch):
    from moderation import notices

    kept = reported(published, ground, email=READER)
    monkeypatch.setattr("moderation.notices.answer_report", SimpleNamespace(enqueue=lambda *given: None))
    decision = withhold(published, moderator, reasons)
    written = notices.answer_to

    def slowly(report, answer, subject):
        undoing.undo(decision=decision, by=moderator, at=SOON)
        return written(report, answer, subject)

    monkeypatch.setattr("moderation.notices.answer_to", slowly)
    answer_report.call(kept.pk, decision.pk)
    assert len(mails()) == 3
    assert Report.objects.get().told_since == 2


@pytest.mark.parametrize("before", ["submitted", "published", "withheld"])
def test_each_state_has_its_words(consultation, moderator, reasons, citizen, ground, before):
    text = factories.ProposalFactory(consultation=consultation)
    kept = reported(text, ground, reporter=citizen)
    if before == "withheld":
        withhold(text, moderator, reasons, at=NOON - timedelta(minutes=5))
        Report.objects.update(handled_at=None)
    seen = Decision.objects.count()
    kind = reasons if before == "published" else {"kind": "publish"}
    if before == "submitted":
        text = factories.ProposalFactory(consultation=consultation, waiting=True)
        Report.objects.filter(pk=kept.pk).update(proposal=text)
    undoing.undo(decision=actions.decide(subject=text, by=moderator, seen=seen, at=NOON, **kind), by=moderator, at=SOON)
    said = {
        "submitted": gettext("The text is not in view: it waits again for a moderator’s reading."),
        "published": gettext("The text is in view, as before."),
        "withheld": gettext("The text is out of view, as before."),
    }
    body = told(citizen).get().body
    assert [name for name, words in said.items() if words in body] == [before]
