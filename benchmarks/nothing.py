"""Answers that propose nothing: how many of those suggested are, and how many of those that are get suggested."""

import csv
from pathlib import Path

from benchmarks.scores import Scores
from synthesis.clustering.nothing import SUGGESTED, proposes_nothing

READ = Path(__file__).resolve().parents[1] / "tests" / "synthesis" / "data" / "proposes_nothing.csv"
COLUMNS = {
    "precision": ("precision", 2),
    "recall": ("recall", 2),
    "told": ("suggested", 0),
    "expected": ("propose nothing", 0),
    "texts": ("answers", 0),
}
HALVES = {"develop": "written from", "held out": "held out", "": "both halves"}
DRAWS = {"any": "any answer", "short": "at most eight words", "": "both draws"}


def nothing() -> dict[str, Scores]:
    """Score the rule on the 300 answers that a reader labelled, for each half and each way they were drawn."""
    with READ.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    return {
        f"{said}, {drawn_said}": scored(
            [row for row in read if half in ("", row["half"]) and drawn in ("", row["drawn"])]
        )
        for half, said in HALVES.items()
        for drawn, drawn_said in DRAWS.items()
    }


def scored(rows: list[dict[str, str]]) -> Scores:
    """Score the rule on rows with a ``text`` and a ``label``, "1" where the text proposes nothing."""
    told = [proposes_nothing(row["text"]).score >= SUGGESTED for row in rows]
    expected = [row["label"] == "1" for row in rows]
    right = sum(one and other for one, other in zip(told, expected, strict=True))
    return {
        "precision": right / max(sum(told), 1),
        "recall": right / max(sum(expected), 1),
        "told": float(sum(told)),
        "expected": float(sum(expected)),
        "texts": float(len(rows)),
    }
