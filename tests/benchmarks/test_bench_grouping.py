"""The bench runs from end to end on a tiny folder, and names what it leaves out."""

import pytest

from benchmarks.grouping import compared

FIGURES = {"nmi_given_k", "ari_given_k", "nmi_own_k", "ari_own_k", "k", "seconds"}


@pytest.mark.requirement("G-8")
def test_every_method_is_scored_on_every_set_and_on_their_mean(ran):
    assert ran.status == 0
    assert set(ran.results["sets"]) == {"gda_DC13", "sound"}
    rows = [*ran.results["sets"].values(), ran.results["mean"]]
    assert [set(row) for row in rows] == [{"tfidf", "ours"}] * 3
    assert all(set(figures) >= FIGURES for row in rows for figures in row.values())


def test_the_mean_is_that_of_the_sets(ran):
    found = [row["ours"]["nmi_given_k"] for row in ran.results["sets"].values()]
    assert ran.results["mean"]["ours"]["nmi_given_k"] == pytest.approx(sum(found) / 2)


@pytest.mark.requirement("G-8")
def test_ours_finds_the_subjects_of_the_texts(ran):
    ours = ran.results["sets"]["sound"]["ours"]
    assert ours["nmi_given_k"] > 0.8
    assert ours["memory_mb"] > 10


@pytest.mark.parametrize("name", ["gdn_fisc", "gdn_cat", "ottensen", "egalite"])
def test_a_set_that_is_absent_is_named(ran, name):
    assert f"Set {name} is left out." in ran.said
    assert any(sentence.startswith(f"Set {name} ") for sentence in ran.results["problems"])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("headless", "has no column text: its columns are texte, label."),
        ("latin", "is not UTF-8 text"),
        ("alone", "24 labelled texts in 1 groups"),
    ],
)
def test_an_extra_file_that_cannot_serve_is_named_with_its_reason(ran, name, reason):
    (sentence,) = [problem for problem in ran.results["problems"] if problem.startswith(f"Set {name} ")]
    assert reason in sentence


def test_a_method_that_is_not_installed_is_named(ran):
    assert "bertopic is not installed: `make bertopic`" in ran.said


def test_marks_of_byte_order_empty_fields_and_quoted_lines_are_read(ran):
    assert "gda_DC13: 25 texts, 5 groups, 1 of them of one text" in ran.said


def test_stability_and_taught_have_their_figures(ran):
    assert ran.results["stability"]["sets"]["sound"]["seeds_ari"] == 1
    assert {"centres", "previous"} <= set(ran.results["taught"]["sets"]["sound"])


def test_a_file_of_pairs_is_scored_as_pairs(ran):
    assert set(ran.results["pairs"]) == {"grand-debat, reworded", "twins"}
    assert 0 < ran.results["pairs"]["twins"]["halves"]["ap"] <= 1


@pytest.mark.requirement("G-8")
def test_a_set_on_which_ours_is_behind_is_named():
    better, worse = {"nmi_given_k": 0.5, "ari_given_k": 0.4}, {"nmi_given_k": 0.5, "ari_given_k": 0.3}
    rows = {"un": {"ours": better, "tfidf": worse}, "deux": {"ours": worse, "tfidf": better}}
    assert compared(rows) == "At the given k, ours is below TF-IDF + k-means on deux (ARI)."
    assert compared({"un": rows["un"]}).endswith("nowhere below TF-IDF + k-means.")
