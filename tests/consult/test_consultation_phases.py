"""Phases touch, and never overlap; what is open is said alike by rows and by queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from consult.models import ConsultationPage, Phase
from consult.pages import days_left, last_day, phase_state, time_sentence
from consult.phase_rules import first_overlap
from tests import factories

DAY = timedelta(days=1)
START = datetime(2026, 5, 1, 8, tzinfo=UTC)


def phase(opens, closes, title=""):
    return Phase(kind="collect", title=title, opens_at=START + opens * DAY, closes_at=START + closes * DAY)


@pytest.mark.parametrize(
    ("spans", "pair"),
    [
        ([], None),
        ([(0, 1)], None),
        ([(0, 1), (1, 2)], None),
        ([(1, 2), (0, 1)], None),
        ([(0, 2), (1, 3)], (0, 1)),
        ([(0, 9), (1, 2), (3, 4)], (0, 1)),
        ([(5, 9), (0, 9)], (1, 0)),
        ([(0, 1), (0, 1)], (0, 1)),
        ([(0, 9), (10, 11), (10.5, 12)], (1, 2)),
    ],
)
def test_the_first_two_phases_that_share_an_instant_are_found(spans, pair):
    phases = [phase(*span) for span in spans]
    overlap = first_overlap(phases)
    assert (overlap and (phases.index(overlap.earlier), phases.index(overlap.later))) == pair


def test_a_phase_without_dates_is_passed_over():
    assert first_overlap([Phase(kind="collect"), phase(0, 1)]) is None


@pytest.mark.django_db
def test_a_script_cannot_save_overlapping_phases(consultation):
    consultation.phases = [phase(0, 2, "Débattre"), phase(1, 3, "Écrire")]
    with pytest.raises(ValidationError, match=r"Écrire.*Débattre"):
        consultation.save()
    with pytest.raises(ValidationError):
        consultation.save_revision()


@pytest.mark.django_db
def test_touching_phases_are_saved_and_one_is_open_at_their_bound(consultation):
    consultation.phases = [phase(0, 1, "Débattre"), phase(1, 2, "Écrire")]
    consultation.save()
    assert str(consultation.phase_at(START + DAY)) == "Écrire"


@pytest.mark.django_db
@pytest.mark.parametrize("offset", [timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1)])
@pytest.mark.parametrize("bound", ["opens_at", "closes_at"])
def test_rows_and_queries_agree_at_both_bounds(consultation, bound, offset):
    row = consultation.phases.get()
    at = getattr(row, bound) + offset
    assert Phase.objects.open_at(at).exists() == row.is_open(at)
    assert Phase.objects.past_at(at).exists() == row.is_past(at)
    assert Phase.objects.upcoming_at(at).exists() == row.is_upcoming(at)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 3, 30, 21, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 30, 22, 1, tzinfo=UTC), 0),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), 30),
    ],
)
def test_days_left_are_those_of_a_calendar_in_paris(now, left):
    midnight = datetime(2026, 3, 31, 22, tzinfo=UTC)  # the first of April begins in Paris, in summer time
    closing = Phase(kind="collect", opens_at=START - 300 * DAY, closes_at=midnight)
    assert days_left(closing, now) == left
    assert last_day(closing) < midnight


@pytest.mark.parametrize(("day", "empty"), [(-1, False), (0.5, True), (1.5, False), (2.5, True), (9, False)])
def test_the_page_says_where_it_is_when_no_phase_is_open(day, empty):
    phases = [phase(0, 1), phase(2, 3)]
    assert (time_sentence(phases, START + day * DAY) == "") is empty


def test_a_phase_says_what_one_can_do():
    row = phase(0, 1)
    assert phase_state(row, START)["does"] == ""
    row.may_submit = row.may_take_position = True
    assert "," in phase_state(row, START)["does"]


@pytest.mark.django_db
def test_rights_read_the_published_phases(consultation):
    consultation.save_revision()
    draft = consultation.get_latest_revision_as_object()
    draft.phases = [phase(0, 1)]
    draft.save_revision()
    assert ConsultationPage.objects.get().opens("submit", factories.EARLY)
