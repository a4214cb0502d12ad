"""The moderators' desk: the order of the queue and why, the page of a text, deciding, and who gets in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from moderation import actions, queue
from moderation.models import Decision
from tests import factories
from tests.conftest import NOON

QUEUE = "/admin/moderation/"


@pytest.fixture
def desk(client_of, moderator):
    return client_of(moderator)


def report(subject, *, kind="charter", at=NOON, title="Hors du sujet"):
    ground = factories.GroundFactory(kind=kind, title=title)
    return actions.report(subject=subject, ground=ground, words="Voyez la fin.", at=at)


def references():
    return [item.subject.reference for item in queue.items(list(queue.rows()))]


def test_queue_puts_the_illegal_first_then_reports_then_the_oldest(consultation):
    make = factories.ProposalFactory
    make(consultation=consultation, waiting=True, created_at=NOON)
    make(consultation=consultation, waiting=True, created_at=NOON - timedelta(days=3))
    argument = factories.ArgumentFactory(proposal__consultation=consultation)
    report(argument)
    report(make(consultation=consultation), kind="illegal", at=NOON + timedelta(hours=1))
    assert references() == ["P-4", "P-3-A1", "P-2", "P-1"]


def test_each_place_in_the_queue_has_its_reason(consultation):
    factories.ProposalFactory(consultation=consultation, waiting=True)
    reported = factories.ProposalFactory(consultation=consultation)
    report(reported)
    report(reported)
    reasons = [item.reason for item in queue.items(list(queue.rows()))]
    assert len(set(reasons)) == 2
    assert "2" in reasons[0]


def test_what_is_published_at_once_is_read_afterwards(consultation):
    consultation.moderation = "after"
    consultation.save()
    factories.ProposalFactory(consultation=consultation)
    assert [item.tier for item in queue.items(list(queue.rows()))] == [queue.UNREAD]


def test_what_is_published_before_or_imported_does_not_wait(consultation):
    factories.ProposalFactory(consultation=consultation)
    assert references() == []


def test_decided_text_leaves_the_queue(waiting, moderator):
    actions.decide(subject=waiting, by=moderator, kind="publish", seen=0)
    assert references() == []


def test_queue_page_narrows_by_consultation_and_kind(desk, waiting):
    other = factories.open_consultation("autre-sujet", title="Autre sujet")
    argument = factories.ArgumentFactory(proposal__consultation=other, waiting=True, text="Un argument à lire.")
    page = desk.get(QUEUE, {"kind": "argument"}).text
    assert argument.text in page
    assert waiting.text not in page
    page = desk.get(QUEUE, {"consultation": "se-deplacer"}).text
    assert waiting.text in page
    assert argument.text not in page


def test_queue_page_shows_twenty_five(desk, consultation):
    for _turn in range(26):
        factories.ProposalFactory(consultation=consultation, waiting=True)
    assert desk.get(QUEUE).text.count('name="item"') == 25
    assert desk.get(QUEUE, {"page": 2}).text.count('name="item"') == 1


def test_queue_page_costs_the_same_with_one_row_and_with_twelve(desk, consultation, django_assert_num_queries):
    report(factories.ProposalFactory(consultation=consultation))
    report(factories.ArgumentFactory(proposal=consultation.proposals.get()))
    desk.get(QUEUE)
    with CountedQueries() as few:
        desk.get(QUEUE)
    for _turn in range(5):
        report(factories.ProposalFactory(consultation=consultation))
        report(factories.ArgumentFactory(proposal__consultation=consultation))
    with django_assert_num_queries(len(few)):
        desk.get(QUEUE)


def CountedQueries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def item_address(subject):
    return queue.item_url(subject)


def test_page_of_an_argument_shows_the_proposal_above_it(desk, consultation):
    argument = factories.ArgumentFactory(proposal__consultation=consultation, waiting=True)
    page = desk.get(item_address(argument)).text
    assert argument.proposal.text in page
    assert argument.text in page


def test_page_shows_reports_history_and_the_authors_past(desk, published, moderator, reasons):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    actions.decide(subject=published, by=moderator, kind="publish", seen=1)
    report(published)
    page = desk.get(item_address(published)).text
    assert "Voyez la fin." in page
    assert reasons["facts"] in page
    assert queue.withheld_of(published.author_id) == 1


def test_publishing_leads_to_the_next_text(desk, consultation):
    first, second = (factories.ProposalFactory(consultation=consultation, waiting=True) for _turn in range(2))
    answer = desk.post(item_address(first), {"kind": "publish", "seen": 0})
    assert answer.url == item_address(second)
    first.refresh_from_db()
    assert first.is_published


def test_last_text_leads_back_to_the_queue_with_its_filter(desk, waiting):
    answer = desk.post(item_address(waiting) + "?kind=proposal", {"kind": "publish", "seen": 0})
    assert answer.url == QUEUE + "?kind=proposal"


@pytest.mark.requirement("M-2")
def test_withholding_form_asks_for_every_reason(desk, waiting):
    answer = desk.post(item_address(waiting), {"kind": "withhold", "seen": 0})
    assert answer.status_code == 422
    assert answer.text.count("errorlist") == 4
    assert not Decision.objects.exists()


def test_withholding_form_withholds_until_a_day(desk, waiting, reasons, at_noon):
    typed = {**reasons, "ground": reasons["ground"].pk, "seen": 0, "duration": "temporary", "ends_on": "2026-03-09"}
    desk.post(item_address(waiting), typed)
    decision = Decision.objects.get()
    assert decision.ends_at.isoformat() == "2026-03-08T23:00:00+00:00"
    assert decision.ground == reasons["ground"]


@pytest.mark.parametrize("day", ["", "2026-03-02"])
def test_end_of_a_withholding_is_a_day_to_come(desk, waiting, reasons, day, at_noon):
    typed = {**reasons, "ground": reasons["ground"].pk, "seen": 0, "duration": "temporary", "ends_on": day}
    assert desk.post(item_address(waiting), typed).status_code == 422


def test_who_comes_second_reads_who_was_first_and_keeps_their_words(desk, published, other_moderator, reasons):
    actions.decide(subject=published, by=other_moderator, kind="publish", seen=0)
    typed = {**reasons, "ground": reasons["ground"].pk, "seen": 0}
    answer = desk.post(item_address(published), typed)
    assert answer.status_code == 409
    assert "Relecture" in answer.text
    assert reasons["words"] in answer.text
    assert Decision.objects.count() == 1


def test_own_text_offers_no_decision(desk, consultation, moderator):
    own = factories.ProposalFactory(consultation=consultation, author=moderator, waiting=True)
    assert 'name="kind"' not in desk.get(item_address(own)).text
    assert desk.post(item_address(own), {"kind": "publish", "seen": 0}).status_code == 403


def test_ticked_texts_are_published_each_by_its_own_decision(desk, consultation):
    texts = [factories.ProposalFactory(consultation=consultation, waiting=True) for _turn in range(3)]
    argument = factories.ArgumentFactory(proposal__consultation=consultation, waiting=True)
    values = [item.value for item in queue.items(list(queue.rows()))]
    desk.post(QUEUE + "publish/", {"item": [value for value in values if "P-3/" not in value]})
    assert Decision.objects.count() == 3
    for row, shown in [(texts[0], True), (texts[1], True), (texts[2], False), (argument, True)]:
        row.refresh_from_db()
        assert row.is_published == shown


def test_ticked_text_that_someone_else_dealt_with_is_said(desk, waiting, other_moderator):
    (item,) = queue.items(list(queue.rows()))
    actions.decide(subject=waiting, by=other_moderator, kind="publish", seen=0)
    answer = desk.post(QUEUE + "publish/", {"item": [item.value, "nowhere/P-9/0", "?"]}, follow=True)
    assert "Relecture" in answer.text
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("address", [QUEUE, QUEUE + "se-deplacer/P-1/", QUEUE + "publish/"])
def test_desk_is_closed_to_editors(client_of, waiting, address):
    editor = factories.staff("editrice@example.org", "Édition", [])
    method = "post" if address.endswith("publish/") else "get"
    assert getattr(client_of(editor), method)(address).url == reverse("wagtailadmin_home")


def test_menu_says_how_many_wait(desk, waiting):
    assert "ration (1)" in desk.get(QUEUE).text  # Moderation, or Modération as JSON writes it


def test_pages_of_the_desk_define_every_variable(desk, published):
    report(published)
    for address in (QUEUE, item_address(published)):
        page = desk.get(address).text
        main = page[page.index('id="main"') :]
        assert "UNDEFINED<" not in main.replace("&lt;", "<")
