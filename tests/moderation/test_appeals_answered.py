"""Answering an appeal: another moderator, once, in words; what an overturned decision gives back or takes away."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from consult.models import JournalEntry
from moderation import actions, appeals
from moderation.models import Appeal, Decision
from proposals.entering.acting import enter
from proposals.models import Proposal
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def withheld(published, moderator, reasons):
    return actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)


@pytest.fixture
def contested(withheld, published):
    return appeals.appeal(decision=withheld, words="Relisez.", appellant=published.author, at=NOON)


@pytest.fixture
def report(published, ground, citizen):
    return actions.report(subject=published, ground=ground, words="Voyez.", reporter=citizen, at=NOON)


@pytest.fixture
def kept(published, moderator, report):
    return actions.decide(subject=published, by=moderator, kind="publish", seen=0, at=NOON)


@pytest.fixture
def contested_keeping(kept, report, citizen):
    return appeals.appeal(decision=kept, words="Blessant.", appellant=citizen, report=report, at=NOON)


@pytest.fixture
def withholding(reasons):
    """What a new withholding needs, besides its kind."""
    return {name: value for name, value in reasons.items() if name != "kind"}


def answer(appeal, by, outcome="overturned", **given):
    return appeals.answer(**{"appeal": appeal, "by": by, "outcome": outcome, "words": "Relu.", "at": LATER, **given})


def last_events(count):
    return list(JournalEntry.objects.order_by("-number").values_list("event", flat=True)[:count])[::-1]


@pytest.mark.requirement("M-4")
def test_overturned_a_text_is_in_view_at_its_address_with_positions_and_order(
    client, consultation, published, contested, other_moderator
):
    factories.PositionFactory(proposal=published, participant=factories.CitizenFactory())
    later = factories.ProposalFactory(consultation=consultation, published_at=NOON)
    assert not Proposal.objects.listed().filter(pk=published.pk).exists()
    answer(contested, other_moderator)
    again = Proposal.objects.listed().with_position_counts().get(pk=published.pk)
    assert (again.published_at, again.position_count) == (factories.EARLY, 1)
    assert list(Proposal.objects.listed().order_by("-published_at")) == [later, again]
    assert published.text in client.get(published.get_absolute_url()).text


@pytest.mark.requirement("M-4")
def test_overturned_the_log_shows_both_decisions(published, contested, withheld, other_moderator):
    answer(contested, other_moderator)
    made = Decision.objects.on(published).get(number=2)
    assert (made.kind, made.moderator, made.appeal, made.waiting_since) == (
        "publish", other_moderator, contested, contested.created_at
    )  # fmt: skip
    assert last_events(4) == [
        "proposal.withheld", "proposal.appealed", "proposal.appeal_overturned", "proposal.published_again"
    ]  # fmt: skip


@pytest.mark.parametrize("make", [factories.ArgumentFactory, AmendmentFactory])
def test_overturned_an_argument_or_an_amendment_is_in_view_again(
    consultation, moderator, other_moderator, reasons, make
):
    text = make(proposal__consultation=consultation)
    before = text.published_at
    decision = actions.decide(subject=text, by=moderator, seen=0, at=NOON, **reasons)
    answer(appeals.appeal(decision=decision, words="Relisez.", appellant=text.author, at=NOON), other_moderator)
    text.refresh_from_db()
    assert text.is_published
    assert text.published_at == before


def test_overturned_a_text_refused_at_its_first_reading_is_published(waiting, moderator, other_moderator, reasons):
    decision = actions.decide(subject=waiting, by=moderator, seen=0, at=NOON, **reasons)
    appeal = appeals.appeal(decision=decision, words="Relisez.", appellant=waiting.author, at=NOON)
    answer(appeal, other_moderator)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.published_at) == ("published", LATER)
    assert last_events(2) == ["proposal.appeal_overturned", "proposal.published"]


def test_upheld_the_decision_stands(published, contested, other_moderator):
    answered = answer(contested, other_moderator, "upheld")
    published.refresh_from_db()
    assert published.is_withheld
    assert (answered.outcome, answered.decided_by, answered.decided_at) == ("upheld", other_moderator, LATER)
    assert Decision.objects.count() == 1
    entry = JournalEntry.objects.get(event="proposal.appeal_upheld")
    assert entry.content == {"proposal": "P-1", "decision": 1}


def test_overturned_a_keeping_withholds_with_all_its_reasons(
    published, contested_keeping, other_moderator, withholding
):
    answer(contested_keeping, other_moderator, reasons=withholding)
    published.refresh_from_db()
    made = Decision.objects.on(published).get(number=2)
    assert published.is_withheld
    assert (made.kind, made.appeal, made.facts) == ("withhold", contested_keeping, withholding["facts"])
    assert last_events(2) == ["proposal.appeal_overturned", "proposal.withheld"]


@pytest.mark.parametrize("missing", ["ground", "facts", "words", "duration", "all"])
def test_overturned_a_keeping_needs_each_reason(published, contested_keeping, other_moderator, withholding, missing):
    given = {**withholding, missing: None if missing == "ground" else " "} if missing != "all" else None
    with pytest.raises(actions.ReasonsMissing):
        answer(contested_keeping, other_moderator, reasons=given)
    contested_keeping.refresh_from_db()
    assert contested_keeping.is_waiting
    assert not JournalEntry.objects.filter(event="proposal.appeal_overturned").exists()


@pytest.mark.parametrize("given", [{"words": " "}, {"outcome": "maybe"}])
def test_an_answer_needs_words_and_an_outcome(contested, other_moderator, given):
    with pytest.raises(appeals.WordsMissing):
        answer(contested, other_moderator, **given)


@pytest.mark.requirement("M-3")
def test_whoever_took_the_decision_does_not_answer(contested, moderator):
    with pytest.raises(actions.NotImpartial):
        answer(contested, moderator)
    contested.refresh_from_db()
    assert contested.is_waiting


@pytest.mark.requirement("M-3")
def test_neither_author_nor_reporter_nor_appellant_answers(consultation, moderator, other_moderator, ground, reasons):
    own = factories.ProposalFactory(consultation=consultation, author=other_moderator)
    decision = actions.decide(subject=own, by=moderator, seen=0, at=NOON, **reasons)
    with pytest.raises(actions.NotImpartial):
        answer(appeals.appeal(decision=decision, words="Relisez.", appellant=other_moderator, at=NOON), other_moderator)
    text = factories.ProposalFactory(consultation=consultation)
    factories.staff("troisieme@example.org", "Troisième", ["moderation.moderate_decision"])  # who can answer instead
    report = actions.report(subject=text, ground=ground, words="Voyez.", email=other_moderator.email, at=NOON)
    kept = actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=NOON)
    with pytest.raises(actions.NotImpartial):
        answer(appeals.appeal(decision=kept, words="Relisez.", report=report, at=NOON), other_moderator, "upheld")


@pytest.mark.requirement("M-3")
def test_whoever_entered_the_text_does_not_answer(consultation, moderator, other_moderator, ground):
    other_moderator.user_permissions.add(Permission.objects.get(codename="enter_entry"))
    clerk = type(other_moderator).objects.get(pk=other_moderator.pk)
    words = {"title": "Un banc", "text": "Un banc à l’arrêt.", "medium": "email", "received_on": NOON.date()}
    text = enter(consultation=consultation, by=clerk, basis="anonymous", **words)
    actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=NOON)
    report = actions.report(subject=text, ground=ground, words="Voyez.", at=NOON)
    kept = actions.decide(subject=text, by=moderator, kind="publish", seen=1, at=NOON)
    with pytest.raises(actions.NotImpartial):
        answer(appeals.appeal(decision=kept, words="Relisez.", report=report, at=NOON), clerk, "upheld")


def test_who_is_no_moderator_does_not_answer(contested, citizen):
    with pytest.raises(actions.NotModerator):
        answer(contested, citizen)


def test_the_second_to_answer_hears_who_was_first(contested, other_moderator):
    third = factories.staff("tierce@example.org", "Tierce", ["moderation.moderate_decision"])
    answer(contested, other_moderator, "upheld")
    with pytest.raises(appeals.AlreadyAnswered, match=r"Relecture.*15:00"):  # two in the afternoon in UTC
        answer(contested, third)
    assert Appeal.objects.get().outcome == "upheld"
    assert Decision.objects.count() == 1


def test_another_decision_meanwhile_leaves_nothing_to_overturn(published, contested, moderator, other_moderator):
    actions.decide(subject=published, by=moderator, kind="publish", seen=1)
    with pytest.raises(appeals.DecidedSince):
        answer(contested, other_moderator)
    contested.refresh_from_db()
    assert contested.is_waiting
    assert answer(contested, other_moderator, "upheld").outcome == "upheld"


def test_words_that_changed_since_they_were_read_are_not_withheld(
    published, contested_keeping, other_moderator, withholding
):
    factories.add_version(published, title="Autre", text="Autre texte.")
    with pytest.raises(actions.ChangedMeanwhile):
        answer(contested_keeping, other_moderator, reasons={**withholding, "read_version": 1})


def test_a_decision_on_appeal_can_be_contested_by_the_other_side(
    published, contested_keeping, kept, moderator, other_moderator, withholding
):
    answer(contested_keeping, other_moderator, reasons=withholding)
    made = Decision.objects.on(published).get(number=2)
    second = appeals.appeal(decision=made, words="Relisez.", appellant=published.author, at=LATER)
    with pytest.raises(actions.NotImpartial):
        answer(second, other_moderator)
    answer(second, moderator)
    published.refresh_from_db()
    assert published.is_published
