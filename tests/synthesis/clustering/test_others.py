"""Texts beyond the landmarks: placed by what these taught, whatever else came."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.text import clean_whitespace_nfc, locate_words, stem
from synthesis.clustering import Parameters, compare, graph, group, others
from synthesis.clustering.features import features, lexical, unit_rows
from synthesis.clustering.stopwords import stop_words
from synthesis.clustering.tokens import stems, surfaces
from synthesis.clustering.vocabulary import Vocabulary

FEW = Parameters(landmarks=120, reduced_dimensions=32, groups=5)


def terms_of(texts):
    return [[surface.term for surface in surfaces(text, "fr")] for text in texts]


def test_words_looked_up_are_the_words_learnt(answers):
    texts = [clean_whitespace_nfc(text) for text in answers.texts]
    table, lexicon = lexical(terms_of(texts), Parameters())
    found = unit_rows(Vocabulary(lexicon).table(texts, ["fr"] * 240))
    assert table.any(axis=1).sum() > 200
    np.testing.assert_allclose(found, table, atol=1e-5)


def test_vectors_are_centred_as_those_learnt_from(answers):
    languages = ["fr" if place % 3 else "en" for place in range(240)]
    vectors = answers.vectors.astype(np.float32)
    learnt = features(terms_of(answers.texts), languages, vectors, Parameters())
    width = vectors.shape[1]
    found = learnt.centres.around(vectors, languages)
    np.testing.assert_allclose(unit_rows(learnt.table[:, :width]), found, atol=1e-5)
    assert learnt.centres.mixed


def test_four_rounds_of_smoothing_are_one_where_the_neighbours_are_known():
    drawn = np.random.default_rng(3)
    marks, far = (unit_rows(drawn.normal(size=(number, 8))) for number in (40, 25))
    joined = graph.symmetric(graph.weights(graph.nearest(marks, marks, 5, own=True), 40))
    rounds = graph.smoothing_rounds(marks, joined, 4, 0.3)
    passes = graph.weights(graph.nearest(far, marks, 5, own=False), 40)
    step = far
    for around in rounds[:-1]:
        step = graph.smoothed(step, passes, 0.3, around)
    total, own = others.heard(rounds, 0.3)
    shares = passes / passes.sum(axis=1)[:, None]
    np.testing.assert_allclose(own * far + shares @ total, step, atol=1e-5)


@pytest.mark.parametrize(("width", "number"), [(1000, 15), (1013, 15), (1000, 1), (90, 15), (10, 15), (15, 15)])
def test_the_best_of_each_row_are_found_by_runs(width, number):
    cosines = np.random.default_rng(width).normal(size=(50, width)).astype(np.float32)
    found = others.best(cosines, min(number, width))
    order = np.argsort(-cosines, axis=1)[:, :number]
    assert found.places.tolist() == order.tolist()
    assert found.cosines.tolist() == np.take_along_axis(cosines, order, axis=1).tolist()


def test_where_a_text_is_placed_does_not_depend_on_which_others_came(answers):
    whole = group(answers.texts, answers.vectors, parameters=FEW)
    outer = beyond(answers.texts)
    without = [place for place in range(240) if place != outer[0]]
    again = group([answers.texts[place] for place in without], answers.vectors[without], parameters=FEW)
    assert again.nearest.tolist() == whole.nearest[without].tolist()
    assert again.fit.tolist() == whole.fit[without].tolist()


def beyond(texts, landmarks=120):
    """Places of the texts that are no landmarks."""
    from synthesis.clustering.corpus import canonical

    corpus = canonical(texts, ["fr"] * len(texts), None, None, by_words=True)
    return np.flatnonzero(corpus.row >= landmarks).tolist()


def test_few_landmarks_find_much_the_same_groups_as_all(answers):
    whole = group(answers.texts, answers.vectors, parameters=Parameters(groups=5, level="broad"))
    few = group(answers.texts, answers.vectors, parameters=FEW)
    before = group(
        answers.texts, answers.vectors, parameters=Parameters(**FEW.as_dict() | {"learnt_on_landmarks": False})
    )
    assert compare(few.nearest, whole.nearest) > 0.4
    assert compare(few.nearest, before.nearest) > 0.4


@pytest.mark.requirement("G-4")
def test_what_a_person_decided_beyond_the_landmarks_holds(answers):
    outer = beyond(answers.texts)
    pinned = [-1] * 240
    pinned[outer[0]], pinned[outer[1]], pinned[outer[2]] = 0, 1, 1
    found = group(
        answers.texts,
        answers.vectors,
        parameters=FEW,
        pinned=pinned,
        together=[(outer[0], outer[3])],
        apart=[(outer[4], outer[5])],
    )
    assert found.labels[outer[1]] == found.labels[outer[2]] != found.labels[outer[0]]
    assert found.labels[outer[0]] == found.labels[outer[3]] >= 0
    assert found.nearest[outer[4]] != found.nearest[outer[5]]
    assert (found.nearest >= 0).all()


@pytest.mark.requirement("G-4")
def test_a_text_like_the_examples_joins_them_beyond_the_landmarks(planted):
    texts, subjects = planted
    texts = [f"{text} {turn}" for turn in ("ici", "partout", "demain") for text in texts]
    subjects = subjects * 3
    pinned = [subject if place < 36 else -1 for place, subject in enumerate(subjects)]
    found = group(texts, None, parameters=Parameters(landmarks=60, groups=3), pinned=pinned)
    assert compare(found.nearest, subjects) == 1.0


@pytest.mark.requirement("G-1")
def test_the_same_groups_again_from_the_earlier_ones(answers):
    first = group(answers.texts, answers.vectors, parameters=FEW)
    again = group(answers.texts, answers.vectors, parameters=FEW, previous=first.nearest.tolist())
    assert again.nearest.tolist() == first.nearest.tolist()


@pytest.mark.requirement("G-7")
@pytest.mark.parametrize(
    "texts", [["!!!", "???", "mot", "autre", "mots"] * 3, ["", "a", "b", "c", "日本", "🚲", "مرحبا"]]
)
def test_strange_texts_beyond_two_landmarks_are_placed(texts):
    drawn = np.random.default_rng(1).normal(size=(len(texts), 6))
    for vectors in (None, drawn, np.zeros((len(texts), 6))):
        found = group(texts, vectors, parameters=Parameters(landmarks=2))
        assert len(found.labels) == len(texts)


@pytest.mark.requirement("G-2")
def test_a_run_stored_before_learns_from_all_texts(answers):
    stored = json.loads(json.dumps(FEW.as_dict() | {"learnt_on_landmarks": False}))
    before = group(answers.texts, answers.vectors, parameters=Parameters.from_dict(stored))
    del stored["learnt_on_landmarks"]
    again = group(answers.texts, answers.vectors, parameters=Parameters.from_dict(stored))
    assert again.result_hash == before.result_hash
    assert before.fit.tolist() != group(answers.texts, answers.vectors, parameters=FEW).fit.tolist()


def test_progress_goes_on_block_by_block(answers, monkeypatch):
    monkeypatch.setattr(others, "BLOCK", 40)
    told = []
    group(answers.texts, answers.vectors, parameters=FEW, progress=lambda stage, share: told.append((stage, share)))
    assert [stage for stage, _ in told].count("groups") > 3
    assert [share for _, share in told] == sorted(share for _, share in told)


PIECES = st.lists(
    st.sampled_from(
        ["l'", "L’", "eau", "d'eau,", "aujourd'hui", "jusqu’", "RER", "œuvre", "日本", "…", "'", "qu'il", "Été."]
    )
)


@given(PIECES, st.sampled_from(["fr", "en", "de"]))
def test_words_read_by_pieces_are_those_of_the_whole_text(pieces, language):
    text = " ".join(pieces)
    kept = [word for word in locate_words(text) if word.folded not in stop_words(language)]
    whole = [(stem(word.folded, language), text[word.start : word.end]) for word in kept]
    assert [tuple(surface) for surface in surfaces(text, language)[: len(kept)]] == whole
    assert stems(text, language) == [term for term, _ in whole]
