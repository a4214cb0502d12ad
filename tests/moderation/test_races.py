"""Two moderators at once, on real threads; each race with the same on an unprotected variant, which must fail."""

import threading
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection

from consult.models import JournalEntry
from moderation import actions, appeals
from moderation.models import Appeal, Decision
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TURNS = 8
PERMISSION = "moderation.moderate_decision"


def at_once(deeds):
    """Run deeds in threads that start together; returns what each gave or raised."""
    gate, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        gate.wait()
        try:
            answers[place] = deed()
        except Exception as error:  # noqa: BLE001 – whatever it is, it is an answer
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def moderators(db):
    names = [f"m{turn}@example.org" for turn in range(TURNS)]
    return [factories.staff(name, name[:2], ["moderation.moderate_decision"]) for name in names]


@pytest.fixture
def proposal(db):
    return factories.ProposalFactory(waiting=True)


def deciding(proposal, moderators):
    return [lambda by=by: actions.decide(subject=proposal, by=by, kind="publish", seen=0) for by in moderators]


@pytest.fixture
def unlocked(monkeypatch):
    """All threads have read that nothing was decided before any of them decides."""
    gate = threading.Barrier(TURNS)

    def read_together(subject):
        found = type(subject).objects.select_related("consultation", "current", "author").get(pk=subject.pk)
        gate.wait(timeout=10)
        return found

    monkeypatch.setattr(actions, "lock", read_together)


@contextmanager
def without_unique_numbers():
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX proposal_decided_once")
    try:
        yield
    finally:
        Decision.objects.all().delete()
        with connection.schema_editor() as editor:
            (constraint,) = [c for c in Decision._meta.constraints if c.name == "proposal_decided_once"]
            editor.add_constraint(Decision, constraint)


@pytest.mark.requirement("M-8")
def test_one_of_many_moderators_at_once_decides_and_the_others_hear_who(proposal, moderators):
    answers = at_once(deciding(proposal, moderators))
    (decision,) = [answer for answer in answers if isinstance(answer, Decision)]
    late = [answer for answer in answers if isinstance(answer, actions.AlreadyDecided)]
    assert len(late) == TURNS - 1
    assert all(decision.moderator.display_name in error.sentence for error in late)
    assert Decision.objects.count() == 1


@pytest.mark.requirement("M-8")
def test_unique_number_is_the_last_guard_where_no_row_is_locked(proposal, moderators, unlocked):
    answers = at_once(deciding(proposal, moderators))
    assert sum(isinstance(answer, actions.AlreadyDecided) for answer in answers) == TURNS - 1
    assert Decision.objects.count() == 1


@pytest.mark.requirement("M-8")
def test_control_without_lock_nor_unique_number_several_decide(proposal, moderators, unlocked):
    with without_unique_numbers():
        at_once(deciding(proposal, moderators))
        assert Decision.objects.count() > 1


@pytest.fixture
def contested(db):
    """An appeal against the decision of a moderator who does not take part in the race."""
    text, first = factories.ProposalFactory(), factories.staff("premiere@example.org", "Première", [PERMISSION])
    why = {"ground": factories.GroundFactory(), "facts": "La fin.", "words": "Merci.", "duration": "indefinite"}
    decision = actions.decide(subject=text, by=first, kind="withhold", seen=0, **why)
    return appeals.appeal(decision=decision, words="Relisez.", appellant=text.author)


def answering(appeal, moderators):
    return [
        lambda by=by: appeals.answer(appeal=appeal, by=by, outcome="upheld", words=f"Relu par {by.display_name}.")
        for by in moderators
    ]


@pytest.fixture
def unheld(monkeypatch):
    """All threads have read that the appeal waits before any of them answers."""
    gate = threading.Barrier(TURNS)

    def read_together(appeal):
        found = Appeal.objects.select_related("decision", "appellant").get(pk=appeal.pk)
        gate.wait(timeout=10)
        return found

    monkeypatch.setattr(actions, "lock", lambda subject: subject)
    monkeypatch.setattr(appeals, "hold", read_together)


@contextmanager
def without_the_rule_of_one_answer():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE moderation_appeal DISABLE TRIGGER appeal_answered_once")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE moderation_appeal ENABLE TRIGGER appeal_answered_once")


@pytest.mark.requirement("M-8")
def test_one_of_many_moderators_at_once_answers_an_appeal_and_the_others_hear_who(contested, moderators):
    answers = at_once(answering(contested, moderators))
    (answered,) = [answer for answer in answers if isinstance(answer, Appeal)]
    late = [answer for answer in answers if isinstance(answer, appeals.AlreadyAnswered)]
    assert len(late) == TURNS - 1
    assert all(answered.decided_by.display_name in error.sentence for error in late)
    assert Appeal.objects.get().answer == f"Relu par {answered.decided_by.display_name}."
    assert JournalEntry.objects.filter(event="proposal.appeal_upheld").count() == 1


@pytest.mark.requirement("M-8")
def test_the_database_is_the_last_guard_of_one_answer(contested, moderators, unheld):
    answers = at_once(answering(contested, moderators))
    assert sum(isinstance(answer, appeals.AlreadyAnswered) for answer in answers) == TURNS - 1
    assert JournalEntry.objects.filter(event="proposal.appeal_upheld").count() == 1


@pytest.mark.requirement("M-8")
def test_control_without_lock_nor_trigger_several_answer(contested, moderators, unheld):
    with without_the_rule_of_one_answer():
        answers = at_once(answering(contested, moderators))
    assert sum(isinstance(answer, Appeal) for answer in answers) > 1


def test_the_same_form_sent_many_times_at_once_is_one_appeal(contested):
    decision, key = contested.decision, UUID(int=7)
    Appeal.objects.all().delete()
    author = decision.subject.author
    deeds = [lambda: appeals.appeal(decision=decision, words="Relisez.", appellant=author, idempotency_key=key)] * TURNS
    answers = at_once(deeds)
    assert {answer.reference for answer in answers} == {Appeal.objects.get().reference}
