"""The same texts give the same groups: whatever their order, copies, threads and process."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from synthesis.clustering import Parameters, compare, features, group
from synthesis.clustering.features import lexical
from synthesis.clustering.tokens import surfaces

ROOT = Path(__file__).parents[3]

IN_ANOTHER_PROCESS = """
import sys
import numpy as np
from threadpoolctl import threadpool_info
from synthesis.clustering import group
stored = np.load(sys.argv[1])
most = []
def look(stage, share):
    if stage == "explanation":
        most.append(max(pool["num_threads"] for pool in threadpool_info()))
found = group(stored["texts"].tolist(), stored["vectors"], progress=look)
print(most[0], found.fit.tobytes().hex()[:400], found.result_hash, *found.labels)
"""


def shuffled(number: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(number)


@pytest.fixture(scope="module")
def found(answers):
    return group(answers.texts, answers.vectors)


@pytest.mark.requirement("G-1")
@pytest.mark.parametrize("threads", [1, 2])
def test_group_gives_the_same_partition_in_twenty_orders(answers, found, threads):
    for seed in range(20):
        order = shuffled(240, seed)
        with threadpool_limits(threads):
            again = group([answers.texts[place] for place in order], answers.vectors[order])
        assert compare(again.labels, found.labels[order]) == 1.0
        assert again.labels.tolist() == found.labels[order].tolist()
        assert again.result_hash == found.result_hash


@pytest.mark.requirement("G-1")
@pytest.mark.parametrize("threads", ["1", "2"])
def test_group_gives_the_same_hash_in_another_process(answers, found, tmp_path, threads):
    np.savez(tmp_path / "corpus.npz", texts=np.array(answers.texts), vectors=answers.vectors)
    said = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, tmp_path / "corpus.npz"],
        env=os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert said[0] == "1"  # thread, also in the libraries that the run itself was first to load
    assert said[1] == found.fit.tobytes().hex()[:400]
    assert said[2] == found.result_hash
    assert [int(label) for label in said[3:]] == found.labels.tolist()


@pytest.mark.requirement("G-1")
def test_group_computes_on_one_thread_and_gives_the_others_back(answers):
    during: list[int] = []

    def look(stage: str, share: float) -> None:
        if stage != "done":
            during.extend(pool["num_threads"] for pool in threadpool_info())

    with threadpool_limits(2):
        before = threadpool_info()
        group(answers.texts, answers.vectors, progress=look)
        assert threadpool_info() == before
    assert set(during) == {1}


@pytest.mark.requirement("G-1")
def test_group_gives_the_same_explanation_in_another_order(answers, found):
    order = shuffled(240, 7)
    again = group([answers.texts[place] for place in order], answers.vectors[order])
    assert again.terms == found.terms
    assert order[again.centrals].tolist() == found.centrals.tolist()
    np.testing.assert_array_equal(again.positions, found.positions)
    np.testing.assert_array_equal(again.fit, found.fit[order])


@pytest.mark.requirement("G-1")
def test_group_from_landmarks_does_not_depend_on_order(answers):
    parameters = Parameters(landmarks=100, reduced_dimensions=32, groups=6)
    whole = group(answers.texts, answers.vectors, parameters=parameters)
    order = shuffled(240, 3)
    again = group([answers.texts[place] for place in order], answers.vectors[order], parameters=parameters)
    assert again.labels.tolist() == whole.labels[order].tolist()


def test_group_without_vectors_does_not_depend_on_order(answers):
    whole = group(answers.texts, None)
    order = shuffled(240, 5)
    again = group([answers.texts[place] for place in order], None)
    assert again.labels.tolist() == whole.labels[order].tolist()


def test_group_of_mixed_languages_does_not_depend_on_order(answers):
    languages = ["fr" if place % 3 else "en" for place in range(240)]
    whole = group(answers.texts, answers.vectors, languages=languages)
    order = shuffled(240, 11)
    again = group(
        [answers.texts[place] for place in order], answers.vectors[order], languages=[languages[i] for i in order]
    )
    assert again.result_hash == whole.result_hash


@pytest.mark.requirement("G-5")
def test_group_of_many_copies_changes_no_boundary(answers, found):
    texts = [*answers.texts, *[answers.texts[17]] * 200]
    vectors = np.vstack([answers.vectors, np.repeat(answers.vectors[17:18], 200, axis=0)])
    copied = group(texts, vectors)
    assert compare(copied.labels[:240], found.labels) == 1.0
    assert set(copied.labels[240:]) == {copied.labels[17]}
    assert copied.sizes.sum() - found.sizes.sum() == (200 if copied.labels[17] >= 0 else 0)
    assert copied.fit[:240].tolist() == found.fit.tolist()


def test_result_hash_follows_the_labels(answers, found):
    assert group(answers.texts, answers.vectors, parameters=Parameters(groups=3)).result_hash != found.result_hash


def test_group_leaves_what_it_was_given_as_it_was(answers):
    texts, vectors = list(answers.texts), answers.vectors.copy()
    group(texts, vectors)
    assert texts == answers.texts
    np.testing.assert_array_equal(vectors, answers.vectors)


@pytest.mark.requirement("G-1")
def test_the_seed_changes_no_group(answers, found):
    for seed in range(1, 5):
        again = group(answers.texts, answers.vectors, parameters=Parameters(seed=seed))
        assert compare(again.labels, found.labels) == 1.0
        assert again.result_hash == found.result_hash


@pytest.mark.requirement("G-1")
def test_axes_are_the_same_from_any_start(answers, monkeypatch):
    terms = [[surface.term for surface in surfaces(text, "fr")] for text in answers.texts]
    found, _ = lexical(terms, Parameters())
    monkeypatch.setattr(features, "_START", 7)
    again, _ = lexical(terms, Parameters())
    assert not np.array_equal(again, found)
    assert np.abs(found @ found.T - again @ again.T).max() < 1e-4


@pytest.mark.requirement("G-2")
def test_a_run_stored_before_replays_with_its_randomised_decomposition(answers):
    stored = Parameters(converged_svd=False).as_dict()
    before = group(answers.texts, answers.vectors, parameters=Parameters.from_dict(stored))
    del stored["converged_svd"]
    again = group(answers.texts, answers.vectors, parameters=Parameters.from_dict(stored))
    assert again.result_hash == before.result_hash
    assert not Parameters.from_dict(stored).converged_svd
