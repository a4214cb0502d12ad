"""A proposal goes back to its author for a change: with words, out of view meanwhile, and waits again when sent."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from consult.errors import Refused
from consult.models import JournalEntry
from consult.register import described
from moderation import actions, appeal_reading, appeals, asking, months, queue, undoing
from moderation.models import Decision, Report
from participants.my_data import erase, export_of
from proposals import permissions
from proposals.editing import edit
from proposals.models import Proposal
from proposals.sent_back import asked_of
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
WORDS = "Retirez le numéro de téléphone de votre voisine, s’il vous plaît."
SENT = {"title": "Plus de trains le soir", "text": "Plus de trains le soir, jusqu’à minuit."}
AFTER_ALL = datetime(2027, 1, 4, 12, tzinfo=UTC)  # no phase is open any more


@pytest.fixture
def asked(waiting, moderator):
    return ask(waiting, moderator)


def ask(subject, moderator, *, seen=0, at=NOON, **more):
    given = {"kind": "change", "words": WORDS, **more}
    return actions.decide(subject=subject, by=moderator, seen=seen, at=at, **given)


def send_again(proposal, *, at=NOON, **words):
    proposal = Proposal.objects.get(pk=proposal.pk)
    return edit(proposal=proposal, author=proposal.author, read_version=1, at=at, **{**SENT, **words})


def item_of(subject):
    (item,) = queue.items([queue.place_of(subject)])
    return item


def test_text_leaves_the_queue_and_stays_out_of_view(asked, waiting, citizen, client):
    waiting.refresh_from_db()
    assert (waiting.state, waiting.published_at) == ("submitted", None)
    assert not queue.stands(waiting)
    assert queue.waiting_count() == 0
    assert client.get(waiting.get_absolute_url()).status_code == 404
    assert [decision.subject for decision in asking.with_their_authors()] == [waiting]


def test_author_reads_what_is_asked_and_how_to_contest_it(asked, waiting, client_of):
    told = waiting.author.notices.get(kind="moderation.change_asked")
    assert WORDS in told.body
    assert appeal_reading.form_url(waiting) in told.body
    browser = client_of(waiting.author)
    browser.cookies["langue"] = "en"
    page = browser.get(waiting.get_absolute_url()).text
    assert WORDS in page
    assert "It waits for a moderator" not in page
    assert f"{waiting.get_absolute_url()}modifier/" in page


def test_author_reads_it_where_they_change_the_text_and_in_their_space(asked, waiting, client_of):
    browser = client_of(waiting.author)
    assert WORDS in browser.get(f"{waiting.get_absolute_url()}modifier/").text
    browser.cookies["langue"] = "en"
    space = browser.get("/mon-espace/").text
    assert "A moderator asks you for a change" in space
    assert "Waits for a moderator" not in space


def test_sent_again_it_waits_at_its_former_place_with_what_was_asked_beside_it(asked, waiting, consultation):
    younger = factories.ProposalFactory(consultation=consultation, waiting=True, created_at=NOON)
    send_again(waiting)
    assert queue.stands(waiting)
    assert [row[3] for row in queue.rows()] == [waiting.pk, younger.pk]
    item = item_of(waiting)
    assert (item.asked.words, item.asked.is_answered) == (WORDS, True)
    assert item.version == 2
    assert not asking.with_their_authors()


def test_saying_the_same_again_answers_nothing(asked, waiting):
    send_again(waiting, title=waiting.title, text=waiting.text)
    assert not queue.stands(waiting)


def test_phase_that_closes_meanwhile_does_not_shut_the_author_out(asked, waiting, consultation):
    assert send_again(waiting, at=AFTER_ALL).number == 2
    with pytest.raises(permissions.Closed):  # once sent, they have no more right than others
        edit(
            proposal=Proposal.objects.get(), author=waiting.author, title="Autre", text="Autre.", read_version=2,
            at=AFTER_ALL,
        )  # fmt: skip


def test_without_a_request_the_closed_phase_holds(waiting):
    with pytest.raises(permissions.Closed):
        send_again(waiting, at=AFTER_ALL)


def test_moderator_decides_on_what_was_sent_again(asked, waiting, moderator):
    send_again(waiting, at=NOON + timedelta(days=2))
    at = NOON + timedelta(days=3)
    decision = actions.decide(subject=waiting, by=moderator, kind="publish", seen=1, read_version=2, at=at)
    assert (waiting.state, decision.number) == ("published", 2)
    assert decision.delay == timedelta(days=1)  # the author's own time is not the moderators'


def test_change_can_be_asked_again(asked, waiting, moderator):
    send_again(waiting)
    again = ask(waiting, moderator, seen=1, words="Et celui de votre maire.")
    assert again.on_version == 2
    assert not queue.stands(waiting)
    assert asked_of([Proposal.objects.select_related("current").get()])[waiting.pk].words == "Et celui de votre maire."


@pytest.mark.requirement("M-2")
@pytest.mark.parametrize("words", ["", "   "])
def test_nothing_is_asked_without_words(waiting, moderator, words):
    with pytest.raises(asking.NothingAsked):
        ask(waiting, moderator, words=words)
    assert not Decision.objects.exists()


@pytest.mark.requirement("M-2")
@pytest.mark.parametrize("missing", [{"words": ""}, {"on_version": None}])
def test_database_refuses_a_request_without_words_or_version(waiting, moderator, missing):
    row = {"proposal": waiting, "moderator": moderator, "kind": "change", "words": WORDS, "on_version": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**{**row, **missing}, decided_at=NOON, number=1)
    Decision.objects.create(**row, decided_at=NOON, number=1)


def test_what_everyone_reads_does_not_go_back(published, moderator):
    with pytest.raises(asking.NotToBeChanged):
        ask(published, moderator)
    published.refresh_from_db()
    assert published.state == "published"


@pytest.mark.parametrize("make", [factories.ArgumentFactory, AmendmentFactory])
def test_what_its_author_cannot_change_does_not_go_back(make, moderator):
    text = make(waiting=True)
    with pytest.raises(Refused):
        ask(text, moderator)
    assert not asking.may_be_asked(text)


def test_nobody_is_asked_where_there_is_no_author(consultation, moderator):
    text = factories.ProposalFactory(consultation=consultation, waiting=True, author=None)
    with pytest.raises(asking.NotToBeChanged):
        ask(text, moderator)


def test_request_is_taken_back_within_its_minute(asked, waiting, moderator):
    undone = undoing.undo(decision=asked, by=moderator, at=NOON + timedelta(seconds=30))
    assert undone.kind == "wait"
    assert queue.stands(waiting)
    assert item_of(waiting).asked is None
    assert not asking.with_their_authors()
    assert waiting.author.notices.filter(kind="moderation.undone").exists()


def test_publication_taken_back_leaves_the_text_with_its_author(asked, waiting, moderator):
    decision = actions.decide(subject=waiting, by=moderator, kind="publish", seen=1, at=NOON)
    undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(seconds=9))
    assert not queue.stands(waiting)


@pytest.mark.requirement("M-3")
def test_author_contests_the_request_and_another_moderator_publishes(
    at_noon, asked, waiting, moderator, other_moderator, client_of
):
    browser = client_of(waiting.author)
    address = appeal_reading.form_url(waiting)
    assert address in browser.get(waiting.get_absolute_url()).text
    assert browser.get(address).status_code == 200
    made = appeals.appeal(decision=asked, words="Ce numéro est le mien.", appellant=waiting.author)
    with pytest.raises(actions.NotImpartial):
        appeals.answer(appeal=made, by=moderator, outcome="overturned", words="Non.")
    assert client_of(other_moderator).get(appeal_reading.desk_url(made)).status_code == 200
    appeals.answer(appeal=made, by=other_moderator, outcome="overturned", words="En effet.")
    waiting.refresh_from_db()
    assert waiting.state == "published"


def test_request_that_was_answered_is_contested_no_more(at_noon, asked, waiting):
    send_again(waiting)
    with pytest.raises(appeals.NothingToContest):
        appeals.appeal(decision=asked, words="Ce numéro est le mien.", appellant=waiting.author)


def test_report_is_not_answered_by_a_request(waiting, moderator, citizen, ground):
    decision = actions.decide(subject=waiting, by=moderator, kind="publish", seen=0, at=NOON)
    actions.report(subject=waiting, ground=ground, words="Voyez.", reporter=citizen, at=NOON)
    undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(seconds=9))
    ask(waiting, moderator, seen=2)
    assert Report.objects.get().handled_at is None
    assert queue.stands(waiting)


@pytest.mark.requirement("M-5")
def test_register_and_file_show_it_and_count_alike(asked, waiting, moderator, client):
    (entry,) = JournalEntry.objects.filter(event="proposal.change_asked")
    assert "P-1" in described([entry])[0]["sentence"]
    page = client.get("/registre/").text
    assert f'class="reference" href="{waiting.get_absolute_url()}"' not in page  # nobody else reads it
    assert WORDS not in page
    rows = list(csv.DictReader(StringIO(b"".join(client.get("/registre/decisions.csv").streaming_content).decode())))
    assert [(row["decision"], row["url"]) for row in rows] == [("change", "")]
    (month,) = months.month_figures()
    assert (month.changes_asked, month.published, month.withheld) == (1, 0, 0)
    undoing.undo(decision=asked, by=moderator, at=NOON + timedelta(seconds=9))
    assert months.month_figures() == []


def test_author_takes_the_words_away_and_erases_them(asked, waiting):
    (row,) = export_of(waiting.author)["decisions_on_my_texts"]
    assert (row["decision"], row["words"]) == ("change", WORDS)
    erase(participant=waiting.author)
    assert Decision.objects.get().words == "–"
    assert not asking.with_their_authors()


def test_moderator_asks_on_the_desk(waiting, moderator, client_of):
    browser = client_of(moderator)
    address = queue.item_url(waiting)
    assert 'value="change"' in browser.get(address).text
    seen = {"seen": 0, "read_version": 1, "read_tags": item_of(waiting).tags_seal, "kind": "change"}
    refused = browser.post(address, {**seen, "words": ""})
    assert refused.status_code == 422
    assert 'data-desk-unfold="c" open' in refused.text
    assert browser.post(address, {**seen, "words": WORDS}).status_code == 302
    assert Decision.objects.get().words == WORDS
    assert WORDS in browser.get("/admin/moderation/").text
    assert WORDS in browser.get(address).text


def test_desk_offers_no_request_on_what_everyone_reads(published, moderator, client_of):
    assert 'value="change"' not in client_of(moderator).get(queue.item_url(published)).text


def test_published_on_appeal_the_author_reads_that_it_is_published(at_noon, asked, waiting, other_moderator, client_of):
    appeal = appeals.appeal(decision=asked, words="Ce numéro est public.", appellant=waiting.author)
    appeals.answer(appeal=appeal, by=other_moderator, outcome="overturned", words="En effet.")
    told = waiting.author.notices.get(kind="moderation.appeal_answered")
    assert gettext("The decision is overturned: your text is published, and everyone can read it.") in told.body
    browser = client_of(waiting.author)
    browser.cookies["langue"] = "en"
    assert "your text is published, and everyone can read it" in browser.get(appeal_reading.address_of(appeal)).text
