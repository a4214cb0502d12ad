"""Appeals in the public register, in the copy of one's data, and after an erasure."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import PageViewRestriction

from consult.models import JournalEntry
from consult.register import described
from moderation import actions, appeals, months, reading
from moderation.models import Appeal, Decision
from participants.my_data import erase, export_of
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
REGISTER = "/registre/"
READER = "lectrice@example.org"


def on(month, day=20):
    return datetime(2026, month, day, 12, tzinfo=UTC)


def contested(consultation, moderator, reasons, *, at):
    text = factories.ProposalFactory(consultation=consultation)
    decision = actions.decide(subject=text, by=moderator, seen=0, at=at, **reasons)
    return appeals.appeal(decision=decision, words="Relisez.", appellant=text.author, at=at)


def answer(appeal, by, outcome, *, at):
    return appeals.answer(appeal=appeal, by=by, outcome=outcome, words="Bien relu.", at=at)


def recount(month):
    """The figures of a month, counted by hand from rows."""
    rows = list(Appeal.objects.all())
    made = [row for row in rows if row.created_at.month == month]
    overturned = [row for row in rows if row.outcome == "overturned" and row.decided_at.month == month]
    return len(made), len(overturned)


@pytest.mark.requirement("M-5")
def test_month_figures_of_appeals_equal_a_recount(consultation, moderator, other_moderator, reasons):
    made = [contested(consultation, moderator, reasons, at=on(3)) for _turn in range(4)]
    made.append(contested(consultation, moderator, reasons, at=on(4)))
    answer(made[0], other_moderator, "overturned", at=on(3, 21))
    answer(made[1], other_moderator, "overturned", at=on(4))
    answer(made[2], other_moderator, "upheld", at=on(4))
    answer(made[4], other_moderator, "overturned", at=on(4, 21))
    figures = {row.month.month: (row.appeals, row.overturned) for row in months.month_figures()}
    assert figures == {3: recount(3), 4: recount(4)} == {3: (4, 1), 4: (1, 2)}


@pytest.mark.requirement("M-5")
def test_a_month_with_appeals_and_no_decision_is_shown(consultation, moderator, reasons):
    text = factories.ProposalFactory(consultation=consultation)
    decision = actions.decide(subject=text, by=moderator, seen=0, at=on(3), **reasons)
    appeals.appeal(decision=decision, words="Relisez.", appellant=text.author, at=on(5))
    may, march = months.month_figures()
    assert (may.month.month, may.appeals, may.withheld) == (5, 1, 0)
    assert (march.appeals, march.withheld) == (0, 1)


def test_figures_of_one_consultation_leave_the_appeals_of_others_out(consultation, moderator, reasons):
    contested(consultation, moderator, reasons, at=on(3))
    contested(factories.open_consultation("autre", title="Autre"), moderator, reasons, at=on(3))
    assert [sum(row.appeals for row in months.month_figures(slug)) for slug in ("", "autre")] == [2, 1]


def test_appeals_of_a_restricted_consultation_are_not_counted(consultation, moderator, reasons):
    contested(consultation, moderator, reasons, at=on(3))
    PageViewRestriction.objects.create(page=consultation, restriction_type=PageViewRestriction.LOGIN)
    assert months.month_figures() == []


@pytest.mark.requirement("M-5")
def test_the_register_says_what_was_decided_on_appeal_and_names_nobody(
    client, consultation, moderator, other_moderator, reasons, at_noon
):
    appeal = contested(consultation, moderator, reasons, at=NOON)
    answer(appeal, other_moderator, "overturned", at=NOON + timedelta(hours=1))
    last, first = reading.public_decisions()
    assert (reading.public_line(last)["on_appeal"], reading.public_line(first)["on_appeal"]) == (True, False)
    page = client.get(REGISTER).text
    assert "UNDEFINED" not in page
    for private in (appeal.reference, "Relisez.", "Bien relu.", "Relecture", appeal.appellant.display_name):
        assert private not in page


def test_each_step_has_its_sentence_in_the_register(consultation, moderator, other_moderator, reasons, at_noon):
    for outcome in ("upheld", "overturned"):
        answer(contested(consultation, moderator, reasons, at=NOON), other_moderator, outcome, at=NOON)
    steps = JournalEntry.objects.filter(event__contains="appeal").order_by("number")
    sentences = [line["sentence"] for line in described(list(steps))]
    assert [entry.event for entry in steps] == [
        "proposal.appealed", "proposal.appeal_upheld", "proposal.appealed", "proposal.appeal_overturned"
    ]  # fmt: skip
    assert len(set(sentences)) == 4
    assert all("P-1" in sentence or "P-2" in sentence for sentence in sentences)


def test_register_costs_the_same_with_one_appeal_and_with_several(
    client, consultation, moderator, other_moderator, reasons, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer(contested(consultation, moderator, reasons, at=on(3)), other_moderator, "overturned", at=on(3))
    client.get(REGISTER)
    with CaptureQueriesContext(connection) as few:
        client.get(REGISTER)
    for _turn in range(4):
        answer(contested(consultation, moderator, reasons, at=on(4)), other_moderator, "overturned", at=on(4))
    with django_assert_num_queries(len(few)):
        client.get(REGISTER)


@pytest.fixture
def appeal(consultation, moderator, other_moderator, reasons, at_noon):
    made = contested(consultation, moderator, reasons, at=NOON)
    return answer(made, other_moderator, "upheld", at=NOON)


@pytest.fixture
def blind(consultation, moderator, other_moderator, ground, at_noon):
    """An answered appeal of somebody without an account, who had left an address."""
    text = factories.ProposalFactory(consultation=consultation)
    report = actions.report(subject=text, ground=ground, words="Voyez.", email=READER, at=NOON)
    decision = actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=NOON)
    made = appeals.appeal(decision=decision, words="Motsmarque.", report=report, at=NOON)
    return answer(made, other_moderator, "upheld", at=NOON)


@pytest.mark.requirement("P-3")
def test_one_takes_away_what_one_contested(appeal, other_moderator):
    (row,) = export_of(appeal.appellant)["appeals"]
    assert (row["text"], row["words"], row["answer"]) == ("P-1", "Relisez.", "Bien relu.")
    assert other_moderator.display_name not in str(row)


@pytest.mark.requirement("P-3")
def test_one_takes_away_what_one_contested_from_ones_address(blind):
    (row,) = export_of(factories.CitizenFactory(email=READER))["appeals"]
    assert row["words"] == "Motsmarque."


def test_a_moderator_takes_away_what_they_answered_without_the_words_of_others(appeal, other_moderator):
    (row,) = export_of(other_moderator)["appeals_answered"]
    assert (row["reference"], row["answer"]) == (appeal.reference, "Bien relu.")
    assert "Relisez." not in str(row)


@pytest.mark.requirement("P-4")
def test_an_erased_person_leaves_the_appeal_without_words(appeal):
    erase(participant=appeal.appellant)
    appeal.refresh_from_db()
    assert (appeal.appellant, appeal.words, appeal.answer, appeal.outcome) == (None, "", "–", "upheld")


@pytest.mark.requirement("P-4")
def test_an_erased_person_leaves_no_words_in_what_they_contested_without_the_account(client, blind):
    erase(participant=factories.CitizenFactory(email=READER))
    blind.refresh_from_db()
    assert (blind.words, blind.answer) == ("", "–")
    assert client.get(f"/contester/recours/{blind.reference}/").status_code == 200


def test_an_appeal_that_waits_can_be_answered_after_its_author_left(
    consultation, moderator, other_moderator, reasons, at_noon
):
    made = contested(consultation, moderator, reasons, at=NOON)
    erase(participant=made.appellant)
    answer(made, other_moderator, "overturned", at=NOON)
    assert Decision.objects.filter(appeal=made).exists()


def test_figures_stay_after_an_erasure(appeal):
    before = months.month_figures()
    erase(participant=appeal.appellant)
    assert months.month_figures() == before
