"""Copies are folded by themselves, rewordings proposed; copies written otherwise change no boundary."""

import json

import numpy as np
import pytest

from proposals.encoder import load_encoder
from synthesis.clustering import Parameters, compare, group
from synthesis.clustering.corpus import canonical, plain
from synthesis.clustering.twins import folds, nearest_pairs, ranking, similarity
from tests.synthesis.texts import ALL

CAMPAIGN = [
    "Rouvrir la ligne de train entre Carhaix et Morlaix pour que chacun puisse aller travailler sans voiture",
    "Il faut rouvrir la ligne de train entre Carhaix et Morlaix, pour que chacun puisse aller travailler sans voiture",
    "Rouvrir la ligne de train de Carhaix à Morlaix afin que chacun puisse aller au travail sans voiture",
    "Je demande de rouvrir la ligne de train entre Carhaix et Morlaix : que chacun puisse travailler sans voiture !",
]


def written_otherwise(text: str, seed: int) -> str:
    """The same words with another case, and other punctuation and spaces between them."""
    draw = np.random.default_rng(seed)
    parts = [[word, word.upper(), word.capitalize()][draw.integers(3)] for word in plain(text).split()]
    marks = ["", ",", " ;", "...", " -", "!"]
    return " ".join(word + marks[draw.integers(len(marks))] for word in parts)


@pytest.fixture(scope="module")
def vectors():
    encoder = load_encoder("use")
    assert encoder is not None
    return encoder.encode([*ALL, *CAMPAIGN])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Des BUS, gratuits !", "des bus gratuits"),
        ("L’école d'à côté", "l' ecole d'a cote."),
        ("(10\u202f% de moins)", "10% de moins"),
    ],
)
def test_plain_levels_what_copies_differ_by(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("+ de bus", "de bus"), ("-5 % de taxes", "5 % de taxes"), ("10 % de bus", "10 bus"), ("pas de bus", "bus")],
)
def test_plain_keeps_signs_that_mean_something(one, other):
    assert plain(one) != plain(other)


def test_copies_are_folded_and_rewordings_proposed(vectors):
    texts = [*ALL, *CAMPAIGN, ALL[3].upper() + " !!!"]
    found = folds(texts, np.vstack([vectors, vectors[3:4]]))
    assert [set(fold.places) for fold in found if fold.automatic] == [{3, 28}]
    proposed = [fold for fold in found if not fold.automatic]
    assert set(proposed[0].places) == {24, 25, 26, 27}
    assert proposed[0].likeness[0] == 1.0
    assert all(0.75 <= value < 1 for value in proposed[0].likeness[1:])


def test_a_rewording_is_never_folded_by_itself(vectors):
    found = folds([*ALL, *CAMPAIGN], vectors, reworded=0.3)
    assert found
    assert not any(fold.automatic for fold in found)


def test_no_text_is_in_two_proposals_and_none_without_its_likeness(vectors):
    found = folds([*ALL, *CAMPAIGN], vectors, reworded=0.25)
    members = [place for fold in found for place in fold.places]
    assert len(members) == len(set(members)) > len(CAMPAIGN)
    assert all(len(fold.places) == len(fold.likeness) and min(fold.likeness) >= 0.25 for fold in found)


def test_folds_and_pairs_do_not_depend_on_order(vectors):
    texts = [*ALL, *CAMPAIGN]
    order = np.random.default_rng(4).permutation(len(texts))
    again = [texts[place] for place in order]
    first, second = (nearest_pairs(given, rows) for given, rows in ((texts, vectors), (again, vectors[order])))
    pairs = [{*ends} for ends in zip(first.first.tolist(), first.second.tolist(), strict=True)]
    assert pairs == [{*ends} for ends in zip(order[second.first], order[second.second], strict=True)]
    np.testing.assert_array_equal(first.score, second.score)
    told = folds(again, vectors[order], reworded=0.3)
    assert folds(texts, vectors, reworded=0.3) == [
        fold._replace(places=tuple(order[list(fold.places)].tolist())) for fold in told
    ]


def test_pairs_of_one_campaign_come_before_all_others(vectors):
    pairs = nearest_pairs([*ALL, *CAMPAIGN], vectors)
    best = np.argsort(-pairs.likeness)[:6]
    assert min(pairs.first[best].tolist()) >= len(ALL)
    assert (np.diff(pairs.score) <= 0).all()


def test_every_pair_has_the_score_that_pairs_are_ranked_by(vectors):
    texts = [*ALL, *CAMPAIGN, ALL[0].upper(), ""]
    whole = ranking(texts, np.vstack([vectors, vectors[:1], np.zeros_like(vectors[:1])]))
    pairs = nearest_pairs(texts, np.vstack([vectors, vectors[:1], np.zeros_like(vectors[:1])]))
    assert np.array_equal(whole, whole.T)
    assert np.allclose(whole[pairs.first, pairs.second], pairs.score)
    assert np.array_equal(whole[0, :-2], whole[len(ALL) + len(CAMPAIGN), :-2])


