"""Noise gives no solid group, planted groups are all solid; the same whatever the order and the workers."""

import joblib
import numpy as np
import pytest
from joblib.parallel import SequentialBackend

from synthesis.clustering import Parameters, group
from synthesis.clustering.corpus import canonical
from synthesis.clustering.stability import FAIR, FEWEST, SOLID, jaccards, stability, word


def directions(number: int, seed: int) -> np.ndarray:
    """Unit vectors that have nothing in common."""
    return np.random.default_rng(seed).normal(size=(number, 128))


def around_centres(number: int, groups: int, seed: int) -> np.ndarray:
    """Vectors around so many directions, as far from them as these are long."""
    drawn = np.random.default_rng(seed)
    centres = drawn.normal(size=(groups, 128))
    return centres[np.arange(number) % groups] + drawn.normal(size=(number, 128))


def names(number: int) -> list[str]:
    """Texts that share no word, so that vectors alone speak."""
    return [f"texte{place}" for place in range(number)]


def random_words(number: int, seed: int) -> list[str]:
    drawn = np.random.default_rng(seed)
    return [" ".join(f"mot{word}" for word in drawn.integers(0, 400, 12)) for _ in range(number)]


def words_of(found) -> list[str]:
    return [word(value) for value in found.stability]


NOISE = [(60, 2), (60, 5), (60, 12), (60, None), (300, 2), (300, 5), (300, 20), (300, None)]


@pytest.mark.requirement("G-3")
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("number", "groups"), NOISE)
def test_random_directions_give_no_solid_group(number, groups, seed):
    found = group(names(number), directions(number, seed), parameters=Parameters(groups=groups), resamples=30)
    assert len(found.sizes) > 1
    assert "solid" not in words_of(found)


@pytest.mark.requirement("G-3")
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("number", "groups"), NOISE)
def test_random_words_give_no_solid_group(number, groups, seed):
    found = group(random_words(number, seed), None, parameters=Parameters(groups=groups), resamples=30)
    assert len(found.sizes) > 1
    assert "solid" not in words_of(found)


@pytest.mark.requirement("G-3")
@pytest.mark.parametrize("groups", [5, None])
def test_much_noise_gives_fragile_groups_only(groups):
    found = group(names(1500), directions(1500, 0), parameters=Parameters(groups=groups), resamples=10)
    assert set(words_of(found)) == {"fragile"}


@pytest.mark.requirement("G-3")
@pytest.mark.parametrize(("number", "groups"), [(60, 2), (60, 5), (300, 2), (300, 5), (300, 12)])
def test_planted_groups_are_all_solid(number, groups):
    vectors = around_centres(number, groups, seed=1)
    found = group(names(number), vectors, parameters=Parameters(groups=groups), resamples=30)
    assert words_of(found) == ["solid"] * groups


@pytest.mark.requirement("G-3")
def test_planted_groups_among_many_texts_are_all_solid():
    found = group(names(1500), around_centres(1500, 12, seed=1), parameters=Parameters(groups=12), resamples=10)
    assert words_of(found) == ["solid"] * 12


@pytest.mark.requirement("G-3")
def test_planted_subjects_are_solid_by_words_alone(planted):
    assert words_of(group(planted[0], None, resamples=30)) == ["solid"] * 3


def test_planted_groups_above_the_landmarks_are_solid():
    parameters = Parameters(groups=3, landmarks=120, reduced_dimensions=32)
    found = group(names(400), around_centres(400, 3, seed=1), parameters=parameters, resamples=10)
    assert words_of(found) == ["solid"] * 3


def test_planted_group_cut_in_two_is_not_solid():
    """Three subjects asked for as four: what cuts one of them depends on who came."""
    found = group(names(300), around_centres(300, 3, seed=1), parameters=Parameters(groups=4), resamples=30)
    assert sorted(words_of(found)).count("solid") == 2


@pytest.fixture(scope="module")
def found(answers):
    return group(answers.texts, answers.vectors, resamples=10)


def test_stability_changes_no_group(answers, found):
    without = group(answers.texts, answers.vectors)
    assert without.result_hash == found.result_hash
    assert without.stability.tolist() == [0.0] * len(found.sizes)


@pytest.mark.requirement("G-1")
def test_stability_does_not_depend_on_order(answers, found):
    order = np.random.default_rng(3).permutation(240)
    again = group([answers.texts[place] for place in order], answers.vectors[order], resamples=10)
    assert again.stability.tolist() == found.stability.tolist()


