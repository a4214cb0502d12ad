"""Made texts of two ideas hold both labels; parts are scored by them."""

import numpy as np
import pytest

from benchmarks import ideas, sets
from benchmarks.reading import Unreadable
from tests.synthesis.texts import ALL, SUBJECTS

TRUTH = [subject for subject, texts in SUBJECTS.items() for _ in texts]


def encode(texts):
    """Each subject has its direction; a text points between those that it names."""
    signs = {"velo": ("vélo", "cyclable"), "train": ("train", "gare"), "tele": ("télé", "bureau"), "prix": ("bus",)}
    counts = [[sum(text.lower().count(sign) for sign in found) for found in signs.values()] for text in texts]
    own = [0.1 * np.random.default_rng(len(text)).standard_normal(4) for text in texts]
    table = np.hstack([np.array(counts, dtype=np.float64).reshape(-1, 4), np.array(own).reshape(-1, 4)])
    return (table / np.linalg.norm(table, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def labelled():
    return sets.labelled("four", list(zip(ALL * 3, TRUTH * 3, strict=True)))


def test_a_quarter_of_the_texts_is_joined_to_others_of_another_label(labelled):
    made, held = ideas.joined(labelled, seed=0)
    two = [row for row, labels in enumerate(held) if len(labels) == 2]
    assert len(two) == 9
    assert len(made.texts) == len(labelled.texts) - 9
    assert all(made.labels[row] in held[row] for row in range(len(held)))
    assert all(". " in made.texts[row] for row in two)


def test_parts_find_the_other_subject_of_joined_texts(labelled):
    scores = ideas.means_of([ideas.further_of_joined(labelled, encode, seed) for seed in range(3)])
    assert scores["parts"]["precision"] > 0.9
    assert scores["parts"]["recall"] > 0.5
    assert scores["first group"]["precision"] > 0.9


def test_first_themes_are_scored_for_whole_texts_and_for_parts(labelled):
    rows = ideas.first_themes(labelled, encode(labelled.texts), encode)
    assert list(rows) == ["whole texts", "mean of parts", "half whole, half parts", "parts grouped"]
    assert rows["whole texts"]["ari_given_k"] > 0.8
    assert all(set(row) == set(ideas.FIRST) for row in rows.values())


def test_answers_that_nobody_labelled_are_named():
    with pytest.raises(Unreadable, match="none of the answers of several_ideas"):
        ideas.further_of_read({"1": "un vélo"}, encode)
