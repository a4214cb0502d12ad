"""Moderators who blank or agree at once, on real threads; each race has its positive control."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from consult.models import JournalEntry
from moderation import blanking
from moderation.models import Blanking, Opening, OriginalKey
from proposals import blanking as taking
from tests import factories
from tests.moderation.blanked import blank, withhold
from tests.moderation.test_races import TURNS, at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("M-8")]
RIGHT = "moderation.moderate_decision"


@pytest.fixture
def moderators(db):
    return [factories.staff(f"m{turn}@example.org", f"m{turn}", [RIGHT]) for turn in range(TURNS)]


@pytest.fixture
def text(db):
    made = factories.ProposalFactory(text="Une phrase contre la loi, du début à la fin.")
    withhold(made, factories.staff("premiere@example.org", "Première", [RIGHT]))
    return made


@pytest.fixture
def blanking_at_once(text, moderators):
    return [lambda by=by: blank(text, by) for by in moderators]


@pytest.fixture
def unlocked(monkeypatch):
    """No row is waited for: all have read the words before any of them takes them out."""
    gate, read = threading.Barrier(TURNS), taking.tags_of

    def read_together(keys):
        gate.wait(timeout=10)
        return read(keys)

    monkeypatch.setattr(blanking, "lock", lambda subject: type(subject).objects.get(pk=subject.pk))
    monkeypatch.setattr(taking, "tags_of", read_together)


@contextmanager
def without_unique_rows():
    table = Blanking._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'", [table])
        ((name,),) = cursor.fetchall()
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        OriginalKey.objects.all().delete()
        Blanking.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" UNIQUE (decision_id)')


def test_one_of_many_at_once_takes_the_words_and_the_others_hear_who(blanking_at_once):
    answers = at_once(blanking_at_once)
    (made,) = [answer for answer in answers if isinstance(answer, Blanking)]
    late = [answer for answer in answers if isinstance(answer, blanking.AlreadyBlanked)]
    assert len(late) == TURNS - 1
    assert all(made.by.public_name in error.sentence for error in late)
    assert JournalEntry.objects.filter(event="proposal.blanked").count() == 1
    assert OriginalKey.objects.count() == 1


def test_unique_row_is_the_last_guard_where_nobody_waits(blanking_at_once, unlocked):
    answers = at_once(blanking_at_once)
    assert sum(isinstance(answer, blanking.AlreadyBlanked) for answer in answers) == TURNS - 1
    assert Blanking.objects.count() == OriginalKey.objects.count() == 1


def test_control_without_row_held_nor_unique_row_several_take_them(blanking_at_once, unlocked):
    with without_unique_rows():
        at_once(blanking_at_once)
        assert Blanking.objects.count() > 1


@pytest.fixture
def agreeing_at_once(text, moderators):
    blank(text, moderators[0])
    asked = factories.staff("demande@example.org", "Demande", [RIGHT])
    blanking.ask_opening(subject=text, by=asked, reason="Réquisition.")
    return [lambda by=by: blanking.agree(subject=text, by=by) for by in moderators]


def test_one_of_many_at_once_holds_the_second_key(agreeing_at_once):
    answers = at_once(agreeing_at_once)
    assert sum(isinstance(answer, Opening) for answer in answers) == 1
    assert sum(isinstance(answer, blanking.NothingAsked) for answer in answers) == TURNS - 1
    assert JournalEntry.objects.filter(event="proposal.original_opened").count() == 1


def test_control_without_the_row_held_several_hold_it(agreeing_at_once, monkeypatch):
    gate, read = threading.Barrier(TURNS), blanking.unsealed

    def read_together(found, subject):
        gate.wait(timeout=10)
        return read(found, subject)

    monkeypatch.setattr(blanking, "lock", lambda subject: type(subject).objects.get(pk=subject.pk))
    monkeypatch.setattr(blanking, "unsealed", read_together)
    answers = at_once(agreeing_at_once)
    assert sum(isinstance(answer, Opening) for answer in answers) > 1
