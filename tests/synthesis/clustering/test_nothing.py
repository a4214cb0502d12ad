"""Answers that propose nothing: figures on answers that the rule was not written from, and a reason for each."""

import csv
from pathlib import Path

import pytest

from synthesis.clustering.nothing import LONG, SUGGESTED, Reason, proposes_nothing

LABELLED = Path(__file__).parents[1] / "data" / "proposes_nothing.csv"


def held_out(drawn: str = "") -> list[tuple[bool, bool]]:
    """Whether each held-out answer is suggested, and whether a reader labelled it so."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == "held out" and drawn in ("", row["drawn"])]
    return [(proposes_nothing(row["text"]).score >= SUGGESTED, row["label"] == "1") for row in rows]


@pytest.mark.parametrize(("drawn", "precision", "recall"), [("", 0.93, 0.7), ("any", 0.93, 0.45), ("short", 0.9, 0.85)])
def test_precision_and_recall_on_answers_held_out(drawn, precision, recall):
    told = held_out(drawn)
    right = sum(suggested and labelled for suggested, labelled in told)
    assert right / sum(suggested for suggested, _ in told) >= precision
    assert right / sum(labelled for _, labelled in told) >= recall


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("RIEN !", "fr", Reason.NOTHING),
        ("Néant", "fr", Reason.NOTHING),
        ("NSP", "fr", Reason.NO_OPINION),
        ("Ne se prononce pas", "fr", Reason.NO_OPINION),
        ("idem", "fr", Reason.ELSEWHERE),
        ("Voir plus haut.", "fr", Reason.ELSEWHERE),
        ("Sans objet", "fr", Reason.NOT_CONCERNED),
        ("Je les utilise déjà", "fr", Reason.ALREADY),
        ("Je ne souhaite pas répondre", "fr", Reason.REFUSAL),
        ("Ma voiture est indispensable", "fr", Reason.CANNOT),
        ("Nothing.", "en", Reason.NOTHING),
        ("n/a", "en", Reason.NOT_CONCERNED),
        ("See above", "en", Reason.ELSEWHERE),
        ("I already cycle to work", "en-gb", Reason.ALREADY),
        ("I don't know", "en", Reason.NO_OPINION),
    ],
)
def test_each_kind_is_suggested_with_its_reason(text, language, reason):
    seeming = proposes_nothing(text, language)
    assert (seeming.reason, seeming.score >= SUGGESTED) == (reason, True)
    assert seeming.sign


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Rien, si les bus étaient gratuits je les prendrais", "fr"),
        ("Je le fais déjà, mais il faudrait plus de pistes cyclables", "fr"),
        ("Idem : baisser le prix du train", "fr"),
        ("Des trains à l'heure", "fr"),
        ("Supprimer la voiture indispensable à rien", "fr"),
        ("Nothing will change unless there are more buses", "en"),
        ("I already cycle, but we need safe lanes", "en"),
    ],
)
def test_what_asks_for_something_is_not_suggested(text, language):
    assert proposes_nothing(text, language).score < SUGGESTED


def test_sign_in_a_long_answer_weighs_half():
    text = "Je les utilise déjà " + "chaque matin " * LONG
    assert proposes_nothing(text).score == proposes_nothing("Je les utilise déjà").score / 2


@pytest.mark.parametrize(("text", "language"), [("", "fr"), ("...", "fr"), ("nichts", "de"), ("Rien", "de")])
def test_nothing_is_said_of_what_the_rule_does_not_know(text, language):
    assert proposes_nothing(text, language) == (0.0, None, "")
