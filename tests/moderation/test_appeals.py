"""Contesting a decision: who may, once, for six months; what is kept, and what the journal says."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, appeals
from moderation.models import Appeal, Decision, closes_at, last_day
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
MINE = "Je parle bien de la question."


@pytest.fixture
def withheld(published, moderator, reasons, at_noon):
    return actions.decide(subject=published, by=moderator, seen=0, **reasons)


@pytest.fixture
def kept(published, moderator, ground, citizen, at_noon):
    """A decision that kept in view what a citizen had reported."""
    actions.report(subject=published, ground=ground, words="Voyez la fin.", reporter=citizen, at=NOON)
    return actions.decide(subject=published, by=moderator, kind="publish", seen=0)


def by_author(decision, **given):
    return appeals.appeal(**{"decision": decision, "words": MINE, "appellant": decision.subject.author, **given})


def by_reporter(decision, report, **given):
    words = {"words": "La fin est blessante.", "appellant": report.reporter}
    return appeals.appeal(decision=decision, report=report, **{**words, **given})


def events():
    return list(JournalEntry.objects.order_by("number").values_list("event", flat=True))


@pytest.mark.requirement("M-3")
@pytest.mark.parametrize("make", [factories.ProposalFactory, factories.ArgumentFactory, AmendmentFactory])
def test_author_contests_what_withholds_their_text(consultation, moderator, reasons, at_noon, make):
    of_it = {"consultation": consultation} if make is factories.ProposalFactory else {}
    text = make(**(of_it or {"proposal__consultation": consultation}))
    decision = actions.decide(subject=text, by=moderator, seen=0, **reasons)
    made = by_author(decision)
    assert (made.subject, made.appellant, made.outcome) == (text, text.author, "")
    assert made.reference.startswith("R-")


@pytest.mark.requirement("M-3")
def test_reporter_contests_what_keeps_the_text_in_view(kept, published, citizen):
    made = by_reporter(kept, published.reports.get())
    assert (made.appellant, made.report, made.decision) == (citizen, published.reports.get(), kept)


@pytest.mark.requirement("M-3")
def test_reporter_contests_what_shows_the_text_again_after_their_report(published, ground, moderator, reasons, at_noon):
    report = actions.report(subject=published, ground=ground, words="Voyez.", at=NOON)
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    shown = actions.decide(subject=published, by=moderator, kind="publish", seen=1)
    assert by_reporter(shown, report).decision == shown


def test_journal_names_the_text_and_the_decision_only(withheld):
    by_author(withheld)
    entry = JournalEntry.objects.get(event="proposal.appealed")
    assert entry.content == {"proposal": "P-1", "decision": 1}
    assert "P-1" in described([entry])[0]["sentence"]


def test_author_does_not_contest_what_keeps_their_text_in_view(kept):
    with pytest.raises(appeals.NothingToContest):
        by_author(kept)


def test_reporter_does_not_contest_what_they_asked_for(published, ground, moderator, reasons, citizen, at_noon):
    report = actions.report(subject=published, ground=ground, words="Voyez.", reporter=citizen, at=NOON)
    withheld = actions.decide(subject=published, by=moderator, seen=0, **reasons)
    with pytest.raises(appeals.NothingToContest):
        by_reporter(withheld, report)


def test_nobody_contests_the_decision_on_anothers_text(withheld, other_citizen):
    with pytest.raises(appeals.NothingToContest):
        by_author(withheld, appellant=other_citizen)


def test_nobody_contests_with_the_report_of_another(kept, published, other_citizen):
    with pytest.raises(appeals.NothingToContest):
        by_reporter(kept, published.reports.get(), appellant=other_citizen)


def test_nobody_contests_what_was_decided_before_their_report(kept, published, ground):
    later = actions.report(subject=published, ground=ground, words="Voyez.", at=NOON + timedelta(hours=1))
    with pytest.raises(appeals.NothingToContest):
        by_reporter(kept, later)


def test_nobody_contests_the_end_of_a_term(published, moderator, reasons, ground):
    report = actions.report(subject=published, ground=ground, words="Voyez.", at=NOON)
    ends = {**reasons, "duration": "temporary", "ends_at": NOON + timedelta(days=1)}
    actions.decide(subject=published, by=moderator, seen=0, at=NOON, **ends)
    actions.lift_expired(at=NOON + timedelta(days=2))
    with pytest.raises(appeals.NothingToContest):
        by_reporter(Decision.objects.get(by_term=True), report)


def test_a_decision_that_another_replaced_is_not_contested(withheld, published, other_moderator):
    actions.decide(subject=published, by=other_moderator, kind="publish", seen=1)
    with pytest.raises(appeals.NothingToContest):
        by_author(withheld)


@pytest.mark.requirement("M-3")
def test_one_contests_a_decision_once(withheld):
    first = by_author(withheld)
    with pytest.raises(appeals.AlreadyContested) as refused:
        by_author(withheld, words="Encore.")
    assert first.reference in refused.value.way_on_url
    assert Appeal.objects.count() == 1


def test_each_report_contests_once_and_a_person_with_two_reports_once(kept, published, ground, citizen):
    mine = published.reports.get()
    by_reporter(kept, mine)
    for again in (mine, actions.report(subject=published, ground=ground, words="Bis.", reporter=citizen, at=NOON)):
        with pytest.raises(appeals.AlreadyContested):
            by_reporter(kept, again)
    other = actions.report(subject=published, ground=ground, words="Moi aussi.", at=NOON)
    assert by_reporter(kept, other).appellant is None


@pytest.mark.parametrize("twice", [{"decision": None, "appellant": True}, {"report": True}], ids=["person", "report"])
def test_the_database_takes_one_appeal_a_decision_and_person_or_report(kept, published, citizen, twice):
    report = published.reports.get()
    keys = {"appellant": citizen} if "appellant" in twice else {"report": report}
    row = {"decision": kept, "words": "x", "created_at": NOON}
    Appeal.objects.create(reference="R-1", **row, **keys)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(reference="R-2", **row, **keys)


def test_the_next_decision_can_be_contested_in_turn(withheld, published, moderator, other_moderator, reasons):
    by_author(withheld)
    actions.decide(subject=published, by=other_moderator, kind="publish", seen=1)
    again = actions.decide(subject=published, by=moderator, seen=2, **reasons)
    assert by_author(again).decision == again


@pytest.mark.requirement("M-3")
@pytest.mark.parametrize(
    ("decided", "last"),
    [
        ((2026, 3, 2, 12), (2026, 9, 2)),
        ((2026, 8, 31, 12), (2027, 2, 28)),
        ((2027, 8, 31, 12), (2028, 2, 29)),
        ((2026, 10, 31, 12), (2027, 4, 30)),
        ((2026, 3, 2, 23, 30), (2026, 9, 3)),  # half past midnight in Paris
    ],
)
def test_six_months_end_on_the_day_of_the_same_number(decided, last):
    assert last_day(datetime(*decided, tzinfo=UTC)).timetuple()[:3] == last


@pytest.mark.requirement("M-3")
def test_an_appeal_comes_in_time_until_midnight_after_the_last_day(withheld):
    end = closes_at(withheld.decided_at)
    assert end == datetime(2026, 9, 2, 22, tzinfo=UTC)  # midnight in Paris
    with pytest.raises(appeals.TooLate, match="2 septembre 2026"):
        by_author(withheld, at=end)
    assert by_author(withheld, at=end - timedelta(microseconds=1)).created_at < end


def test_an_appeal_needs_words(withheld):
    with pytest.raises(appeals.WordsMissing):
        by_author(withheld, words="  ")


def test_the_same_form_sent_twice_gives_the_first_back(withheld):
    key = uuid4()
    first = by_author(withheld, idempotency_key=key)
    assert by_author(withheld, idempotency_key=key) == first
    assert events().count("proposal.appealed") == 1


def test_other_words_under_a_used_key_are_not_taken_for_the_first(withheld):
    key = uuid4()
    by_author(withheld, idempotency_key=key)
    with pytest.raises(actions.FormSentBefore):
        by_author(withheld, idempotency_key=key, words="Autre chose.")


def test_an_appeal_changes_nothing_by_itself(withheld, published):
    by_author(withheld)
    published.refresh_from_db()
    assert published.is_withheld
