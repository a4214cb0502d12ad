"""A proposal marked as off-topic: everyone reads it, no grouping does; its author is told why and contests it."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, appeal_reading, appeals, months, off_topic, queue, reading, undoing
from moderation.models import Decision, Ground
from participants.my_data import export_of
from proposals.models import Proposal
from synthesis.corpus import freeze
from synthesis.panels import fates
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(seconds=30)


@pytest.fixture
def why(ground):
    """All that a mark needs."""
    return {
        "kind": "off_topic",
        "ground": ground,
        "facts": "Le texte parle de football.",
        "words": "Votre idée ne répond pas à la question posée.",
    }


@pytest.fixture
def marked(published, moderator, why):
    actions.decide(subject=published, by=moderator, seen=0, at=NOON, **why)
    return published


def decision_on(proposal):
    return Decision.objects.on(proposal).order_by("-number").first()


def is_marked(proposal):
    return Proposal.objects.get(pk=proposal.pk).is_off_topic


def test_everyone_reads_it_at_its_address_and_in_lists_marked(marked, ground, client):
    client.cookies["langue"] = "en"
    page = client.get(marked.get_absolute_url())
    assert page.status_code == 200
    assert marked.text in page.text
    assert "marked this proposal as off-topic" in page.text
    assert ground.title in page.text
    cards = client.get("/se-deplacer/propositions/").text
    assert marked.title in cards
    assert "marked as off-topic" in cards
    assert marked in Proposal.objects.listed()


def test_mark_is_not_on_others(published, client):
    client.cookies["langue"] = "en"
    assert "off-topic" not in client.get(published.get_absolute_url()).text


def test_words_to_the_author_are_theirs_alone(marked, why, client):
    told = marked.author.notices.get(kind="moderation.off_topic")
    for said in (why["facts"], why["words"], why["ground"].title, appeal_reading.form_url(marked)):
        assert said in told.body
    page = client.get(marked.get_absolute_url()).text
    assert why["facts"] not in page
    assert why["words"] not in page
    (row,) = export_of(marked.author)["decisions_on_my_texts"]
    assert (row["decision"], row["words"]) == ("off_topic", why["words"])


def test_grouping_does_not_read_it_and_its_page_says_so(marked, consultation, client):
    other = factories.ProposalFactory(consultation=consultation)
    assert freeze(consultation).references == [other.reference]
    assert fates([marked], None)[marked.pk]["state"] == "off_topic"
    client.cookies["langue"] = "en"
    assert "no grouping reads it" in client.get(marked.get_absolute_url()).text


def test_later_publication_takes_the_mark_away(marked, consultation, moderator):
    actions.decide(subject=marked, by=moderator, kind="publish", seen=1, at=NOON)
    assert not is_marked(marked)
    assert freeze(consultation).references == [marked.reference]
    assert marked.author.notices.filter(kind="moderation.on_topic").exists()
    assert JournalEntry.objects.filter(event="proposal.on_topic").exists()


def test_text_that_waits_is_published_with_the_mark(waiting, moderator, why):
    actions.decide(subject=waiting, by=moderator, seen=0, at=NOON, **why)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.published_at, waiting.first_public_version) == ("published", NOON, 1)
    assert waiting.is_off_topic
    events = list(JournalEntry.objects.order_by("number").values_list("event", flat=True))
    assert events[-2:] == ["proposal.published", "proposal.off_topic"]


def test_withheld_text_is_in_view_again_with_the_mark(published, moderator, reasons, why):
    actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    actions.decide(subject=published, by=moderator, seen=1, at=NOON, **why)
    published.refresh_from_db()
    assert (published.state, published.is_off_topic) == ("published", True)


def test_withholding_replaces_the_mark(marked, moderator, reasons):
    actions.decide(subject=marked, by=moderator, seen=1, at=NOON, **reasons)
    marked.refresh_from_db()
    assert (marked.state, marked.is_off_topic) == ("withheld", False)


@pytest.mark.requirement("M-2")
@pytest.mark.parametrize("missing", [{"ground": None}, {"facts": " "}, {"words": ""}])
def test_nothing_is_marked_without_its_reasons(published, moderator, why, missing):
    with pytest.raises(off_topic.MarkReasonsMissing):
        actions.decide(subject=published, by=moderator, seen=0, **why | missing)
    assert not is_marked(published)


@pytest.mark.requirement("M-2")
@pytest.mark.parametrize("missing", [{"ground": None}, {"facts": ""}, {"words": ""}, {"duration": "indefinite"}])
def test_database_refuses_a_mark_without_its_reasons(published, moderator, why, missing):
    row = {"proposal": published, "moderator": moderator, **why}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**row | missing, decided_at=NOON, number=1)
    Decision.objects.create(**row, decided_at=NOON, number=1)


@pytest.mark.parametrize("change", [{"off_topic_ground": ""}, {"off_topic_at": None}, {"state": "submitted"}])
def test_database_refuses_a_mark_without_ground_or_out_of_view(marked, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=marked.pk).update(**change)


def test_law_is_no_matter_of_topic(published, moderator, why):
    law = factories.GroundFactory(kind=Ground.Kind.ILLEGAL)
    with pytest.raises(off_topic.NotToBeMarked):
        actions.decide(subject=published, by=moderator, seen=0, **why | {"ground": law})


@pytest.mark.parametrize("make", [factories.ArgumentFactory, AmendmentFactory])
def test_what_no_grouping_reads_is_not_marked(make, moderator, why):
    with pytest.raises(off_topic.NotToBeMarked):
        actions.decide(subject=make(), by=moderator, seen=0, **why)


def test_mark_is_taken_back_within_its_minute(marked, moderator):
    undone = undoing.undo(decision=decision_on(marked), by=moderator, at=SOON)
    assert (undone.kind, is_marked(marked)) == ("publish", False)
    assert marked.author.notices.filter(kind="moderation.undone").exists()


def test_mark_on_what_waited_is_taken_back_to_waiting(waiting, moderator, why):
    decision = actions.decide(subject=waiting, by=moderator, seen=0, at=NOON, **why)
    undone = undoing.undo(decision=decision, by=moderator, at=SOON)
    waiting.refresh_from_db()
    assert (undone.kind, waiting.state, waiting.is_off_topic) == ("wait", "submitted", False)


def test_mark_on_what_was_withheld_is_taken_back_out_of_view(published, moderator, reasons, why):
    actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    decision = actions.decide(subject=published, by=moderator, seen=1, at=NOON, **why)
    undone = undoing.undo(decision=decision, by=moderator, at=SOON)
    published.refresh_from_db()
    assert (undone.kind, published.state, published.is_off_topic) == ("withhold", "withheld", False)


@pytest.mark.parametrize("deed", ["publish", "withhold"])
def test_what_ended_a_mark_is_taken_back_to_the_mark(marked, moderator, reasons, why, deed):
    given = reasons if deed == "withhold" else {"kind": "publish"}
    decision = actions.decide(subject=marked, by=moderator, seen=1, at=NOON + timedelta(hours=1), **given)
    undone = undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(hours=1, seconds=9))
    marked.refresh_from_db()
    assert (marked.state, marked.off_topic_at, marked.off_topic_ground) == ("published", NOON, why["ground"].title)
    assert (undone.kind, undone.ground, undone.words) == ("off_topic", why["ground"], why["words"])


@pytest.mark.requirement("M-3")
@pytest.mark.requirement("M-4")
def test_author_contests_it_and_another_moderator_takes_it_away(
    at_noon, marked, moderator, other_moderator, client_of, client
):
    browser, address = client_of(marked.author), appeal_reading.form_url(marked)
    assert address in browser.get(marked.get_absolute_url()).text
    assert address not in client.get(marked.get_absolute_url()).text
    assert browser.post(address, {"words": "J’y réponds, ligne 2.", "seen": 1}).status_code == 302
    appeal = marked.decisions.get().appeals.get()
    desk = appeal_reading.desk_url(appeal)
    assert client_of(other_moderator).get(desk).status_code == 200
    with pytest.raises(actions.NotImpartial):
        appeals.answer(appeal=appeal, by=moderator, outcome="overturned", words="Non.")
    sent = {"outcome": "overturned", "answer": "En effet.", "read_version": 1}
    assert client_of(other_moderator).post(desk, sent).status_code == 302
    assert not is_marked(marked)
    assert marked.author.notices.filter(kind="moderation.appeal_answered").exists()
    browser.cookies["langue"] = "en"
    assert "groupings read your text again" in browser.get(appeal_reading.address_of(appeal)).text


@pytest.mark.requirement("M-3")
def test_reporter_learns_of_the_mark_and_contests_that_the_text_is_in_view(
    at_noon, published, moderator, other_moderator, citizen, ground, why, reasons, client_of
):
    report = actions.report(subject=published, ground=ground, words="C’est haineux.", reporter=citizen, at=NOON)
    decision = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **why)
    told = citizen.notices.get(kind="moderation.report_answered")
    assert "withheld" not in told.body
    browser = client_of(citizen)
    browser.cookies["langue"] = "en"
    page = browser.get(f"/signaler/recu/{report.reference}/").text
    assert "marked the text as off-topic" in page
    assert appeal_reading.report_form_url(report) in page
    appeal = appeals.appeal(decision=decision, words="Voyez la fin.", appellant=citizen, report=report)
    given = {name: reasons[name] for name in ("ground", "facts", "words", "duration")}
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="Oui.", reasons=given)
    published.refresh_from_db()
    assert (published.state, published.is_off_topic) == ("withheld", False)


@pytest.mark.requirement("M-5")
def test_register_and_file_show_it_and_count_alike(marked, moderator, why, client):
    (entry,) = JournalEntry.objects.filter(event="proposal.off_topic")
    assert why["ground"].title in described([entry])[0]["sentence"]
    page = client.get("/registre/", {"decision": "off_topic"}).text
    assert marked.reference in page
    assert why["words"] not in page
    rows = list(csv.DictReader(StringIO(b"".join(client.get("/registre/decisions.csv").streaming_content).decode())))
    assert [(row["decision"], row["ground"]) for row in rows] == [("off_topic", why["ground"].title)]
    (month,) = months.month_figures()
    assert (month.off_topic, month.published, month.withheld, month.by_ground) == (1, 0, 0, (("Hors du sujet", 1),))
    undoing.undo(decision=decision_on(marked), by=moderator, at=SOON)
    assert months.month_figures() == []


def test_history_stands_on_its_page(marked, client):
    assert reading.histories([marked])[marked.pk][0]["kind"] == "off_topic"


def test_moderator_marks_on_the_desk(published, moderator, why, client_of):
    browser, address = client_of(moderator), queue.item_url(published)
    (item,) = queue.items([queue.place_of(published)])
    seen = {"seen": 0, "read_version": 1, "read_tags": item.tags_seal, "kind": "off_topic"}
    refused = browser.post(address, {**seen, "facts": why["facts"]})
    assert refused.status_code == 422
    assert 'data-desk-unfold="o" open' in refused.text
    assert why["facts"] in refused.text
    typed = {"ground": why["ground"].pk, "facts": why["facts"], "words": why["words"]}
    assert browser.post(address, seen | typed).status_code == 302
    assert is_marked(published)


@pytest.mark.requirement("M-1")
def test_report_that_nobody_read_waits_on_when_the_mark_is_contested_and_goes(
    at_noon, marked, other_moderator, citizen, ground
):
    appeal = appeals.appeal(decision=decision_on(marked), words="J’y réponds.", appellant=marked.author)
    report = actions.report(subject=marked, ground=ground, words="C’est haineux.", reporter=citizen)
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="En effet.")
    report.refresh_from_db()
    assert not is_marked(marked)
    assert (report.handled_at, citizen.notices.filter(kind="moderation.report_answered").exists()) == (None, False)
    assert queue.stands(Proposal.objects.get(pk=marked.pk))


def test_publishing_many_leaves_a_mark_that_the_list_does_not_explain(
    at_noon, marked, client_of, moderator, citizen, ground
):
    actions.report(subject=marked, ground=ground, words="Voyez.", reporter=citizen)
    (item,) = queue.items([queue.place_of(marked)])
    browser = client_of(moderator)
    browser.cookies["langue"] = "en"
    assert "marked as off-topic" in browser.get("/admin/moderation/").text
    page = browser.post("/admin/moderation/publish/", {"item": item.value}, follow=True)
    assert "keep the mark or take it away" in page.text
    assert is_marked(marked)


@pytest.mark.requirement("M-1")
@pytest.mark.parametrize("account", [True, False])
def test_whoever_reported_is_told_that_the_mark_holds_again(
    at_noon, marked, moderator, citizen, ground, reasons, account
):
    who = {"reporter": citizen} if account else {"email": "lectrice@example.org"}
    actions.report(subject=marked, ground=ground, words="Voyez.", at=NOON, **who)
    decision = actions.decide(subject=marked, by=moderator, seen=1, at=NOON, **reasons)
    undoing.undo(decision=decision, by=moderator, at=SOON)
    assert is_marked(marked)
    if account:
        body = citizen.notices.get(kind="moderation.report_undone").body
    else:
        body = [sent.body for sent in mail.outbox if sent.to == ["lectrice@example.org"]][-1]
    assert gettext("The text is in view, marked as off-topic, as before.") in body
