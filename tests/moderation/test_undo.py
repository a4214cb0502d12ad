"""A decision is taken back within a minute by whoever took it; the text, the reports and the figures are as before."""

from datetime import timedelta

import pytest

from consult.models import JournalEntry
from moderation import actions, appeal_reading, appeals, months, queue, reading, undoing
from moderation.models import Decision, Report
from participants.models import Notice
from proposals.counted import count_figures
from proposals.models import CountedFigures, Proposal
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

SOON = NOON + timedelta(seconds=30)
QUEUE = "/admin/moderation/"


def publish(subject, moderator, *, seen=0, at=NOON):
    return actions.decide(subject=subject, by=moderator, kind="publish", seen=seen, at=at)


def state_of(subject):
    subject.refresh_from_db()
    return subject.state, subject.published_at, subject.withheld_at, subject.withheld_ground


def events(noun="proposal"):
    return list(
        JournalEntry.objects.filter(event__startswith=f"{noun}.").order_by("number").values_list("event", flat=True)
    )


def test_publication_taken_back_waits_as_if_it_had_never_been_read(waiting, moderator):
    before = state_of(waiting)
    undone = undoing.undo(decision=publish(waiting, moderator), by=moderator, at=SOON)
    assert state_of(waiting) == before
    assert waiting.first_public_version is None
    assert undone.kind == "wait"
    assert events()[-2:] == ["proposal.published", "proposal.returned"]
    assert queue.stands(waiting)


@pytest.mark.parametrize("make", [factories.ArgumentFactory, AmendmentFactory])
def test_texts_of_other_kinds_go_back_to_waiting_too(make, moderator):
    text = make(waiting=True)
    before = state_of(text)
    undoing.undo(decision=publish(text, moderator), by=moderator, at=SOON)
    assert state_of(text) == before


def test_text_withheld_by_a_slip_is_in_view_again_where_it_was(published, moderator, reasons):
    factories.PositionFactory(proposal=published)
    before = state_of(published)
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    undone = undoing.undo(decision=decision, by=moderator, at=SOON)
    assert state_of(published) == before
    assert (undone.kind, undone.number, published.positions.count()) == ("publish", 2, 1)
    assert events()[-2:] == ["proposal.withheld", "proposal.published_again"]


def test_text_shown_again_by_a_slip_is_withheld_with_its_reasons_and_its_day(published, moderator, reasons):
    actions.decide(subject=published, by=moderator, seen=0, at=NOON - timedelta(days=1), **reasons)
    before = state_of(published)
    undone = undoing.undo(decision=publish(published, moderator, seen=1), by=moderator, at=SOON)
    assert state_of(published) == before
    assert (undone.ground, undone.facts, undone.words) == (reasons["ground"], reasons["facts"], reasons["words"])


def test_text_against_the_law_shown_again_by_a_slip_is_sealed_again(published, moderator, reasons):
    reasons["ground"] = factories.GroundFactory(kind="illegal", title="Injure")
    actions.decide(subject=published, by=moderator, seen=0, at=NOON - timedelta(days=1), **reasons)
    undoing.undo(decision=publish(published, moderator, seen=1), by=moderator, at=SOON)
    published.refresh_from_db()
    assert reading.kept_from([published], factories.CitizenFactory()) == {published.pk}


def test_reports_that_were_answered_wait_again(published, moderator, ground):
    kept = actions.report(subject=published, ground=ground, words="Voyez.", reporter=factories.CitizenFactory())
    decision = publish(published, moderator)
    assert not Report.objects.waiting().exists()
    undoing.undo(decision=decision, by=moderator, at=SOON)
    assert list(Report.objects.waiting()) == [kept]
    assert queue.stands(published)
    assert events()[-1] == "proposal.reopened"
    publish(published, moderator, seen=2, at=SOON + timedelta(minutes=1))
    assert reading.outcome(Report.objects.get()).number == 3


def test_text_published_at_once_and_kept_by_a_slip_is_read_again(consultation, moderator):
    consultation.moderation = "after"
    consultation.save()
    published = factories.ProposalFactory(consultation=consultation)
    decision = publish(published, moderator)
    assert not queue.stands(published)
    undoing.undo(decision=decision, by=moderator, at=SOON)
    assert queue.stands(published)


def test_answer_by_mail_is_not_sent_once_the_decision_is_taken_back(published, moderator, reasons, mailoutbox):
    from moderation.tasks import answer_report

    kept = actions.report(subject=published, ground=reasons["ground"], words="Voyez.", email="lea@example.org")
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    sent = len([mail for mail in mailoutbox if "décid" in mail.subject or "decided" in mail.subject])
    undoing.undo(decision=decision, by=moderator, at=SOON)
    answer_report.call(kept.pk, decision.pk)
    assert len([mail for mail in mailoutbox if "décid" in mail.subject or "decided" in mail.subject]) == sent


