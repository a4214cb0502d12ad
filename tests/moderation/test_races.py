"""Two moderators at once, on real threads; each race with the same on an unprotected variant, which must fail."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from moderation import actions
from moderation.models import Decision
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TURNS = 8


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