@pytest.mark.parametrize("texts", [[], ["un vélo"], ["", "un vélo"], ["", ""]])
def test_few_texts_are_ranked_by_their_likeness(texts):
    assert np.array_equal(ranking(texts, None), similarity(texts, None))


def test_blocks_of_rows_give_what_the_whole_gives(vectors, monkeypatch):
    texts = [*ALL, *CAMPAIGN]
    whole, pairs = similarity(texts, vectors), nearest_pairs(texts, vectors)
    monkeypatch.setattr("synthesis.clustering.twins._WHOLE", 20)  # blocks of seven rows
    again = nearest_pairs(texts, vectors)
    np.testing.assert_allclose(again.likeness, pairs.likeness, atol=1e-6)
    np.testing.assert_allclose(whole[pairs.first, pairs.second], pairs.likeness, atol=1e-6)
    with pytest.raises(ValueError, match="28 texts are too many"):
        similarity(texts, vectors)


def test_similarity_is_symmetric_and_one_for_copies(vectors):
    texts = ["", *ALL[:5], ALL[0].upper(), "?!"]
    found = similarity(texts, np.vstack([np.zeros(512), vectors[:5], vectors[5:6], np.zeros(512)]))
    np.testing.assert_array_equal(found, found.T)
    assert found[1, 6] == pytest.approx(1)
    assert not found[[0, 7]].any()


@pytest.mark.parametrize("texts", [[], [""], ["seul"], ["?", "!"]])
def test_few_texts_have_no_pairs_and_no_folds(texts):
    assert len(nearest_pairs(texts, None).first) == 0
    assert folds(texts, None) == []
    assert similarity(texts, None).shape == (len(texts), len(texts))


def test_arguments_that_do_not_agree_are_named():
    with pytest.raises(ValueError, match="2 texts and 1 vectors"):
        nearest_pairs(["a", "b"], np.zeros((1, 3)))
    with pytest.raises(ValueError, match="reworded is 0"):
        folds(["a"], None, reworded=0)


@pytest.mark.requirement("G-5")
@pytest.mark.parametrize("place", [17, 101, 230])
def test_copies_written_otherwise_change_no_boundary_of_words(answers, place):
    copies = [written_otherwise(answers.texts[place], seed) for seed in range(200)]
    alone, copied = group(answers.texts, None), group([*answers.texts, *copies], None)
    assert compare(copied.labels[:240], alone.labels) == 1.0  # the groups' numbers follow their sizes
    assert set(copied.labels[240:]) == {copied.labels[place]}
    assert copied.fit[:240].tolist() == alone.fit.tolist()
    assert copied.sizes.sum() - alone.sizes.sum() == (200 if alone.labels[place] >= 0 else 0)


@pytest.mark.requirement("G-5")
@pytest.mark.parametrize("place", [17, 101, 230])
def test_copies_written_otherwise_change_no_boundary(answers, place):
    copies = [written_otherwise(answers.texts[place], seed) for seed in range(200)]
    encoder = load_encoder("use")
    assert encoder is not None
    vectors = np.vstack([answers.vectors, encoder.encode(copies)])
    alone, copied = group(answers.texts, answers.vectors), group([*answers.texts, *copies], vectors)
    assert compare(copied.labels[:240], alone.labels) == 1.0
    assert set(copied.labels[240:]) == {copied.labels[place]}


@pytest.mark.requirement("G-5")
def test_copies_written_otherwise_moved_boundaries_when_only_spaces_were_levelled(answers):
    copies = [written_otherwise(answers.texts[17], seed) for seed in range(200)]
    before = Parameters(copies_by_words=False)
    alone, copied = (group(given, None, parameters=before) for given in (answers.texts, [*answers.texts, *copies]))
    assert compare(copied.labels[:240], alone.labels) < 0.9


@pytest.mark.requirement("G-1")
def test_a_run_stored_before_replays_as_it_was():
    stored = json.loads(json.dumps(Parameters().as_dict()))
    assert Parameters.from_dict(stored).copies_by_words
    del stored["copies_by_words"]
    assert not Parameters.from_dict(stored).copies_by_words


def test_the_most_careful_writing_stands_for_all_however_many_wrote_otherwise():
    texts = ["Une gare à Évry.", *["UNE GARE A EVRY"] * 5, "une gare à Évry !!!", "une gare a evry"]
    found = canonical(texts, ["fr"] * 8, None, None, by_words=True)
    assert (found.texts, found.copies.tolist()) == (["Une gare à Évry."], [8])
    assert len(canonical(texts, ["fr"] * 8, None, None).texts) == 4