def test_author_is_told(waiting, moderator):
    decision = publish(waiting, moderator)
    undoing.undo(decision=decision, by=moderator, at=SOON)
    told = Notice.objects.filter(recipient=waiting.author).latest("pk")
    assert told.kind == "moderation.undone"
    assert waiting.reference in told.subject


def test_a_minute_is_a_minute(waiting, moderator):
    decision = publish(waiting, moderator)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(seconds=61))
    assert undoing.last_of(moderator, at=NOON + timedelta(seconds=61)) is None
    assert undoing.last_of(moderator, at=NOON + timedelta(seconds=59)) == decision
    undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(seconds=60))


def test_only_whoever_decided_takes_it_back(waiting, moderator, other_moderator):
    decision = publish(waiting, moderator)
    with pytest.raises(undoing.NotYourDecision):
        undoing.undo(decision=decision, by=other_moderator, at=SOON)
    assert undoing.last_of(other_moderator, at=SOON) is None


def test_what_takes_back_is_not_taken_back(waiting, moderator):
    undone = undoing.undo(decision=publish(waiting, moderator), by=moderator, at=SOON)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(decision=undone, by=moderator, at=SOON)
    assert undoing.last_of(moderator, at=SOON) is None


def test_decision_of_another_since_stands(published, moderator, other_moderator, reasons):
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    publish(published, other_moderator, seen=1, at=NOON + timedelta(seconds=5))
    with pytest.raises(actions.AlreadyDecided):
        undoing.undo(decision=decision, by=moderator, at=SOON)
    assert Decision.objects.count() == 2


def test_text_that_somebody_has_answered_stays_in_view(waiting, moderator):
    decision = publish(waiting, moderator)
    factories.PositionFactory(proposal=waiting)
    with pytest.raises(undoing.AnsweredMeanwhile):
        undoing.undo(decision=decision, by=moderator, at=SOON)
    waiting.refresh_from_db()
    assert waiting.is_published


def test_figures_count_neither_the_slip_nor_its_mending(waiting, published, moderator, reasons):
    publish(waiting, moderator)
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    undoing.undo(decision=decision, by=moderator, at=SOON)
    (month,) = months.month_figures()
    assert (month.published, month.withheld) == (1, 0)
    assert queue.withheld_of(published.author_id) == 0


def test_register_shows_both(client, published, moderator, reasons):
    decision = actions.decide(subject=published, by=moderator, seen=0, **reasons)
    undoing.undo(decision=decision, by=moderator)
    lines = [reading.public_line(one)["deed"] for one in reading.public_decisions()]
    assert len(set(lines)) == 2
    page = client.get("/registre/").text
    assert lines[0] in page


def test_waiting_again_comes_from_undoing_alone(waiting, moderator):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(proposal=waiting, moderator=moderator, kind="wait", decided_at=NOON, number=1)


def test_desk_offers_it_and_takes_it_back(client_of, waiting, moderator, other_moderator):
    desk = client_of(moderator)
    desk.post(f"{QUEUE}se-deplacer/P-1/", {"kind": "publish", "seen": 0})
    decision = Decision.objects.get()
    assert f'value="{decision.pk}"' in desk.get(QUEUE).text
    assert f'value="{decision.pk}"' not in client_of(other_moderator).get(QUEUE).text
    assert client_of(other_moderator).post(f"{QUEUE}take-back/", {"decision": decision.pk}).status_code == 404
    answer = desk.post(f"{QUEUE}take-back/", {"decision": decision.pk})
    assert answer.url == f"{QUEUE}se-deplacer/P-1/"
    assert Proposal.objects.get(pk=waiting.pk).state == "submitted"
    assert 'name="decision"' not in desk.get(QUEUE).text


@pytest.mark.parametrize("sent", ["", "abc", "9" * 30, "1\x00"])
def test_nonsense_is_not_found(client_of, moderator, sent):
    assert client_of(moderator).post(f"{QUEUE}take-back/", {"decision": sent}).status_code == 404


def test_each_state_has_its_words(waiting, published, moderator, reasons):
    said = set()
    for subject, kind in ((waiting, {"kind": "publish"}), (published, reasons)):
        decision = actions.decide(subject=subject, by=moderator, seen=0, at=NOON, **kind)
        undoing.undo(decision=decision, by=moderator, at=SOON)
        said.add(Notice.objects.filter(recipient=subject.author).latest("pk").body)
    assert len(said) == 2


