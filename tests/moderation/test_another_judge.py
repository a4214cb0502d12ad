"""The database itself: an appeal is answered by another moderator, by somebody, once. In plain SQL, on both vendors."""

import pytest
from django.db import IntegrityError, connection, transaction

from moderation import actions
from moderation.models import Appeal, Decision
from participants.my_data import erase
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("M-3")]


@pytest.fixture
def contested(published, moderator, reasons):
    decision = actions.decide(subject=published, by=moderator, seen=0, **reasons)
    return Appeal.objects.create(
        reference="R-1", decision=decision, appellant=published.author, words="Relisez.", created_at=NOON
    )


def run(statement, *values):
    """One statement past all of our code; its transaction alone is lost when the database refuses."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def answer_as(appeal, moderator, outcome="upheld"):
    run(
        "UPDATE moderation_appeal SET outcome = %s, answer = 'Non.', decided_by_id = %s, decided_at = %s WHERE id = %s",
        outcome, moderator.pk if moderator else None, NOON, appeal.pk,
    )  # fmt: skip


def insert_answered(decision, moderator):
    run(
        "INSERT INTO moderation_appeal (reference, decision_id, words, language, created_at, outcome, answer, "
        "decided_by_id, decided_at) VALUES ('R-2', %s, 'x', 'fr', %s, 'upheld', 'Non.', %s, %s)",
        decision.pk, NOON, moderator.pk if moderator else None, NOON,
    )  # fmt: skip


def test_whoever_took_the_decision_cannot_answer(contested, moderator):
    with pytest.raises(IntegrityError):
        answer_as(contested, moderator)
    contested.refresh_from_db()
    assert contested.is_waiting


def test_control_another_moderator_can_answer(contested, other_moderator):
    answer_as(contested, other_moderator)
    contested.refresh_from_db()
    assert contested.decided_by == other_moderator


def test_an_answered_appeal_is_not_inserted_for_whoever_took_the_decision(contested, moderator, other_moderator):
    for nobody_else in (moderator, None):
        with pytest.raises(IntegrityError):
            insert_answered(contested.decision, nobody_else)
    insert_answered(contested.decision, other_moderator)
    assert Appeal.objects.count() == 2


def test_an_appeal_is_not_answered_by_nobody_nor_by_the_appellant(contested, published):
    for not_a_judge in (None, published.author):
        with pytest.raises(IntegrityError):
            answer_as(contested, not_a_judge)


def test_the_first_moderator_is_not_named_anew_to_make_room(contested, moderator, other_moderator):
    rename = "UPDATE moderation_decision SET moderator_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError):
        run(rename, other_moderator.pk, contested.decision_id)
    run(rename, None, contested.decision_id)  # as when the account is erased
    with pytest.raises(IntegrityError):
        run(rename, moderator.pk, contested.decision_id)


def test_an_answer_stays_as_it_was_given(contested, other_moderator, moderator):
    answer_as(contested, other_moderator)
    changes = {"outcome": "overturned", "decided_at": "2026-03-05 12:00:00+00:00", "decided_by_id": moderator.pk}
    for column, value in changes.items():
        with pytest.raises(IntegrityError):
            run(f"UPDATE moderation_appeal SET {column} = %s WHERE id = %s", value, contested.pk)
    run("UPDATE moderation_appeal SET decided_by_id = NULL WHERE id = %s", contested.pk)
    with pytest.raises(IntegrityError):
        run("UPDATE moderation_appeal SET decided_by_id = %s WHERE id = %s", moderator.pk, contested.pk)


def test_an_appeal_does_not_go_over_to_another_decision(contested, published, other_moderator):
    second = actions.decide(subject=published, by=other_moderator, kind="publish", seen=1)
    with pytest.raises(IntegrityError):
        run("UPDATE moderation_appeal SET decision_id = %s WHERE id = %s", second.pk, contested.pk)


def test_a_decision_on_appeal_is_not_that_of_the_first_moderator(contested, published, moderator, other_moderator):
    row = {"proposal": published, "kind": "publish", "decided_at": NOON, "number": 2, "appeal": contested}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(moderator=moderator, **row)
    assert Decision.objects.create(moderator=other_moderator, **row).appeal == contested


@pytest.mark.parametrize(
    "half",
    [
        {"outcome": "upheld", "decided_at": NOON},
        {"outcome": "upheld", "answer": "Non."},
        {"answer": "Non."},
        {"decided_at": NOON},
        {"outcome": "maybe", "answer": "Non.", "decided_at": NOON},
    ],
    ids=["no words", "no date", "no outcome", "only a date", "unknown"],
)
def test_outcome_words_and_date_come_together(contested, other_moderator, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=contested.pk).update(decided_by=other_moderator, **half)


def test_who_answered_can_be_erased_and_the_rule_holds(contested, moderator, other_moderator):
    answer_as(contested, other_moderator)
    erase(participant=other_moderator)
    contested.refresh_from_db()
    assert (contested.decided_by, contested.outcome, contested.answer) == (None, "upheld", "Non.")
    with pytest.raises(IntegrityError):
        answer_as(contested, moderator, "overturned")
