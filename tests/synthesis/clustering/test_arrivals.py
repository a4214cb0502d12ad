"""Texts that come after a run: each goes where its nearest texts are, and what resembles nothing is told apart."""

import numpy as np
import pytest

from synthesis.clustering import Parameters, group
from synthesis.clustering.arrivals import MISFITS, Placer
from tests.synthesis.clustering.test_stability import around_centres, directions, names
from tests.synthesis.texts import ALL


def halves(number, seed):
    """Which texts a run reads, and which come later: nine and one of ten."""
    places = np.random.default_rng(seed).permutation(number)
    return places[number // 10 :], places[: number // 10]


@pytest.mark.parametrize("seed", range(3))
def test_what_comes_later_goes_where_the_whole_would_put_it(seed):
    vectors = around_centres(300, 6, seed)
    read, later = halves(300, seed)
    whole = group(names(300), vectors, parameters=Parameters(groups=6))
    run = group([f"texte {place}" for place in read], vectors[read], parameters=Parameters(groups=6))
    placer = Placer.of([""] * 269 + ["x mot"], ["fr"] * 270, vectors[read], run.nearest)
    found = placer.place([""] * 30, ["fr"] * 30, vectors[later])
    number = dict(zip(whole.nearest[read].tolist(), run.nearest.tolist(), strict=True))
    assert [number[label] for label in whole.nearest[later].tolist()] == found.nearest.tolist()
    assert (found.labels == found.nearest).all()


def test_words_alone_place_a_text_with_those_that_use_them():
    run = group(ALL, None, parameters=Parameters(groups=4))
    placer = Placer.of(ALL, ["fr"] * len(ALL), None, run.nearest)
    found = placer.place([ALL[3], ALL[20], ""], ["fr"] * 3, None)
    assert found.nearest.tolist() == [run.nearest[3], run.nearest[20], -1]
    assert found.fits.tolist()[2] is False


def test_about_a_quarter_of_texts_like_the_others_fit_badly_and_most_strangers_do():
    vectors = np.vstack([directions(5, 1)[np.arange(600) % 5] + 0.15 * directions(600, 2)])
    read, later = halves(600, 3)
    placer = Placer.of([f"mot{n}" for n in range(540)], ["fr"] * 540, vectors[read], (read % 5).tolist())
    alike = placer.place(["autre"] * 60, ["fr"] * 60, vectors[later])
    strange = placer.place(["autre"] * 60, ["fr"] * 60, directions(60, 9))
    assert abs(1 - alike.fits.mean() - MISFITS) < 0.2
    assert strange.fits.mean() < 0.2


def test_as_many_are_left_to_be_sorted_as_the_run_left():
    vectors = directions(5, 1)[np.arange(600) % 5] + 0.15 * directions(600, 2)
    read, later = halves(600, 3)
    words = [f"mot{n}" for n in range(540)]
    placer = Placer.of(words, ["fr"] * 540, vectors[read], (read % 5).tolist(), unplaced=0.3)
    assert 0.1 < (placer.place(["autre"] * 60, ["fr"] * 60, vectors[later]).labels < 0).mean() < 0.5
    placer = Placer.of(words, ["fr"] * 540, vectors[read], (read % 5).tolist())
    assert (placer.place(["autre"] * 60, ["fr"] * 60, vectors[later]).labels >= 0).all()


def test_one_text_is_placed_as_it_is_among_others():
    run = group(ALL, None, parameters=Parameters(groups=4))
    placer = Placer.of(ALL, ["fr"] * len(ALL), None, run.nearest)
    together = placer.place(ALL, ["fr"] * len(ALL), None)
    for place, text in enumerate(ALL):
        alone = placer.place([text], ["fr"], None)
        assert alone.nearest[0] == together.nearest[place]
        assert alone.fit[0] == pytest.approx(together.fit[place])


def test_run_without_groups_places_nothing():
    with pytest.raises(ValueError, match="nowhere to place others"):
        Placer.of(["un", "deux"], ["fr"] * 2, None, [-1, -1])


def test_vectors_on_one_side_only_are_refused():
    placer = Placer.of(["un bus", "deux vélos"], ["fr"] * 2, None, [0, 1])
    with pytest.raises(ValueError, match="have vectors"):
        placer.place(["trois"], ["fr"], np.ones((1, 4)))
