"""*Open*, *past* and *upcoming* exist once as a QuerySet method and once as a model method: they agree."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from consult.models import Phase
from tests.factories import CLOSES, OPENS

INSTANT = timedelta(microseconds=1)
MOMENTS = [OPENS - INSTANT, OPENS, OPENS + INSTANT, CLOSES - INSTANT, CLOSES, CLOSES + INSTANT]


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize(
    ("rows", "row"), [("open_at", "is_open"), ("past_at", "is_past"), ("upcoming_at", "is_upcoming")]
)
def test_rows_and_row_agree(consultation, at, rows, row):
    phase = consultation.phases.get()
    assert getattr(Phase.objects, rows)(at).exists() is getattr(phase, row)(at)


@pytest.mark.parametrize("at", MOMENTS)
def test_a_phase_is_one_thing_at_a_time(consultation, at):
    phase = consultation.phases.get()
    assert [phase.is_past(at), phase.is_open(at), phase.is_upcoming(at)].count(True) == 1


def test_a_phase_is_open_at_its_opening_and_not_at_its_closing(consultation):
    phase = consultation.phases.get()
    assert phase.is_open(OPENS)
    assert not phase.is_open(CLOSES)


def test_the_database_refuses_a_phase_that_closes_before_it_opens(consultation):
    with pytest.raises(IntegrityError):
        Phase.objects.create(consultation=consultation, kind="collect", opens_at=CLOSES, closes_at=OPENS)


def test_a_draft_phase_opens_nothing(consultation):
    consultation.phases.all()[0].may_submit = True
    consultation.save_revision()  # the draft is not published
    Phase.objects.update(may_submit=False)
    fresh = type(consultation).objects.get(pk=consultation.pk)
    assert not fresh.opens("submit", OPENS)


def test_an_unpublished_consultation_opens_nothing(consultation):
    consultation.unpublish()
    assert not consultation.opens("argue", OPENS)
