"""Where the texts of a theme stand on its map: fixed, apart, the best in the middle, like beside like."""

import numpy as np
import pytest

from synthesis.clustering import group
from synthesis.clustering.theme_map import rings, turns


@pytest.fixture
def table():
    return np.random.default_rng(4).normal(size=(300, 20))


@pytest.mark.parametrize("number", [0, 1, 2, 6, 7, 8, 19, 20, 500])
def test_rings_keep_dots_apart_and_inside(number):
    drawn = np.random.default_rng(number)
    places, gap = rings(drawn.random(number), drawn.random(number))
    away = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 9 * np.eye(number)
    assert places.shape == (number, 2)
    assert away.min(initial=9) > gap - 1e-9
    assert np.hypot(*places.T).max(initial=0) + gap / 2 < 1 + 1e-9


def test_rings_put_the_better_fitting_nearer_to_the_middle():
    fit = np.random.default_rng(1).random(100)
    places, _gap = rings(fit, np.zeros(100))
    best = np.argsort(-fit)
    assert (np.diff(np.hypot(*places[best].T)) > -1e-9).all()


def test_rings_do_not_depend_on_the_order_of_the_dots():
    drawn = np.random.default_rng(2)
    fit, turn, order = drawn.random(90), drawn.random(90), drawn.permutation(90)
    assert np.allclose(rings(fit[order], turn[order])[0], rings(fit, turn)[0][order])


def test_rings_without_anything_known_still_spread_the_dots():
    nothing = np.full(30, np.nan)
    places, gap = rings(nothing, nothing)
    assert len(np.unique(places.round(6), axis=0)) == 30
    assert np.abs(places.mean(axis=0)).max() < gap


def test_unknown_ones_stand_outermost():
    places, _gap = rings(np.array([0.1, np.nan, 0.2, 0.0, 0.3, 0.1, 0.1, 0.1]), np.full(8, 0.5))
    assert np.argmax(np.hypot(*places.T)) == 1


def test_turns_do_not_depend_on_scale_nor_on_where_the_group_stands(table):
    groups = np.arange(300) % 3
    assert np.allclose(turns(7 * table + 5, groups), turns(table, groups), atol=1e-6)


def test_turns_of_a_group_do_not_depend_on_other_groups(table):
    groups = np.arange(300) % 3
    alone = turns(table[groups == 1], np.zeros(100, dtype=int))
    assert np.array_equal(turns(table, groups)[groups == 1], alone)


@pytest.mark.parametrize("table", [np.zeros((0, 3)), np.ones((1, 3)), np.ones((5, 3)), np.zeros((4, 1))])
def test_turns_where_there_is_no_direction_are_zero(table):
    assert turns(table, np.zeros(len(table), dtype=int)).tolist() == [0.0] * len(table)


def test_grouping_gives_the_same_directions_in_any_order(answers):
    order = np.random.default_rng(3).permutation(len(answers.texts))
    found = group(answers.texts, answers.vectors)
    again = group([answers.texts[place] for place in order], answers.vectors[order])
    assert np.array_equal(again.turn, found.turn[order])
    assert ((found.turn >= 0) & (found.turn < 1)).all()


def test_neighbours_on_the_map_resemble_each_other_more_than_by_fit_alone(answers):
    found = group(answers.texts, answers.vectors)
    by_direction = resemblance(answers.vectors, found, found.turn)
    by_fit = resemblance(answers.vectors, found, np.full(len(found.turn), np.nan))
    assert by_direction > by_fit + 0.01


def resemblance(vectors, found, turn):
    """Mean cosine of texts with the three that stand nearest on the map of their theme."""
    cosines = []
    for number in range(len(found.sizes)):
        rows = np.flatnonzero(found.labels == number)
        places, _gap = rings(found.fit[rows], turn[rows])
        away = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 9 * np.eye(len(rows))
        near = np.argsort(away, axis=1, kind="stable")[:, :3]
        unit = vectors[rows].astype(float)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        cosines += (unit[:, None] * unit[near]).sum(axis=2).ravel().tolist()
    return np.mean(cosines)
