"""Two moderators who pause the same author at once, on real threads; each race has its positive control."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from consult.models import JournalEntry
from moderation import pauses
from moderation.models import Pause
from participants.models import Notice
from tests import factories
from tests.moderation.test_races import TURNS, at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("M-8")]
PERMISSION = "moderation.moderate_decision"
GUARDS = ("one_pause_in_force", "pause_numbered")


@pytest.fixture
def moderators(db):
    names = [f"m{turn}@example.org" for turn in range(TURNS)]
    return [factories.staff(name, name[:2], [PERMISSION]) for name in names]


@pytest.fixture
def text(db):
    return factories.ProposalFactory()


@pytest.fixture
def pausing(text, moderators):
    why = {"ground": factories.GroundFactory(), "facts": "La fin.", "words": "Merci."}
    ends_at = timezone.now() + timedelta(days=3)
    return [lambda by=by: pauses.pause(subject=text, by=by, ends_at=ends_at, **why) for by in moderators]


@pytest.fixture
def unlocked(monkeypatch):
    """No turn and no row is waited for: all have read that nobody is paused before any of them writes."""
    gate, refuse = threading.Barrier(TURNS), pauses._refuse_paused
    waited = threading.local()

    def read_together(author, consultation):
        refuse(author, consultation)
        if not getattr(waited, "once", False):
            waited.once = True
            gate.wait(timeout=10)

    monkeypatch.setattr(pauses, "lock", lambda subject: subject)
    monkeypatch.setattr(pauses, "take_turn", lambda name: None)
    monkeypatch.setattr(pauses, "_refuse_paused", read_together)


@contextmanager
def without_unique_rows():
    found = [constraint for constraint in Pause._meta.constraints if constraint.name in GUARDS]
    with connection.schema_editor() as editor:
        for constraint in found:
            editor.remove_constraint(Pause, constraint)
    try:
        yield
    finally:
        Pause.objects.all().delete()
        with connection.schema_editor() as editor:
            for constraint in found:
                editor.add_constraint(Pause, constraint)


def test_one_of_many_moderators_at_once_pauses_and_the_others_hear_who(pausing):
    answers = at_once(pausing)
    (made,) = [answer for answer in answers if isinstance(answer, Pause)]
    late = [answer for answer in answers if isinstance(answer, pauses.AlreadyPaused)]
    assert len(late) == TURNS - 1
    assert all(made.moderator.public_name in error.sentence for error in late)
    assert Pause.objects.count() == Notice.objects.count() == 1
    assert JournalEntry.objects.filter(event="author.paused").count() == 1


def test_unique_row_is_the_last_guard_where_nobody_waits(pausing, unlocked):
    answers = at_once(pausing)
    assert sum(isinstance(answer, pauses.AlreadyPaused) for answer in answers) == TURNS - 1
    assert Pause.objects.count() == 1


def test_control_without_turn_nor_unique_row_several_pause(pausing, unlocked):
    with without_unique_rows():
        at_once(pausing)
        assert Pause.objects.count() > 1
