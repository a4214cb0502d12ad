"""Who is a party to a text does not decide on it; nobody is made one by what a stranger types."""

from datetime import timedelta

import pytest

from consult.models import JournalEntry
from moderation import actions, appeals, queue
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("M-3")]
LATER, LATER_STILL = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
ALONE = "proposal.nobody_else_left"


@pytest.fixture
def third_moderator(db):
    return factories.staff("troisieme@example.org", "Troisième", ["moderation.moderate_decision"])


@pytest.fixture
def overturned(published, moderator, other_moderator, reasons):
    """A text that a moderator withheld and that another has shown again, on appeal."""
    made = actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    contested = appeals.appeal(decision=made, words="Relisez.", appellant=published.author, at=NOON)
    appeals.answer(appeal=contested, by=other_moderator, outcome="overturned", words="Relu.", at=LATER)
    published.refresh_from_db()
    return published


def report_from(email, subject, ground, at=NOON):
    return actions.report(subject=subject, ground=ground, words="Voyez.", email=email, at=at)


def withhold(subject, by, reasons, seen=0):
    return actions.decide(subject=subject, by=by, seen=seen, at=LATER_STILL, **reasons)


def test_whoever_was_overturned_does_not_undo_the_appeal(client_of, overturned, moderator, reasons):
    with pytest.raises(actions.NotImpartial):
        withhold(overturned, moderator, reasons, seen=2)
    overturned.refresh_from_db()
    assert overturned.is_published
    desk = client_of(moderator).get(queue.item_url(overturned))
    assert desk.context["barred"]
    assert "data-desk-publish" not in desk.text


def test_another_moderator_decides_anew_after_an_appeal(overturned, third_moderator, reasons):
    withhold(overturned, third_moderator, reasons, seen=2)
    assert overturned.is_withheld


@pytest.mark.parametrize("new", ["report", "version"])
def test_what_came_since_can_be_decided_on_by_all(overturned, moderator, citizen, ground, reasons, new):
    if new == "report":
        actions.report(subject=overturned, ground=ground, words="Voyez.", reporter=citizen, at=LATER_STILL)
    else:
        overturned.created_at = LATER_STILL  # the factory dates the version so
        factories.add_version(overturned, title="Autre", text="Autrement dit, plus de bus.")
    withhold(overturned, moderator, reasons, seen=2)
    assert overturned.is_withheld


def test_a_report_with_one_s_own_address_is_nothing_new(overturned, moderator, ground, reasons):
    report_from(moderator.email.upper(), overturned, ground, at=LATER_STILL)
    with pytest.raises(actions.NotImpartial):
        withhold(overturned, moderator, reasons, seen=2)


def test_whoever_reported_with_their_own_address_leaves_it_to_another(
    published, moderator, other_moderator, ground, reasons
):
    report_from(moderator.email.upper(), published, ground)
    with pytest.raises(actions.NotImpartial):
        withhold(published, moderator, reasons)
    withhold(published, other_moderator, reasons)
    assert published.is_withheld
    assert not JournalEntry.objects.filter(event=ALONE).exists()


@pytest.mark.parametrize("named", ["one", "both"])
def test_a_typed_address_makes_no_text_undecidable(published, moderator, ground, reasons, request, named):
    if named == "both":
        report_from(request.getfixturevalue("other_moderator").email, published, ground)
    report_from(moderator.email, published, ground)
    withhold(published, moderator, reasons)
    assert published.is_withheld
    assert JournalEntry.objects.get(event=ALONE).content["proposal"] == published.reference


@pytest.mark.parametrize("third", [True, False])
def test_a_typed_address_keeps_no_appeal_from_its_answer(
    published, moderator, other_moderator, ground, reasons, request, third
):
    """The first moderator keeps the text; the only other one is named by an address that anybody can type."""
    if third:
        request.getfixturevalue("third_moderator")
    report = report_from(other_moderator.email, published, ground)
    kept = actions.decide(subject=published, by=moderator, kind="publish", seen=0, at=NOON)
    contested = appeals.appeal(decision=kept, words="Blessant.", report=report, at=NOON)
    given = {"appeal": contested, "by": other_moderator, "outcome": "upheld", "words": "Relu.", "at": LATER}
    if third:
        with pytest.raises(actions.NotImpartial):
            appeals.answer(**given)
        return
    assert appeals.answer(**given).outcome == "upheld"
    assert JournalEntry.objects.filter(event=ALONE).count() == 1


@pytest.mark.parametrize("factory", [factories.ArgumentFactory, AmendmentFactory])
@pytest.mark.parametrize("kind", ["publish", "withhold"])
def test_nobody_decides_on_what_speaks_of_their_own_proposal(
    client_of, consultation, moderator, other_moderator, reasons, factory, kind
):
    own = factories.ProposalFactory(consultation=consultation, author=moderator)
    text = factory(proposal=own)
    given = {"subject": text, "seen": 0, **(reasons if kind == "withhold" else {"kind": kind})}
    with pytest.raises(actions.NotImpartial):
        actions.decide(by=moderator, **given)
    desk = client_of(moderator).get(queue.item_url(text))
    assert desk.context["barred"]
    assert "data-desk-publish" not in desk.text
    assert actions.decide(by=other_moderator, **given).moderator == other_moderator
