"""How well texts that say the same are found: average precision and recall among the first five."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.pair_sets import PairSet
from benchmarks.scores import Scores
from synthesis.clustering import twins

FIRST = 5  # suggestions that a person sees
UNLINKED = 10  # pairs that say different things, drawn for each pair that says the same
COLUMNS = {"ap": ("AP", 3), "recall_5": ("recall@5", 3), "ap_drawn": ("AP, 1 in 11", 3), "texts": ("texts", 0)}
Similarity = Callable[[Sequence[str], NDArray[np.float32]], NDArray[np.floating]]


def characters(texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.floating]:
    """Compare by TF-IDF of 3 to 5 characters within words, shape (n, n)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    return np.asarray((table @ table.T).toarray(), dtype=np.float32)


def sentences(texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.floating]:
    """Compare by sentence vectors, shape (n, n)."""
    return vectors @ vectors.T


def halves(texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.floating]:
    """Compare by the mean of both: the baseline."""
    return 0.5 * characters(texts, vectors) + 0.5 * sentences(texts, vectors)


def similarities() -> Mapping[str, Similarity]:
    """Give the ways of comparing: three baselines, our likeness, and the score that ours ranks pairs by."""
    return {
        "characters": characters,
        "sentences": sentences,
        "halves": halves,
        "likeness": twins.similarity,
        "ours": twins.ranking,
    }


def retrieved(keys: Sequence[str], table: NDArray[np.floating]) -> Scores:
    """Score a table of similarities, shape (n, n), against keys that linked texts share.

    `ap` is the mean, over the texts that have a link, of the average precision of all other texts
    ranked by similarity; `recall_5` the mean share of its links that are among the first five.
    `ap_drawn` pools pairs: the linked ones among ten times as many unlinked ones, drawn.
    """
    from sklearn.metrics import average_precision_score

    key = np.array(keys)
    precisions, recalls = [], []
    for place, row in enumerate(table):
        others = np.arange(len(key)) != place
        linked, scores = (key == key[place])[others], row[others]
        if linked.any():
            precisions.append(average_precision_score(linked, scores))
            first = np.argsort(-scores, kind="stable")[:FIRST]
            recalls.append(linked[first].sum() / linked.sum())
    return {
        "ap": float(np.mean(precisions)),
        "recall_5": float(np.mean(recalls)),
        "ap_drawn": _among_drawn(key, table),
        "texts": float(len(key)),
        "queries": float(len(precisions)),
    }


def _among_drawn(key: NDArray[np.str_], table: NDArray[np.floating]) -> float:
    from sklearn.metrics import average_precision_score

    upper = np.triu_indices(len(key), 1)
    linked = key[upper[0]] == key[upper[1]]
    apart = np.flatnonzero(~linked)
    number = min(len(apart), UNLINKED * int(linked.sum()))
    drawn = np.random.default_rng(0).choice(apart, number, replace=False)
    chosen = np.concatenate([np.flatnonzero(linked), drawn])
    return float(average_precision_score(linked[chosen], table[upper][chosen]))


def pairs(found: PairSet, vectors: NDArray[np.floating]) -> dict[str, Scores]:
    """Score each way of comparing on a set of pairs."""
    wide = np.asarray(vectors, dtype=np.float32)
    return {
        name: retrieved(found.keys, np.asarray(compare(found.texts, wide))) for name, compare in similarities().items()
    }
