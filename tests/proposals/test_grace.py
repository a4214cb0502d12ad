"""C-5: a published text changes directly for a while, if nobody has answered or judged it; then by amendment."""

from datetime import timedelta

import pytest
import time_machine

from consult.models import JournalEntry
from moderation.models import Decision, Report
from proposals.grace import GRACE
from proposals.models import Amendment, Position, Proposal, Version
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import (
    CLOSES,
    ArgumentFactory,
    GroundFactory,
    PositionFactory,
    ProposalFactory,
    open_consultation,
)

EDIT = "/se-deplacer/propositions/P-1/modifier/"
AMEND = "/se-deplacer/propositions/P-1/amender/"
TYPED = {"title": "Plus de bus le soir", "text": "Plus de bus le soir.", "read_version": "1", "tags": "bus"}
WHOLE = {"title": TYPED["title"], "text": TYPED["text"], "read_version": "1", "reason": "Une faute de frappe."}
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C-5")]


@pytest.fixture
def published(citizen, at_noon):
    page = open_consultation(moderation="after")
    return ProposalFactory(consultation=page, author=citizen, published_at=NOON)


def test_within_the_grace_a_change_is_a_version_that_the_journal_names(client, client_of, citizen, published):
    browser = client_of(citizen)
    assert EDIT in browser.get(published.get_absolute_url()).text
    assert browser.get(EDIT).context["is_published"]
    assert browser.post(EDIT, TYPED).url == published.get_absolute_url()
    version = Proposal.objects.select_related("current").get().current
    assert (version.number, version.text) == (2, TYPED["text"])
    assert JournalEntry.objects.get(event="proposal.changed").content["fingerprint"] == version.fingerprint
    assert client.get(f"{published.get_absolute_url()}versions/2/").context["changes"]["state"] == "shown"


@pytest.mark.parametrize(("late", "direct"), [(GRACE - timedelta(seconds=1), True), (GRACE, False)])
def test_the_grace_ends_at_its_minute(client_of, citizen, published, late, direct):
    browser = client_of(citizen)
    with time_machine.travel(NOON + late, tick=False):
        assert (browser.get(EDIT).status_code == 200) is direct
        answer = browser.post(EDIT, TYPED)
    assert (Version.objects.count() == 2) is direct
    assert direct or (answer.status_code, answer.context["form"]["text"].value()) == (409, TYPED["text"])


def _position(proposal):
    PositionFactory(proposal=proposal)


def _argument(proposal):
    ArgumentFactory(proposal=proposal, waiting=True)


def _amendment(proposal):
    AmendmentFactory(proposal=proposal)


def _decision(proposal):
    Decision.objects.create(proposal=proposal, kind="publish", decided_at=NOON, number=1)


def _report(proposal):
    Report.objects.create(reference="S-1", proposal=proposal, ground=GroundFactory(), words="…", created_at=NOON)


def _moderated_before(proposal):
    proposal.consultation.moderation = "before"
    proposal.consultation.save()


@pytest.mark.parametrize("spoken", [_position, _argument, _amendment, _decision, _report, _moderated_before])
def test_answered_or_judged_it_takes_an_amendment(client_of, citizen, published, spoken):
    spoken(published)
    browser = client_of(citizen)
    assert browser.get(EDIT).url == AMEND
    answer = browser.post(EDIT, TYPED)
    assert (answer.status_code, answer.context["form"]["text"].value()) == (409, TYPED["text"])
    assert Version.objects.count() == 1


def test_what_its_author_said_of_it_ends_no_grace(client_of, citizen, published):
    PositionFactory(proposal=published, participant=citizen)
    ArgumentFactory(proposal=published, author=citizen)
    assert client_of(citizen).post(EDIT, TYPED).status_code == 302
    assert Version.objects.count() == 2


def test_an_author_s_own_amendment_is_accepted_at_once_and_positions_stay(client_of, citizen, published):
    first, voter = published.current, PositionFactory(proposal=published).participant
    answer = client_of(citizen).post(AMEND, WHOLE)
    assert answer.url == published.get_absolute_url()
    row = Amendment.objects.get()
    assert (row.outcome, row.made.number, row.made.text) == ("accepted", 2, TYPED["text"])
    assert Position.objects.get().version == first
    assert voter.notices.get().kind == f"amended_{row.pk}"
    assert not citizen.notices.exists()


def test_after_the_phase_nothing_changes(client_of, citizen, published):
    PositionFactory(proposal=published)
    with time_machine.travel(CLOSES, tick=False):
        browser = client_of(citizen)
        assert browser.post(AMEND, WHOLE).status_code == 409
        assert EDIT not in browser.get(published.get_absolute_url()).text
    assert Version.objects.count() == 1
