"""Texts are split into parts that lead back to their words; a part may sit well in another group than its text."""

import time

import numpy as np
import pytest

from synthesis.clustering.also_in import SITS_WELL, also_in
from synthesis.clustering.corpus import plain
from synthesis.clustering.parts import Part, parts


def said(text):
    return [text[part.start : part.end] for part in parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plus de bus le soir. Des pistes cyclables sûres.", ["Plus de bus le soir.", "Des pistes cyclables sûres."]),
        ("plus de bus le soir ; baisser les prix", ["plus de bus le soir ;", "baisser les prix"]),
        ("- plus de bus\n- moins de camions\n- un train", ["plus de bus", "moins de camions\n- un train"]),
        ("1) plus de bus 2) moins de camions", ["plus de bus", "moins de camions"]),
        ("- plus de bus - moins de camions", ["plus de bus", "moins de camions"]),
        ("Le train - quand il passe - est trop cher", ["Le train - quand il passe - est trop cher"]),
        ("Le train - trop cher pour moi", ["Le train - trop cher pour moi"]),
        ("« Trop cher ! » Il faut baisser les prix", ["« Trop cher ! » Il faut baisser les prix"]),
        ("Il dit « trop cher ce train ! » Il faut y voir", ["Il dit « trop cher ce train ! »", "Il faut y voir"]),
        ("Bus, train, etc. dans les villages", ["Bus, train, etc. dans les villages"]),
        ("Bonjour. Plus de trains. Merci !", ["Bonjour. Plus de trains. Merci !"]),
        ("Un billet à 2.50 euros par jour", ["Un billet à 2.50 euros par jour"]),
        ("-5 % de vitesse sur les routes", ["-5 % de vitesse sur les routes"]),
        ("Voir avec M. martin et p. ex. les maires", ["Voir avec M. martin et p. ex. les maires"]),
        ("Oui", ["Oui"]),
        ("", []),
        (" ?! …", []),
    ],
)
def test_sentences_and_items_are_parts(text, expected):
    assert said(text) == expected


def test_long_runs_of_white_space_cost_little():
    began = time.process_time()
    assert said("plus de bus" + " " * 50_000 + "et de trains" + " \n" * 50_000) == [
        "plus de bus" + " " * 50_000 + "et de trains"
    ]
    assert time.process_time() - began < 2


def test_every_word_of_the_answers_is_in_one_part_and_in_order(answers):
    for text in answers.texts:
        found = parts(text)
        ends = [0, *(end for part in found for end in part), len(text)]
        assert ends == sorted(ends)
        between = "".join(text[end:start] for end, start in zip(ends[::2], ends[1::2], strict=True))
        assert not any(sign.isalpha() for sign in between), text
        assert all(part == Part(*part) and text[part.start : part.end].strip() for part in found)


@pytest.fixture(scope="module")
def world():
    """Three planted groups of forty texts on three axes; nothing else is known of them."""
    drawn = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 40)
    vectors = np.eye(8)[labels] + 0.1 * drawn.standard_normal((120, 8))
    return [f"texte numéro {place}" for place in range(120)], vectors.astype(np.float32), labels


def test_a_part_on_another_subject_is_told_and_one_on_its_own_is_not(world):
    texts, vectors, labels = world
    told = also_in(texts, vectors, labels, labels, [0, 0, 50], np.eye(8)[[0, 2, 0]])
    assert [(one.part, one.group) for one in told] == [(1, 2), (2, 0)]
    assert all(SITS_WELL <= one.fit <= 1 for one in told)


def test_a_part_on_no_subject_of_the_groups_is_not_told(world):
    texts, vectors, labels = world
    assert also_in(texts, vectors, labels, labels, [0, 1], np.vstack([np.eye(8)[5], np.zeros(8)])) == []


def test_the_best_part_stands_for_a_text_and_a_group(world):
    texts, vectors, labels = world
    near = np.eye(8)[2] + 0.8 * np.eye(8)[5]
    (told,) = also_in(texts, vectors, labels, labels, [0, 0], np.vstack([near, np.eye(8)[2]]))
    assert told.part == 1


def test_the_group_that_a_text_would_be_nearest_to_is_none_of_its_further_ones(world):
    texts, vectors, labels = world
    unplaced = labels.copy()
    unplaced[0] = -1
    parts_of_it = np.eye(8)[[0, 1]]
    told = also_in(texts, vectors, unplaced, labels, [0, 0], parts_of_it)
    assert [(one.part, one.group) for one in told] == [(1, 1)]


def test_a_text_does_not_vouch_for_its_own_part(world):
    texts, vectors, labels = world
    astray = vectors.copy()
    astray[0] = np.eye(8)[2]  # in the first group, and all about the subject of the third
    (of_itself,) = also_in(texts, astray, labels, labels, [0], np.eye(8)[[2]])
    (of_another,) = also_in(texts, astray, labels, labels, [5], np.eye(8)[[2]])
    assert of_itself.group == of_another.group == 2
    assert of_itself.fit > of_another.fit


def test_order_changes_nothing(world):
    texts, vectors, labels = world
    owners, found = [3, 50, 90], np.eye(8)[[1, 2, 0]] + 0.1
    told = also_in(texts, vectors, labels, labels, owners, found)
    order = np.random.default_rng(1).permutation(120)
    place = np.argsort(order)
    again = also_in(
        [texts[row] for row in order], vectors[order], labels[order], labels[order], place[owners].tolist(), found
    )
    assert len(told) == 3
    assert {(one.part, one.group, round(one.fit, 6)) for one in again} == {
        (one.part, one.group, round(one.fit, 6)) for one in told
    }


def test_copies_vouch_for_nothing(world):
    """Two hundred copies of a text that speaks of two things do not carry its second part into their own group."""
    texts, vectors, labels = world
    copies = [plain(texts[0]).upper() + " !" * (place % 3) for place in range(200)]
    both = np.vstack([vectors, np.repeat(vectors[:1], 200, axis=0)])
    grown = np.concatenate([labels, np.zeros(200, dtype=np.intp)])
    part = np.eye(8)[[1]] + 0.3 * np.eye(8)[[0]]
    alone = also_in(texts, vectors, labels, labels, [0], part)
    copied = also_in([*texts, *copies], both, grown, grown, [0], part)
    assert alone == copied
    assert len(alone) == 1


@pytest.mark.parametrize("labels", [[0, 0, 0], [-1, -1, -1]])
def test_one_group_or_none_has_no_other(labels):
    told = np.array(labels)
    assert also_in(["a b", "c d", "e f"], np.eye(3), told, told, [0], np.eye(3)[:1]) == []


def test_arguments_that_do_not_agree_are_named():
    none = np.zeros(1, dtype=np.intp)
    with pytest.raises(ValueError, match="There are 2 texts, 1 vectors"):
        also_in(["a", "b"], np.zeros((1, 3)), none, none, [], np.zeros((0, 3)))
    with pytest.raises(ValueError, match="2 owners of parts and 1 vectors"):
        also_in(["a"], np.zeros((1, 3)), none, none, [0, 0], np.zeros((1, 3)))
