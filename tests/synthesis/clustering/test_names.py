"""Names proposed for groups: short, whole, from the texts, no two alike, never a list of stop words."""

import csv
import re

import numpy as np
import pytest

from consult.text import words
from synthesis.clustering import Parameters, group
from synthesis.clustering.names import group_names
from synthesis.clustering.stopwords import stop_words
from tests.synthesis.clustering.conftest import MOBILITY
from tests.synthesis.texts import SUBJECTS


@pytest.fixture(scope="module")
def texts():
    with MOBILITY.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)][:1000]


@pytest.fixture(scope="module", params=[6, 12, 30])
def labels(texts, request):
    """Groups of real answers, made from their words alone."""
    return group(texts, None, parameters=Parameters(groups=request.param)).labels


@pytest.fixture(scope="module")
def names(texts, labels):
    return group_names(texts, labels)


def test_names_are_two_to_five_words(names):
    assert all(2 <= len(re.split(r"[ ’-]", name)) <= 7 for name in names)  # an elided article is no word
    assert all(2 <= len(re.split(r"[ -]", name)) <= 5 for name in names)


def test_no_two_groups_have_the_same_name(names):
    assert len({name.casefold() for name in names}) == len(names)


def test_names_begin_with_a_capital_and_have_no_other_but_of_acronyms_and_names(names, texts):
    assert all(name[0].isupper() for name in names)
    whole = " ".join(texts)
    for word in (word for name in names for word in name[1:].split() if word != word.lower()):
        assert whole.count(word) > 2 * len(re.findall(rf"\b{word.lower()}\b", whole))


def test_names_begin_and_end_with_a_full_word(names):
    stopped = stop_words("fr")
    assert not [name for name in names if {words(name)[0], words(name)[-1]} & stopped]
    assert not [name for name in names if "divers" in words(name)]


def test_words_of_a_name_are_whole_words_of_its_group(names, texts, labels):
    for number, name in enumerate(names):
        said = {word for text, label in zip(texts, labels, strict=True) if label == number for word in words(text)}
        assert set(words(name)) - {"et"} <= said


def test_phrases_are_written_as_people_wrote_them(names, texts):
    whole = " ".join(" ".join(words(text)) for text in texts)
    assert all(" ".join(words(name)) in whole for name in names if " et " not in name)


def test_names_do_not_depend_on_order(names, texts, labels):
    order = np.random.default_rng(5).permutation(len(texts))
    assert group_names([texts[place] for place in order], labels[order]) == names


def test_articles_and_prepositions_are_kept_inside():
    said = ["Le prix des billets de train est fou", "baisser le prix des billets de train", "prix des billets de train"]
    other = [
        "des pistes cyclables sécurisées",
        "Pistes cyclables sécurisées !",
        "faire des pistes cyclables sécurisées",
    ]
    assert group_names(said + other, np.array([0] * 3 + [1] * 3)) == [
        "Prix des billets de train",
        "Pistes cyclables sécurisées",
    ]


def test_acronyms_keep_their_capitals_and_shouting_does_not():
    said = ["Les retards de la SNCF", "LES RETARDS DE LA SNCF", "trop de retards de la SNCF", "retards de la SNCF"]
    assert group_names([*said, *SUBJECTS["velo"]], np.array([0] * 4 + [1] * 6))[0] == "Retards de la SNCF"


def test_groups_alike_have_names_that_differ():
    same = ["des bus gratuits en ville", "bus gratuits le soir", "des bus gratuits"]
    found = group_names([*same, *same, *same], np.repeat([0, 1, 2], 3))
    assert len(set(found)) == 3
    assert "Bus gratuits" in found


@pytest.mark.parametrize(("language", "joined"), [("fr", " et "), ("en", " and ")])
def test_without_a_common_phrase_two_words_are_joined(language, joined):
    said = ["bus ! train", "train ? bus", "bus. train.", "bus"]
    assert group_names([*said, "ferry"], np.array([0] * 4 + [1]), language) == [f"Bus{joined}train", "Ferry"]


def test_groups_of_nothing_have_no_name():
    assert group_names([], np.zeros(0, dtype=np.intp)) == []
    assert group_names(["de la", "?"], np.array([0, 1])) == ["", ""]
    assert group_names(["des bus gratuits"], np.array([-1])) == []
    with pytest.raises(ValueError, match="1 texts and 2 labels"):
        group_names(["a"], np.array([0, 0]))
