"""Belongs nowhere: what nothing stands near, and what stands in a group not its own; by fit, not by a share."""

import numpy as np
import pytest

from synthesis.clustering import Parameters, compare, group
from tests.synthesis.clustering.test_stability import around_centres, directions, names, random_words

pytestmark = pytest.mark.requirement("G-3")


def unplaced(found) -> float:
    return float((found.labels < 0).mean())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("number", "groups"), [(60, 2), (60, 5), (300, 2), (300, 5), (300, 12)])
def test_tight_groups_keep_every_text(number, groups, seed):
    vectors = around_centres(number, groups, seed)
    # Words that no two texts share point nowhere: where they weigh, how a processor rounds would place some.
    alone = Parameters(groups=groups, lexical_weight=0.0)
    assert unplaced(group(names(number), vectors, parameters=alone)) == 0


def test_planted_subjects_keep_every_text_by_words_alone(planted):
    assert unplaced(group(planted[0], None)) == 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("number", [300, 1000])
def test_noise_leaves_much_unplaced(number, seed):
    assert unplaced(group(names(number), directions(number, seed))) > 0.2


@pytest.mark.parametrize("seed", range(3))
def test_random_words_leave_much_unplaced(seed):
    assert unplaced(group(random_words(300, seed), None)) > 0.15


@pytest.mark.parametrize("seed", range(5))
def test_isolated_idea_among_tight_groups_belongs_nowhere(seed):
    vectors = np.vstack([around_centres(300, 5, seed), directions(1, 100 + seed)])
    found = group(names(301), vectors, parameters=Parameters(groups=5))
    assert np.flatnonzero(found.labels < 0).tolist() == [300]


@pytest.mark.parametrize("seed", range(5))
def test_isolated_idea_among_real_answers_belongs_nowhere(answers, seed):
    elsewhere = np.random.default_rng(seed).normal(scale=512**-0.5, size=(1, 512))
    found = group([*answers.texts, "xylophone zibeline quincaillerie"], np.vstack([answers.vectors, elsewhere]))
    assert found.labels[240] == -1
    assert found.nearest[240] >= 0


def test_most_real_answers_are_placed(answers):
    assert 0 < unplaced(group(answers.texts, answers.vectors)) < 0.2


def test_text_between_two_groups_goes_where_its_neighbours_are(answers):
    """A weak fit is not enough: who stands with neighbours of its group stays."""
    found = group(answers.texts, answers.vectors)
    placed, nowhere = found.labels >= 0, found.labels < 0
    assert found.fit[placed].min() < found.fit[nowhere].max()


def test_share_of_an_earlier_run_still_rules_its_replay(answers):
    stored = {**Parameters().as_dict(), "unplaced_share": 0.10}
    then = group(answers.texts, answers.vectors, parameters=Parameters.from_dict(stored))
    now = group(answers.texts, answers.vectors)
    assert then.result_hash != now.result_hash
    assert compare(then.nearest, now.nearest) == 1.0
    assert (then.labels < 0).sum() == len(set(answers.texts)) // 10


def test_placing_by_fit_does_not_depend_on_order(answers):
    order = np.random.default_rng(9).permutation(240)
    again = group([answers.texts[place] for place in order], answers.vectors[order])
    assert again.labels.tolist() == group(answers.texts, answers.vectors).labels[order].tolist()


def test_single_group_keeps_every_text(answers):
    assert unplaced(group(answers.texts, answers.vectors, parameters=Parameters(groups=1))) == 0


@pytest.mark.parametrize("learnt_on_landmarks", [True, False])
def test_texts_beyond_the_landmarks_are_placed_alike(learnt_on_landmarks):
    parameters = Parameters(groups=3, landmarks=120, reduced_dimensions=64, learnt_on_landmarks=learnt_on_landmarks)
    isolated, others = 0, 0
    for seed in range(12):
        vectors = np.vstack([around_centres(400, 3, seed=seed), directions(1, 7 + seed)])
        out = np.flatnonzero(group(names(401), vectors, parameters=parameters).labels < 0)
        isolated += int(400 in out)
        others += int((out < 400).sum())
    assert isolated >= 5  # of twelve: among so few landmarks, some come near it by chance
    assert others <= 2  # of 4,800
