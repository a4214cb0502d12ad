"""Whatever participants write, grouping gives a result or a clear sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.clustering import Grouping, Parameters, group

pytestmark = pytest.mark.requirement("G-7")


def check_shapes(found: Grouping, number: int) -> None:
    groups = len(found.sizes)
    assert [len(each) for each in (found.labels, found.nearest, found.fit, found.outlier)] == [number] * 4
    assert found.centrals.shape == (groups, 3)
    assert found.closeness.shape == (groups, groups)
    assert found.positions.shape == (groups, 2)
    assert len(found.terms) == groups
    assert set(found.labels.tolist()) <= set(range(-1, groups))
    assert found.sizes.sum() == (found.labels >= 0).sum()
    assert all(np.isfinite(each).all() for each in (found.fit, found.outlier, found.closeness, found.positions))
    assert all(((each >= 0) & (each <= 1)).all() for each in (found.fit, found.outlier, found.positions))


def vectors_of(texts: list[str], dimensions: int = 16) -> np.ndarray:
    """Give alike texts alike vectors, and others vectors of their own."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    drawn = np.random.default_rng(0).normal(size=(len(places) + 1, dimensions))
    return np.array([drawn[places[text]] for text in texts]).reshape(len(texts), dimensions)


LONG = " ".join(f"mot{place % 700} vélo" for place in range(5000))
CORPORA = {
    "none": [],
    "one": ["Plus de bus"],
    "two": ["Plus de bus", "Moins d'avions"],
    "two alike": ["Plus de bus"] * 2,
    "all alike": ["Plus de bus"] * 40,
    "alike but for white space": ["Plus de bus", " Plus  de bus\n", "Plus\u00a0de bus"],
    "alike but for case": ["Plus de bus", "plus de bus", "PLUS DE BUS", "plus de bus !"],
    "all different": [f"chose{place} truc{place}" for place in range(40)],
    "empty": ["", " ", "\n\t"],
    "one among empty": ["", "Plus de bus", ""],
    "stop words": ["rien", "et", "de la", "pas tout", "oui", "non"],
    "one long": [LONG, "Plus de bus", "Plus de trains", "Vélo"],
    "emoji": ["🚲🚲", "🚂", "🚲", "👍🏽", "👨‍👩‍👧"],
    "Arabic": ["المزيد من الحافلات", "قطارات أكثر", "المزيد من القطارات", "حافلات مجانية"],
    "Chinese": ["公共交通应该免费", "更多公交车", "公共交通", "自行车道"],
    "mixed": ["公共交通", "Plus de bus", "🚲", "", "المزيد", "More trains", "\x00", "\ud800"],
}


@pytest.mark.parametrize("with_vectors", [True, False], ids=["vectors", "words alone"])
@pytest.mark.parametrize("texts", CORPORA.values(), ids=CORPORA)
def test_group_of_odd_corpora_gives_a_result(texts, with_vectors):
    check_shapes(group(texts, vectors_of(texts) if with_vectors else None), len(texts))


@pytest.mark.parametrize("with_vectors", [True, False], ids=["vectors", "words alone"])
@pytest.mark.parametrize("texts", CORPORA.values(), ids=CORPORA)
def test_group_into_more_groups_than_texts_says_so(texts, with_vectors):
    with pytest.raises(
        ValueError, match=r"^50 groups were asked for, and there are only \d+ distinct texts to group.$"
    ):
        group(texts, vectors_of(texts) if with_vectors else None, parameters=Parameters(groups=50))


@pytest.mark.parametrize("groups", [1, 2, 3])
@pytest.mark.parametrize(
    "name", ["all different", "alike but for case", "one long", "emoji", "Arabic", "Chinese", "mixed"]
)
def test_group_into_a_given_number_gives_that_number(name, groups):
    found = group(CORPORA[name], vectors_of(CORPORA[name]), parameters=Parameters(groups=groups, copies_by_words=False))
    check_shapes(found, len(CORPORA[name]))
    assert found.sizes.min() > 0
    assert len(found.sizes) == groups


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30) | st.sampled_from(["Plus de bus", "du vélo", "🚲", "公交"]), max_size=25))
def test_group_of_any_texts_gives_a_result(texts):
    check_shapes(group(texts, None), len(texts))
    check_shapes(group(texts, vectors_of(texts)), len(texts))


def test_group_places_no_empty_text():
    found = group(["", "Plus de bus", "Plus de bus le soir", " "], None)
    assert found.labels[[0, 3]].tolist() == found.nearest[[0, 3]].tolist() == [-1, -1]
    assert found.labels[1:3].min() >= 0


def test_group_of_texts_all_alike_is_one_group():
    found = group(["Plus de bus"] * 40, vectors_of(["Plus de bus"] * 40))
    assert (found.labels.tolist(), found.sizes.tolist(), found.outlier.max()) == ([0] * 40, [40], 0)


def test_group_of_texts_that_share_nothing_is_one_group():
    assert len(group(CORPORA["all different"], None).sizes) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"texts": ["a", "b"], "vectors": np.zeros((1, 4))}, "There are 2 texts and 1 vectors."),
        ({"texts": ["a"], "vectors": None, "previous": []}, "There are 1 texts and 0 previous."),
        ({"texts": ["a"], "vectors": None, "languages": ["fr", "en"]}, "There are 1 texts and 2 languages."),
        ({"texts": ["a"], "vectors": np.array([[np.nan]])}, "Vectors must be rows of finite numbers"),
        ({"texts": ["a"], "vectors": np.zeros(1)}, "Vectors must be rows of finite numbers"),
    ],
)
def test_group_refuses_what_does_not_agree_in_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        group(**arguments)
