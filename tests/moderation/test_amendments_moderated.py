"""Amendments on the moderators' desk: queued, published, withheld, reported, like arguments."""

import pytest

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, queue
from moderation.models import Decision, Report
from proposals.amending import answering
from proposals.models import Amendment, Version
from tests.amendment_factory import AmendmentFactory
from tests.factories import ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DESK = "/admin/moderation/se-deplacer/P-1/M-1/"
PAGE = "/se-deplacer/propositions/P-1/amendements/M-1/"


@pytest.fixture
def proposal(consultation, citizen):
    return ProposalFactory(consultation=consultation, author=citizen)


@pytest.fixture
def waits(proposal, other_citizen):
    return AmendmentFactory(proposal=proposal, author=other_citizen, waiting=True)


def publish(amendment, moderator):
    return actions.decide(subject=amendment, by=moderator, kind="publish", seen=0)


def test_it_waits_in_the_queue_and_is_published_from_the_desk(client, client_of, citizen, moderator, waits):
    browser = client_of(moderator)
    assert DESK in browser.get("/admin/moderation/?kind=amendment").text
    assert "Un bus va plus vite" in browser.get(DESK).text
    assert browser.post(DESK, {"kind": "publish", "seen": "0"}).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert list(queue.rows()) == []
    assert citizen.notices.get().url == PAGE
    assert waits.author.notices.get().kind == "moderation.published"


def test_ticked_texts_are_published_together(client_of, moderator, waits):
    (item,) = queue.items(list(queue.rows()))
    client_of(moderator).post("/admin/moderation/publish/", {"item": [item.value]})
    waits.refresh_from_db()
    assert waits.is_published


@pytest.mark.requirement("C-5")
def test_an_author_s_own_becomes_the_text_when_a_moderator_passes_it(citizen, moderator, proposal):
    own = AmendmentFactory(proposal=proposal, author=citizen, waiting=True)
    assert Version.objects.count() == 1
    publish(own, moderator)
    own.refresh_from_db()
    assert (own.outcome, own.made.number) == ("accepted", 2)
    assert [row["sentence"] for row in described(list(JournalEntry.objects.filter(event="amendment.accepted")))]


@pytest.mark.requirement("C-5")
def test_an_author_s_own_that_is_refused_or_too_late_changes_nothing(citizen, moderator, proposal, reasons):
    refused = AmendmentFactory(proposal=proposal, author=citizen, waiting=True)
    late = AmendmentFactory(proposal=proposal, author=citizen, waiting=True)
    actions.decide(subject=refused, by=moderator, seen=0, **reasons)
    other = AmendmentFactory(proposal=proposal, start=0, end=4, wording="Plein")
    answering.accept(amendment=other, author=citizen)
    publish(late, moderator)
    late.refresh_from_db()
    assert (late.state, late.outcome) == ("published", "outdated")
    assert Version.objects.count() == 2


def test_withheld_it_shows_its_ground_and_is_not_accepted(client, client_of, citizen, moderator, proposal, reasons):
    shown = AmendmentFactory(proposal=proposal)
    actions.decide(subject=shown, by=moderator, seen=0, **reasons)
    page = client.get(PAGE)
    assert page.context["amendment"]["withheld"]["ground"] == reasons["ground"].title
    assert client_of(citizen).post(f"{PAGE}repondre/", {"deed": "accept"}).status_code == 409
    register = client.get("/registre/").text
    assert "P-1-M1" in register
    assert client.get("/se-deplacer/propositions/P-1/").context["amended"]["total"] == 0


def test_refused_at_its_first_reading_nobody_else_reads_it(client, client_of, moderator, waits, reasons):
    actions.decide(subject=waits, by=moderator, seen=0, **reasons)
    assert "Un bus va plus vite" not in client.get(PAGE).text
    assert "Un bus va plus vite" in client_of(waits.author).get(PAGE).text


def test_anyone_reports_it_and_is_answered(client, moderator, proposal, ground):
    shown = AmendmentFactory(proposal=proposal)
    sent = client.post("/signaler/se-deplacer/P-1/M-1/", {"ground": ground.pk, "words": "Une injure."})
    assert sent.status_code == 302
    assert client.get(sent.url).status_code == 200
    (item,) = queue.items(list(queue.rows()))
    assert (item.subject, len(item.reports)) == (shown, 1)
    publish(shown, moderator)
    assert Report.objects.get().handled_at is not None
    assert Decision.objects.get().subject == shown


def test_what_its_author_withdrew_waits_for_nobody(moderator, waits):
    answering.withdraw(amendment=waits, author=waits.author)
    assert list(queue.rows()) == []
    with pytest.raises(actions.NothingLeft):
        publish(waits, moderator)
    assert Amendment.objects.get().state == "submitted"
