"""The parts of the bench: scores that say what they should, pins, pairs, made texts."""

import gzip
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from benchmarks import grouping, methods, nothing, pair_sets, pairs, scale, sets, taught
from benchmarks.child import Failed, measured
from benchmarks.scores import agreement
from tests.benchmarks.conftest import write
from tests.synthesis.texts import ALL, SUBJECTS

TRUTH = [subject for subject, texts in SUBJECTS.items() for _ in texts]
# Six texts a subject: each has all six words of its subject but one.
WORDS = [" ".join(subject + letter for letter in five) for subject in SUBJECTS for five in combinations("abcdef", 5)]
NOTHING = np.zeros((len(ALL), 4), dtype=np.float32)


def test_planted_groups_are_found_and_shuffled_labels_are_not():
    found = methods.tfidf(WORDS, ["fr"] * len(WORDS), NOTHING, 4, 0)
    shuffled = [TRUTH[place] for place in np.random.default_rng(1).permutation(len(TRUTH))]
    assert agreement(TRUTH, found) == pytest.approx((1, 1, 1))
    assert max(agreement(shuffled, found)) < 0.5


def test_the_silhouette_finds_the_number_of_planted_groups():
    assert len(set(methods.tfidf(WORDS, ["fr"] * len(WORDS), NOTHING, None, 0))) == 4


def test_a_method_that_fails_on_a_set_says_why():
    vectors = np.zeros((2, 4), dtype=np.float16)
    with pytest.raises(Failed, match="5 groups were asked for, and there are only 1 distinct texts"):
        measured("ours", ["un vélo", "un vélo"], ["fr", "fr"], vectors, 5, [0])


def test_half_of_a_small_theme_is_pinned_and_five_of_a_large_one():
    labels = ["grand"] * 30 + ["petit"] * 5 + ["seul"]
    pinned = taught.pins([f"texte {n}" for n in range(36)], labels, seed=3)
    assert np.bincount(pinned[pinned >= 0]).tolist() == [5, 2, 1]
    assert (pinned[:30] >= 0).sum() == 5


def test_a_text_of_two_themes_is_not_pinned():
    texts = ["Le vélo !", "le velo", "un train", "un bus"]
    assert taught.pins(texts, ["a", "b", "a", "b"], seed=0).tolist() == [-1, -1, 0, 1]


def test_pinned_texts_go_to_ours_once_it_takes_them(monkeypatch):
    assert ("ours" in taught.methods()) == ("pinned" in taught.inspect.signature(taught.group).parameters)
    monkeypatch.setattr(taught, "group", lambda texts, vectors, *, pinned=None: None)
    assert "ours" in taught.methods()


