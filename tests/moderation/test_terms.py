"""The end of a withholding shows again what was in view, and publishes nothing that nobody had passed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, queue
from moderation.models import Decision
from participants.models import Notice
from participants.my_data import erase
from proposals.amending.answering import withdraw
from proposals.models import Version
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ArgumentFactory, ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("M-2")]
END = NOON + timedelta(days=1)


@pytest.fixture
def proposal(consultation, citizen):
    return ProposalFactory(consultation=consultation, author=citizen)


@pytest.fixture
def withheld(proposal, other_citizen, moderator, reasons):
    """A text of each kind that nobody but a moderator has read, withheld until tomorrow."""

    def made(noun):
        given = {"author": other_citizen, "waiting": True}
        if noun == "proposal":
            text = ProposalFactory(consultation=proposal.consultation, **given)
        else:
            text = {"argument": ArgumentFactory, "amendment": AmendmentFactory}[noun](proposal=proposal, **given)
        until = {**reasons, "duration": "temporary", "ends_at": END}
        actions.decide(subject=text, by=moderator, seen=0, read_version=None, **until)
        return text

    return made


@pytest.mark.parametrize("noun", ["proposal", "argument", "amendment"])
def test_the_clock_publishes_nothing_that_nobody_has_passed(withheld, moderator, noun):
    text = withheld(noun)
    assert actions.lift_expired(at=END) == 1
    text.refresh_from_db()
    assert (text.state, text.published_at) == ("submitted", None)
    assert queue.stands(text)
    lifted = Decision.objects.on(text).get(by_term=True)
    assert (lifted.kind, lifted.moderator) == ("wait", None)
    entry = JournalEntry.objects.get(event=f"{noun}.returned")
    with translation.override("en"):
        (line,) = described([entry])
    assert "the time for which it was withheld is over, and nobody had published it before" in line["sentence"]
    assert Notice.objects.filter(recipient=text.author, kind="moderation.waits_again").count() == 1
    actions.decide(subject=text, by=moderator, kind="publish", seen=2, at=END)
    assert text.is_published


def test_its_pages_say_that_it_waits_again(client, client_of, moderator, withheld):
    text = withheld("proposal")
    actions.lift_expired(at=END)
    desk = client_of(moderator).get(queue.item_url(text))
    assert desk.context["history"][0].by_term
    assert desk.text.count("data-desk-publish") == 1
    assert client.get(text.get_absolute_url()).status_code == 404
    assert client.get("/registre/").status_code == 200


@pytest.mark.parametrize("noun", ["proposal", "argument", "amendment"])
def test_what_a_leaving_author_wrote_is_erased_and_never_shown(withheld, other_citizen, proposal, noun):
    text = withheld(noun)
    erase(participant=other_citizen)
    assert actions.lift_expired(at=END) == 0
    with pytest.raises(actions.NothingLeft):
        actions.lift(Decision.objects.get(), at=END)
    text.refresh_from_db()
    assert (text.state, text.published_at, text.author) == ("withheld", None, None)
    words = {
        "proposal": lambda: list(Version.objects.filter(proposal=text.pk).values_list("title", "text")),
        "argument": lambda: [(text.text, text.source_url)],
        "amendment": lambda: [(text.wording, text.reason)],
    }[noun]()
    assert words == [("", "")]
    assert not Notice.objects.filter(recipient=proposal.author).exists()


def test_what_was_in_view_keeps_its_words_when_its_author_leaves(proposal, other_citizen, moderator, reasons):
    text = ArgumentFactory(proposal=proposal, author=other_citizen)
    until = {**reasons, "duration": "temporary", "ends_at": END}
    actions.decide(subject=text, by=moderator, seen=0, **until)
    erase(participant=other_citizen)
    assert actions.lift_expired(at=END) == 1
    text.refresh_from_db()
    assert text.is_published
    assert text.text


def test_a_withdrawn_amendment_stays_out_of_view(withheld, other_citizen, proposal):
    text = withheld("amendment")
    withdraw(amendment=text, author=other_citizen)
    assert actions.lift_expired(at=END) == 0
    text.refresh_from_db()
    assert text.is_withheld
    assert not Notice.objects.filter(recipient=proposal.author).exists()


def test_an_erased_argument_that_nobody_read_is_not_decided_on(withheld, other_citizen, moderator):
    text = withheld("argument")
    erase(participant=other_citizen)
    with pytest.raises(actions.NothingLeft):
        actions.decide(subject=text, by=moderator, kind="publish", seen=1)


def test_what_nobody_decided_never_withholds(withheld):
    text = withheld("proposal")
    with pytest.raises(IntegrityError, match="only_undoing_or_a_term"), transaction.atomic():
        Decision.objects.create(proposal=text, kind="wait", decided_at=NOON, number=2)