@pytest.mark.requirement("G-1")
def test_stability_does_not_depend_on_the_number_of_workers(answers, found):
    again = group(answers.texts, answers.vectors, resamples=10, workers=2)
    assert again.stability.tolist() == found.stability.tolist()


class Told(SequentialBackend):
    """Computes in place, and remembers that it was asked."""

    asked = 0

    def configure(self, *args, **kwargs):
        type(self).asked += 1
        return super().configure(*args, **kwargs)


def test_stability_goes_through_the_backend_that_the_caller_chose(answers, found):
    """So Dask can be set, without this code knowing of it."""
    joblib.register_parallel_backend("told", Told)
    with joblib.parallel_config("told"):
        again = group(answers.texts, answers.vectors, resamples=10)
    assert Told.asked == 1
    assert again.stability.tolist() == found.stability.tolist()


def test_stability_of_copies_is_that_of_the_text(answers, found):
    vectors = np.vstack([answers.vectors, np.repeat(answers.vectors[17:18], 50, axis=0)])
    again = group([*answers.texts, *[answers.texts[17]] * 50], vectors, resamples=10)
    assert sorted(again.stability) == sorted(found.stability)


@pytest.mark.parametrize("texts", [[], ["Plus de bus"], ["Plus de bus"] * 9, ["un vélo", "le train"], [""]])
def test_stability_of_next_to_nothing_is_not_known(texts):
    found = group(texts, None, resamples=3)
    assert found.stability.tolist() == [0.0] * len(found.sizes)


def test_group_of_few_texts_has_no_stability():
    vectors = np.vstack([around_centres(30, 2, seed=1), np.eye(128)[:1] * 9 + directions(FEWEST - 1, 5) / 99])
    found = group(names(len(vectors)), vectors, parameters=Parameters(groups=3), resamples=10)
    assert found.stability[-1] == 0
    assert found.stability[:-1].min() > 0


def test_resamples_need_no_previous_start(answers, found):
    """The word says what the texts hold, not what the run was started from."""
    again = group(answers.texts, answers.vectors, previous=found.nearest.tolist(), resamples=10)
    assert again.stability.tolist() == found.stability.tolist()


def test_jaccard_is_that_of_the_group_most_alike():
    labels, again = np.array([0, 0, 0, 1, 1, 1]), np.array([1, 1, 0, 0, 0, 0])
    assert jaccards(labels, again, 2).tolist() == [2 / 3, 3 / 4]


@pytest.mark.requirement("G-3")
def test_group_whose_texts_all_lie_beyond_the_landmarks_has_no_stability():
    """A person placed two texts that the landmarks do not hold in a theme of their own, like no other; and two that
    they do hold in two others.
    """
    texts, vectors = names(200), directions(3, 4)[np.arange(200) % 2] + directions(200, 1) / 4
    rows = canonical(texts, ["fr"] * 200, vectors, None).row
    beyond = np.flatnonzero(rows >= 60)[:2].tolist()
    marks = [int(np.flatnonzero((rows < 60) & (np.arange(200) % 2 == side))[0]) for side in (0, 1)]
    vectors[beyond] = directions(3, 4)[2]
    pinned = [-1] * 200
    for place, theme in zip([*marks, *beyond], [1, 2, 7, 7], strict=True):
        pinned[place] = theme
    parameters = Parameters(landmarks=60, reduced_dimensions=16, groups=3)
    found = group(texts, vectors, parameters=parameters, pinned=pinned, resamples=5)
    alone = found.labels[beyond[0]]
    assert (found.labels == alone).sum() == 2
    assert [value > 0 for value in found.stability] == [place != alone for place in range(3)]


def test_stability_of_a_group_without_a_text_is_not_known():
    labels = np.array([0, 2] * 30)
    found = stability(around_centres(60, 2, seed=1), labels, Parameters(), groups=5, resamples=3)
    assert [value > 0 for value in found] == [True, False, True, False, False]


def test_group_that_no_resample_holds_counts_as_not_known():
    """One text in a hundred may be left out of them all, and is no error."""
    labels = np.array([0] * 50 + [1] * 50)
    assert np.isfinite(stability(directions(100, 0), labels, Parameters(), resamples=1)).all()


@pytest.mark.parametrize(
    ("value", "said"), [(0, ""), (0.01, "fragile"), (FAIR, "fair"), (SOLID - 1e-9, "fair"), (SOLID, "solid")]
)
def test_word_begins_at_its_threshold(value, said):
    assert word(value) == said
