"""Desk time: gaps between decisions, without the pauses."""

from datetime import UTC, datetime, timedelta

import pytest

from synthesis import actions
from synthesis.deciding import read_elsewhere
from synthesis.desk.account import in_words
from synthesis.desk_time import PAUSE, desk_time, worked
from synthesis.models import ThemeDecision, ThemeMembership
from tests import factories

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def minutes(*after):
    return [NINE + timedelta(minutes=minute) for minute in after]


@pytest.mark.parametrize(
    ("moments", "worth"),
    [
        ([], 0), ([0], 0), ([0, 1], 1), ([0, 5], 5), ([0, 5.01], 0), ([3, 0, 1], 3), ([0, 2, 60, 61], 3), ([0, 0], 0),
    ],
)  # fmt: skip
def test_gaps_up_to_five_minutes_count_and_longer_ones_are_pauses(moments, worth):
    assert timedelta(minutes=5) == PAUSE
    assert worked(minutes(*moments)) == timedelta(minutes=worth)


def decided(theme, by, places, shown_at, at, **fields):
    """Decisions as the desk keeps them, with the place that each leaves."""
    for place in places:
        ThemeDecision.objects.create(
            consultation=theme.consultation, version=place.proposal.current, theme=theme, by=by,
            **{"deed": "confirmed", "shown_at": shown_at, "at": at, "together": len(places), **fields},
        )  # fmt: skip
        ThemeMembership.objects.filter(pk=place.pk).update(confirmed_at=at, placed_by=by)


@pytest.fixture
def places(theme):
    return list(theme.memberships.order_by("pk").select_related("proposal__current"))


@pytest.mark.django_db
@pytest.mark.requirement("Y-11")
def test_time_is_told_by_editor_and_forecasts_what_is_left(theme, places, editor, consultation, monkeypatch):
    monkeypatch.setattr("synthesis.desk_time.ENOUGH", 4)
    other = factories.staff("autre@example.org", "Autre", ["synthesis.group_groupingrun"])
    first, second, third, later = minutes(0, 2, 4, 64)
    decided(theme, editor, places[:2], first, second)
    decided(theme, editor, places[2:3], second, third)
    decided(theme, other, places[3:4], later, later + timedelta(minutes=2))
    told = desk_time(consultation)
    assert [(row.name, row.time, row.acts) for row in told.editors] == [
        ("Rédaction", timedelta(minutes=4), 2), ("Autre", timedelta(minutes=2), 1),
    ]  # fmt: skip
    assert (told.texts, told.time) == (4, timedelta(minutes=6))
    assert told.forecast(100) == timedelta(minutes=150)


@pytest.mark.django_db
def test_what_was_read_elsewhere_costs_no_desk_time(theme, places, editor, consultation):
    texts = [place.proposal for place in places]
    actions.confirm_members(theme=theme, proposals=texts, by=editor, shown=read_elsewhere(texts))
    told = desk_time(consultation)
    assert (told.editors, told.texts, told.forecast(10)) == ([], 0, None)


@pytest.mark.django_db
def test_few_texts_forecast_nothing_and_an_erased_editor_keeps_the_time(theme, places, editor, consultation):
    decided(theme, editor, places[:1], *minutes(0, 1))
    ThemeDecision.objects.update(by=None)
    told = desk_time(consultation)
    assert [(row.name, row.time) for row in told.editors] == [("", timedelta(minutes=1))]
    assert told.forecast(10) is None


@pytest.mark.django_db
def test_desk_time_costs_three_queries(theme, places, editor, consultation, django_assert_num_queries):
    decided(theme, editor, places, *minutes(0, 1))
    with django_assert_num_queries(3):
        desk_time(consultation)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, ""), (timedelta(seconds=7.2), "7 s"), (timedelta(seconds=90), "2 min"),
        (timedelta(minutes=59, seconds=59), "1 h 00 min"), (timedelta(hours=6, minutes=5), "6 h 05 min"),
    ],
)  # fmt: skip
def test_time_is_said_as_one_says_it(time, words):
    assert in_words(time).replace("\u202f", " ").replace("\xa0", " ") == words