def test_a_perfect_similarity_finds_all_pairs_and_its_contrary_none_first():
    keys = [str(place // 2) for place in range(40)]
    table = (np.array(keys)[:, None] == np.array(keys)[None]).astype(float)
    perfect, contrary = pairs.retrieved(keys, table), pairs.retrieved(keys, -table)
    assert (perfect["ap"], perfect["recall_5"], perfect["ap_drawn"]) == (1, 1, 1)
    assert contrary["ap"] < 0.1
    assert contrary["recall_5"] == 0


def test_pairs_of_one_article_lose_its_number_and_amendments_are_named_as_absent(tmp_path):
    lines = [["Article 9 - Neutralité", "Un"], ["Modifier l'ARTICLE 9", "Deux"], ["Sans rien", "Trois"]]
    write(tmp_path / "republique-numerique" / "proposals.csv", ["title", "text"], lines)
    found, problems = pair_sets.gathered(tmp_path, None)
    assert [(one.texts, one.keys) for one in found] == [(["- Neutralité. Un", "Modifier l'. Deux"], ["9", "9"])]
    assert any("amendments of one article" in sentence for sentence in problems)


def test_a_likeness_that_all_texts_have_makes_no_pair():
    """Two texts that are like everything are scored below two that are like each other only."""
    formula = "il faut que nous ayons tous plus de moyens pour"
    texts = [f"{formula} {word}" for word in ("le vélo", "la gare", "les routes", "les écoles", "la mer", "le ciel")]
    texts += ["limiter la publicité lumineuse", "limiter la publicité lumineuse la nuit"]
    scored = {name: one(texts, np.zeros((8, 4), np.float32)) for name, one in pairs.similarities().items()}
    assert list(scored) == ["characters", "sentences", "halves", "likeness", "ours"]
    gap = {name: table[6, 7] - table[0, 1] for name, table in scored.items()}
    assert gap["ours"] > gap["likeness"]


def test_each_question_is_a_part_that_does_not_count(tmp_path):
    lines = [[f"texte {n}", f"{question}|{n % 3}"] for question in ("Un", "Deux") for n in range(24)]
    write(tmp_path / "grande-annotation" / "gdn_cat.csv", ["text", "label"], lines)
    found = sets.gathered(tmp_path, None, ["gdn_cat"]).sets
    assert [(one.name, len(one.texts), one.groups, one.counted) for one in found] == [
        ("gdn_cat", 48, 6, True),
        ("gdn_cat: Deux", 24, 3, False),
        ("gdn_cat: Un", 24, 3, False),
    ]


def test_a_set_that_nobody_knows_and_a_folder_that_is_absent_are_named():
    problems = sets.gathered(Path("nowhere"), Path("nowhere"), ["inconnu"]).problems
    assert problems[0] == "The folder nowhere given by --extra is absent."
    assert problems[1].startswith("No set is called 'inconnu': choose among gda_DC13")


def test_nothing_to_measure_is_a_status_of_its_own(tmp_path):
    told = ["--data", str(tmp_path), "--out", str(tmp_path / "grouping.json")]
    assert grouping.main([*told, "--scores"]) == 1


def test_made_texts_have_unit_vectors_near_those_they_come_from():
    base = np.eye(len(ALL), 512, dtype=np.float16)
    texts, vectors = scale.made(ALL, base, 50)
    wide = vectors.astype(np.float64)
    assert len(texts) == 50
    assert np.allclose(np.linalg.norm(wide, axis=1), 1, atol=1e-2)
    assert (wide @ base.T.astype(np.float64)).max(axis=1).min() > 0.9
    assert scale.made(ALL, base, 50)[0] == texts


def test_scale_is_measured_for_each_size(tmp_path, capsys):
    write(tmp_path / "told.csv", ["text"], [[text] for text in ALL])
    (tmp_path / "grand-debat").mkdir()
    packed = tmp_path / "grand-debat" / "environnement-20000.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "told.csv").read_bytes()))
    told = ["--data", str(tmp_path), "--sizes", "40,80", "--out", str(tmp_path / "s.json")]
    assert scale.main([*told, "--cache", str(tmp_path / "cache")]) == 0
    assert "Exponent of the seconds" in capsys.readouterr().out


def test_the_bench_of_scale_says_which_answers_it_needs(tmp_path, capsys):
    assert scale.main(["--data", str(tmp_path)]) == 1
    assert "environnement-20000.csv.gz is absent." in capsys.readouterr().out


def test_reworded_pairs_are_the_same_each_time(tmp_path):
    write(tmp_path / "grand-debat" / "mobilite-3000.csv", ["text"], [[text] for text in ALL])
    assert pair_sets.reworded(tmp_path) == pair_sets.reworded(tmp_path)
    assert len(set(pair_sets.reworded(tmp_path).keys)) == len(ALL)


def test_answers_that_propose_nothing_are_scored_for_each_half_and_draw():
    rows = nothing.nothing()
    assert rows["both halves, both draws"]["texts"] == 300
    assert rows["both halves, both draws"]["told"] == sum(
        rows[f"{half}, {draw}"]["told"]
        for half in ("written from", "held out")
        for draw in ("any answer", "at most eight words")
    )


def test_a_suggestion_counts_where_the_reader_agrees():
    read = [("Rien", "1"), ("Rien", "0"), ("Des pistes cyclables", "1"), ("Des pistes cyclables", "0")]
    found = nothing.scored([{"text": text, "label": label} for text, label in read])
    assert found == {"precision": 0.5, "recall": 0.5, "told": 2, "expected": 2, "texts": 4}
