"""Whether somebody who types an idea in other words is shown the proposal that says it: recall among the first five.

    python -m benchmarks.similar

200 pairs of a real answer and of a rewording, among 3,000 answers (tests/proposals/data/README.md). The weights of
what the site does were chosen on the even pairs; the odd ones are held out.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.scores import Scores
from benchmarks.tables import table
from proposals.encoder import load_encoder
from proposals.similar.index import Postings, TextIndex, letters_of, stems_of

BASE = Path(__file__).resolve().parents[1]
TEXTS = BASE / "demo" / "data" / "mobilite-3000.csv"
PAIRS = BASE / "tests" / "proposals" / "data" / "reworded-mobilite.csv"
FIRST = 5  # suggestions that a person sees
COLUMNS = {
    "all": ("recall@5", 3),
    "chosen": ("weights chosen on", 3),
    "held_out": ("held out", 3),
    "first": ("recall@1", 3),
    "apart": ("no word shared", 3),
    "milliseconds": ("ms a query", 1),
}
Ranking = Callable[[str, NDArray[np.float32]], list[int]]


class PairsTyped(NamedTuple):
    """n texts, and p of their rows with the words in which somebody types the same."""

    texts: list[str]
    rows: list[int]
    typed: list[str]


def read_pairs() -> PairsTyped:
    """Read the answers and the rewordings."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    row = {answer["id"]: place for place, answer in enumerate(answers)}
    return PairsTyped(
        [answer["text"] for answer in answers], [row[pair["id"]] for pair in pairs], [pair["typed"] for pair in pairs]
    )


def rankings(texts: Sequence[str], vectors: NDArray[np.float32]) -> Mapping[str, Ranking]:
    """Give the ways of finding: each names the rows of its first five for what is typed and its vector."""
    index = TextIndex("fr")
    index.add(dict(enumerate(texts)))
    stems = Postings()
    for text in texts:
        stems.add(stems_of(text, "fr"))
    by_words = TextIndex("fr")
    by_words.add(dict(enumerate(texts)))
    index.set_vectors(dict(enumerate(vectors)))
    letters = [set(letters_of(text)) for text in texts]

    def trigrams(typed: str, _vector: NDArray[np.float32]) -> list[int]:
        own = set(letters_of(typed))
        return _best(np.array([len(own & other) / max(len(own | other), 1) for other in letters]))

    return {
        "trigrams (pg_trgm's similarity)": trigrams,
        "full text (stems, BM25)": lambda typed, _vector: _best(stems.share(stems_of(typed, "fr"))),
        "sentence vectors": lambda _typed, vector: _best(vectors @ vector),
        "the site, without its encoder": lambda typed, _vector: [
            near.key for near in by_words.nearest(typed, None, FIRST)
        ],
        "the site": lambda typed, vector: [near.key for near in index.nearest(typed, vector, FIRST)],
    }


def _best(scores: NDArray[np.floating]) -> list[int]:
    return [int(row) for row in np.argsort(-scores, kind="stable")[:FIRST]]


def scored(pairs: PairsTyped, vectors: NDArray[np.float32], typed: NDArray[np.float32], ranking: Ranking) -> Scores:
    """Score one way of finding; `apart` counts the pairs that share no stem, `milliseconds` no encoding."""
    began = time.process_time()
    places = [
        found.index(row) if row in (found := ranking(words, vector)) else FIRST
        for row, words, vector in zip(pairs.rows, pairs.typed, typed, strict=True)
    ]
    seconds = time.process_time() - began
    hit = np.array(places) < FIRST
    shared = [
        bool(set(stems_of(words, "fr")) & set(stems_of(pairs.texts[row], "fr")))
        for row, words in zip(pairs.rows, pairs.typed, strict=True)
    ]
    return {
        "all": float(hit.mean()),
        "chosen": float(hit[::2].mean()),
        "held_out": float(hit[1::2].mean()),
        "first": float((np.array(places) == 0).mean()),
        "apart": float(hit[~np.array(shared)].mean()),
        "milliseconds": 1000 * seconds / len(places),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=BASE / "benchmarks" / "results" / "similar.json")
    options = parser.parse_args()
    encoder = load_encoder("use")
    assert encoder is not None  # "use" is one
    pairs = read_pairs()
    vectors, typed = (encoder.encode(texts).astype(np.float32) for texts in (pairs.texts, pairs.typed))
    found = {name: scored(pairs, vectors, typed, ranking) for name, ranking in rankings(pairs.texts, vectors).items()}
    print(table(f"{len(pairs.rows)} rewordings among {len(pairs.texts):,} answers", found, COLUMNS, "found by"))
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
