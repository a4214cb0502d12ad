"""Opinion groups as arrays: invariants, planted camps, and what is not told of few people."""

import numpy as np
import pytest

from synthesis.clustering.opinions import opinion_groups, traits


def camps(*camps: list[float], people: int = 30, noise: float = 0.1, missing: float = 0.2, seed: int = 3):
    """People who answer as their camp does, but for some answers at random, and some that are missing."""
    rng = np.random.default_rng(seed)
    rows = np.repeat(np.array(camps, dtype=float), people, axis=0)
    rows = np.where(rng.random(rows.shape) < noise, rng.choice([-1.0, 0.0, 1.0], size=rows.shape), rows)
    return np.where(rng.random(rows.shape) < missing, np.nan, rows)


FOR, AGAINST = [1.0] * 6 + [-1.0] * 6 + [1.0], [-1.0] * 6 + [1.0] * 6 + [1.0]  # they agree on the last proposal


@pytest.mark.requirement("P-7")
def test_two_planted_camps_are_found_exactly():
    found = opinion_groups(camps(FOR, AGAINST, missing=0.1))
    assert (found.people, found.proposals) == (60, 13)
    first, second = found.labels[:30], found.labels[30:]
    assert len(set(first)) == len(set(second)) == 1
    assert {first[0], second[0]} == {0, 1}


def test_the_order_of_the_rows_is_of_no_consequence():
    matrix = camps(FOR, AGAINST, noise=0.4, missing=0.3)
    shuffled = np.random.default_rng(8).permutation(len(matrix))
    found, again = opinion_groups(matrix), opinion_groups(matrix[shuffled])
    assert found.labels.max() > 0
    assert found.labels[shuffled].tolist() == again.labels.tolist()
    assert found.silhouette == again.silhouette


def test_people_who_answer_alike_are_in_one_group():
    matrix = camps(FOR, AGAINST, noise=0.4, missing=0)
    found = opinion_groups(np.concatenate([matrix, matrix]))
    assert found.labels[:60].tolist() == found.labels[60:].tolist()


@pytest.mark.parametrize("seed", range(5))
def test_one_camp_makes_no_groups(seed):
    found = opinion_groups(camps([1.0] * 20, people=80, noise=0.6, seed=seed))
    assert found.people == 80
    assert set(found.labels) == {-1}


@pytest.mark.parametrize("matrix", [np.ones((40, 9)), np.ones((1, 9)), np.zeros((0, 0)), np.full((9, 9), np.nan)])
def test_where_all_are_alike_or_nobody_is_there_nobody_is_grouped(matrix):
    assert set(opinion_groups(matrix).labels) <= {-1}


def test_who_answered_little_and_what_few_answered_are_left_out():
    matrix = camps(FOR, AGAINST, missing=0)
    matrix[0, 6:] = np.nan  # six positions
    rare = np.full((60, 1), np.nan)
    rare[1:5] = 1.0  # four voters
    found = opinion_groups(np.concatenate([matrix, rare], axis=1))
    assert (found.people, found.proposals) == (59, 13)
    assert found.labels[0] == -1


def test_the_largest_group_is_the_first():
    matrix = np.concatenate([camps(AGAINST, people=20), camps(FOR, people=40)])
    assert np.bincount(opinion_groups(matrix).labels).tolist() == [40, 20]


@pytest.mark.parametrize("matrix", [np.ones(3), np.full((8, 8), 2.0)])
def test_what_is_no_matrix_of_positions_is_refused(matrix):
    with pytest.raises(ValueError, match="matrix"):
        opinion_groups(matrix)


def test_traits_tell_what_brings_together_and_what_divides():
    matrix = camps(FOR, AGAINST, noise=0, missing=0)
    told = traits(matrix, np.repeat([0, 1], 30))
    assert told.together == [12]
    assert told.divides == [0, 1, 2]
    assert told.supports == [[0, 1, 2], [6, 7, 8]]
    assert told.rejects == [[6, 7, 8], [0, 1, 2]]
    assert told.counts[0, 12].tolist() == [30, 0, 0]


@pytest.mark.requirement("P-7")
def test_a_group_of_nine_is_as_if_absent():
    matrix = camps(FOR, AGAINST, noise=0, missing=0)
    told = traits(matrix[:39], np.repeat([0, 1], [30, 9]))
    assert told.sizes.tolist() == [30]
    assert told.supports == told.rejects == told.together == told.divides == []
    assert len(traits(matrix[:40], np.repeat([0, 1], [30, 10])).sizes) == 2


@pytest.mark.requirement("P-7")
def test_nothing_is_said_of_nine_voters_on_a_proposal():
    matrix = camps(FOR, AGAINST, noise=0, missing=0)
    matrix[9:30, [0, 12]] = np.nan  # nine of the first camp answered
    told = traits(matrix, np.repeat([0, 1], 30))
    assert told.counts[0, 0].tolist() == [-1, -1, -1]
    assert told.counts[1, 0].tolist() == [0, 0, 30]
    assert told.together == []
    assert 0 not in told.divides + told.supports[0] + told.rejects[1]