def test_answer_to_an_appeal_is_not_taken_back(published, moderator, other_moderator, reasons):
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    appeal = appeals.appeal(decision=decision, appellant=published.author, words="Je parlais des trains.", at=NOON)
    answered = appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="En effet.", at=SOON)
    assert undoing.last_of(other_moderator, at=SOON) is None
    with pytest.raises(undoing.AnsweredAnAppeal):
        undoing.undo(decision=answered.made, by=other_moderator, at=SOON)


def test_text_that_was_never_in_view_is_sealed_again(waiting, moderator, other_moderator, reasons):
    actions.decide(subject=waiting, by=moderator, seen=0, at=NOON - timedelta(hours=1), **reasons)
    before = state_of(waiting)
    undoing.undo(decision=publish(waiting, other_moderator, seen=1), by=other_moderator, at=SOON)
    assert state_of(waiting) == before
    assert waiting.first_public_version is None
    assert reading.kept_from([waiting], factories.CitizenFactory()) == {waiting.pk}
    assert events()[-3:] == ["proposal.published", "proposal.returned", "proposal.withheld"]


def test_refused_text_that_was_shown_by_a_slip_and_answered_stays(waiting, moderator, reasons):
    actions.decide(subject=waiting, by=moderator, seen=0, at=NOON - timedelta(hours=1), **reasons)
    decision = publish(waiting, moderator, seen=1)
    factories.PositionFactory(proposal=waiting)
    with pytest.raises(undoing.AnsweredMeanwhile):
        undoing.undo(decision=decision, by=moderator, at=SOON)


def test_slip_leaves_an_appeal_what_it_was(published, moderator, other_moderator, reasons):
    """The contested decision still stands, and whoever took it still does not judge it."""
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON - timedelta(hours=1), **reasons)
    appeal = appeals.appeal(decision=decision, appellant=published.author, words="Je parlais des trains.", at=NOON)
    slip = publish(published, other_moderator, seen=1)
    undoing.undo(decision=slip, by=other_moderator, at=SOON)
    assert appeal_reading.last_decision(published) == decision
    assert not appeal_reading.is_replaced(decision)
    with pytest.raises(actions.NotImpartial):
        appeals.answer(appeal=appeal, by=moderator, outcome="upheld", words="Non.", at=SOON)
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="En effet.", at=SOON)
    published.refresh_from_db()
    assert published.is_published
    assert Decision.objects.on(published).count() == 4


@pytest.mark.requirement("M-3")
def test_an_appeal_within_the_minute_keeps_the_decision_it_contests(published, moderator, other_moderator, reasons):
    """Taken back, it would leave the appeal nothing to overturn: another moderator shows the text again."""
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    appeal = appeals.appeal(decision=decision, appellant=published.author, words="Je parlais des trains.", at=NOON)
    with pytest.raises(undoing.Contested):
        undoing.undo(decision=decision, by=moderator, at=SOON)
    assert Decision.objects.on(published).count() == 1
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="En effet.", at=SOON)
    published.refresh_from_db()
    assert published.is_published


def test_term_ends_after_a_slip_too(published, moderator, reasons):
    until = reasons | {"duration": "temporary", "ends_at": NOON + timedelta(days=1)}
    actions.decide(subject=published, by=moderator, seen=0, at=NOON - timedelta(hours=1), **until)
    undoing.undo(decision=publish(published, moderator, seen=1), by=moderator, at=SOON)
    assert actions.lift_expired(at=NOON + timedelta(days=1)) == 1
    published.refresh_from_db()
    assert published.is_published
    assert actions.lift_expired(at=NOON + timedelta(days=2)) == 0


def test_what_was_kept_told_nobody_and_neither_does_its_undoing(published, moderator):
    undoing.undo(decision=publish(published, moderator), by=moderator, at=SOON)
    assert not Notice.objects.filter(recipient=published.author).exists()


def test_whoever_reported_contests_no_undoing(client, published, moderator, ground):
    kept = actions.report(subject=published, ground=ground, words="Voyez.", at=NOON - timedelta(hours=1))
    undoing.undo(decision=publish(published, moderator), by=moderator, at=SOON)
    kept.refresh_from_db()
    assert appeal_reading.contestable_by(kept) is None
    assert client.get(f"/contester/signalement/{kept.reference}/").status_code in (404, 409)


def test_tags_counted_within_the_minute_are_counted_anew(waiting, moderator):
    decision = publish(waiting, moderator)
    count_figures.call()
    assert CountedFigures.objects.filter(consultation=waiting.consultation).exists()
    undoing.undo(decision=decision, by=moderator, at=SOON)
    assert not CountedFigures.objects.filter(consultation=waiting.consultation).exists()
