"""What is said of an appeal, to whom, and how: notices and mails, with the way to contest and until when."""

from datetime import timedelta

import pytest
from django.core import mail

from moderation import actions, appeals
from moderation.models import Appeal, Report
from moderation.tasks import acknowledge_appeal, answer_appeal, tell_since
from participants.models import Notice
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LATER = NOON + timedelta(hours=2)
READER = "lectrice@example.org"


@pytest.fixture
def withheld(published, moderator, reasons):
    return actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)


def contest(decision, **given):
    return appeals.appeal(**{"decision": decision, "words": "Relisez.", "at": NOON, **given})


def reported(text, ground, email=READER, **given):
    return actions.report(subject=text, ground=ground, words="Voyez.", email=email, at=NOON, **given)


def kept(text, moderator):
    return actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=NOON)


def answer(appeal, by, outcome="overturned", **given):
    return appeals.answer(appeal=appeal, by=by, outcome=outcome, words="Bien relu.", at=LATER, **given)


def told(person, kind):
    return Notice.objects.get(recipient=person, kind=kind)


def mails_to(address):
    return [f"{message.subject}\n{message.body}" for message in mail.outbox if message.to == [address]]


@pytest.mark.requirement("M-2")
@pytest.mark.requirement("M-3")
def test_statement_of_reasons_says_where_and_until_when_to_contest(withheld, published, settings):
    body = told(published.author, "moderation.withheld").body
    assert f"{settings.WAGTAILADMIN_BASE_URL}/contester/se-deplacer/P-1/" in body
    assert "2 septembre 2026" in body
    assert settings.DEFAULT_FROM_EMAIL not in body


@pytest.mark.requirement("M-3")
def test_answer_to_a_report_says_how_to_contest_what_keeps_the_text(published, ground, moderator, citizen):
    report = reported(published, ground, reporter=citizen)
    without = reported(published, ground)
    kept(published, moderator)
    notice = told(citizen, "moderation.report_answered")
    assert f"/contester/signalement/{report.reference}/" in notice.body
    assert "2 septembre 2026" in notice.body
    assert notice.url == f"/signaler/recu/{report.reference}/"
    assert f"/contester/signalement/{without.reference}/" in mails_to(READER)[-1]


def test_answer_to_an_accepted_report_says_nothing_of_contesting(published, ground, citizen, moderator, reasons):
    reported(published, ground, reporter=citizen)
    actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    assert "/contester/" not in told(citizen, "moderation.report_answered").body


def test_author_gets_an_acknowledgement_with_the_address_to_follow(withheld, published):
    appeal = contest(withheld, appellant=published.author)
    notice = told(published.author, "moderation.appeal_received")
    assert appeal.reference in notice.subject
    assert notice.url == f"/contester/recours/{appeal.reference}/"
    assert appeal.reference in mails_to(published.author.email)[-1]


def test_upheld_the_author_reads_why_and_where_else_to_go(withheld, published, other_moderator):
    answer(contest(withheld, appellant=published.author), other_moderator, "upheld")
    body = told(published.author, "moderation.appeal_answered").body
    assert "Bien relu." in body
    assert "21" in body  # the article on settlement out of court
    assert other_moderator.display_name not in body


def test_overturned_the_author_is_told_once(withheld, published, other_moderator):
    answer(contest(withheld, appellant=published.author), other_moderator)
    assert "Bien relu." in told(published.author, "moderation.appeal_answered").body
    assert not Notice.objects.filter(recipient=published.author, kind="moderation.published").exists()


def test_overturned_a_keeping_gives_the_author_the_statement_of_reasons(
    published, ground, citizen, moderator, other_moderator, reasons
):
    report = reported(published, ground, reporter=citizen)
    appeal = contest(kept(published, moderator), appellant=citizen, report=report)
    answer(appeal, other_moderator, reasons={name: reasons[name] for name in reasons if name != "kind"})
    body = told(published.author, "moderation.withheld").body
    assert reasons["words"] in body
    assert "/contester/se-deplacer/P-1/" in body
    mine = told(citizen, "moderation.appeal_answered").body
    assert "Bien relu." in mine
    assert ground.title in mine
    assert reasons["facts"] not in mine


def test_overturned_those_whose_report_was_accepted_are_told(
    published, ground, citizen, moderator, other_moderator, reasons
):
    reported(published, ground, reporter=citizen)
    without = reported(published, ground)
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    answer(contest(decision, appellant=published.author), other_moderator)
    assert "/contester/signalement/" in told(citizen, "moderation.report_overturned").body
    last = mails_to(READER)[-1]
    assert without.reference in last
    assert f"/contester/signalement/{without.reference}/" in last
    assert Report.objects.get(pk=without.pk).told_since == 2
    tell_since.enqueue(without.pk, published.decisions.get(number=2).pk)
    assert mails_to(READER)[-1:] == [last]
    assert len(mails_to(READER)) == 3  # the acknowledgement, the answer, and this


def test_upheld_nobody_else_is_told(published, ground, citizen, moderator, other_moderator, reasons):
    reported(published, ground, reporter=citizen)
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    before = Notice.objects.filter(recipient=citizen).count()
    answer(contest(decision, appellant=published.author), other_moderator, "upheld")
    assert Notice.objects.filter(recipient=citizen).count() == before


def test_without_an_account_the_address_of_the_report_gets_acknowledgement_and_answer_once(
    published, ground, moderator, other_moderator
):
    report = reported(published, ground)
    appeal = contest(kept(published, moderator), report=report)
    acknowledge_appeal.enqueue(appeal.pk)
    answer(appeal, other_moderator, "upheld")
    answer_appeal.enqueue(appeal.pk)
    _received, _answered, acknowledged, answered = mails_to(READER)
    assert appeal.reference in acknowledged
    assert "Bien relu." in answered
    assert f"/contester/recours/{appeal.reference}/" in answered


def test_without_an_address_nothing_is_mailed(published, ground, moderator, other_moderator):
    report = reported(published, ground, email="")
    answer(contest(kept(published, moderator), report=report), other_moderator, "upheld")
    assert mail.outbox == []


def test_an_address_is_mailed_once_for_a_decision_however_many_reports_name_it(
    published, ground, moderator, other_moderator
):
    reports = [reported(published, ground, email=email) for email in [READER, READER.upper(), READER]]
    decision = kept(published, moderator)
    before = len(mail.outbox)
    for report in reports:
        answer(contest(decision, report=report), other_moderator, "upheld")
    assert Appeal.objects.count() == 3
    assert len(mail.outbox) - before == 2


def test_an_address_gets_five_acknowledgements_an_hour_at_most(consultation, ground, moderator):
    for _turn in range(7):
        text = factories.ProposalFactory(consultation=consultation)
        contest(kept(text, moderator), report=Report.objects.get(pk=reported(text, ground).pk))
    assert Appeal.objects.exclude(acknowledged_at=None).count() == 5


def test_later_decision_is_said_where_nothing_was_left_to_overturn(withheld, published, moderator, other_moderator):
    appeal = contest(withheld, appellant=published.author)
    actions.decide(subject=published, by=moderator, kind="publish", seen=1, at=NOON)
    before = len(mails_to(published.author.email))
    answer(appeal, other_moderator, "upheld")
    from moderation.notices import answer_to_appeal

    assert len(mails_to(published.author.email)) == before + 1
    appeal.refresh_from_db()
    replaced = answer_to_appeal(appeal, published)[1]
    published.decisions.filter(number=2).delete()
    assert answer_to_appeal(appeal, published)[1] != replaced
