"""What a grouping gives: its groups, numbered and explained, in the order in which the texts came."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering import explain, idea_map, theme_map
from synthesis.clustering.corpus import Corpus, labels_hash
from synthesis.clustering.features import Table
from synthesis.clustering.stages import Clock, Known, Partition
from synthesis.clustering.tokens import Surface


class Grouping(NamedTuple):
    """What a run found about n texts, in the order in which they were given.

    Attributes
    ----------
    labels
        Int array of shape (n,): the group of each text, from 0, the largest first; -1 for a text
        that belongs nowhere ("à classer").
    nearest
        Int array of shape (n,): the group that each text would be nearest to; -1 for a text of
        which nothing is known (empty, or without a word where there are no vectors).
    fit
        Float64 array of shape (n,), in [0, 1]: the cosine of a text with its nearest group.
    sizes
        Int array of shape (k,): texts placed in each group, copies included.
    centrals
        Int array of shape (k, 3): the most central texts of each group, padded with -1.
    terms
        For each group its terms as people write them, best first.
    closeness
        Float64 array of shape (k, k): cosines between group means.
    positions
        Float64 array of shape (k, 2), in [0, 1]: where groups stand on a map.
    outlier
        Float64 array of shape (n,), in [0, 1]: how far a text stands from all others.
    modularity
        Of the partition by `nearest`, on the graph of neighbours.
    k_offered
        Numbers of groups for the levels "broad", "medium" and "fine".
    result_hash
        SHA-256 of the labels, in the order of the hashes of the texts.
    stability
        Float64 array of shape (k,), in [0, 1]: see `stability.stability`; 0 where nothing is known,
        and everywhere without resamples. Not part of the hash.
    stages
        Seconds that each stage took; not part of the hash.
    turn
        Float64 array of shape (n,), in [0, 1): in which direction from the middle of its nearest
        group each text stands, see `theme_map.turns`; 0 where nothing is known. Not part of the hash.
    """

    labels: NDArray[np.intp]
    nearest: NDArray[np.intp]
    fit: NDArray[np.float64]
    sizes: NDArray[np.intp]
    centrals: NDArray[np.intp]
    terms: list[list[str]]
    closeness: NDArray[np.float64]
    positions: NDArray[np.float64]
    outlier: NDArray[np.float64]
    modularity: float
    k_offered: dict[str, int]
    result_hash: str
    stability: NDArray[np.float64]
    stages: dict[str, float]
    turn: NDArray[np.float64]


def explained(
    corpus: Corpus,
    written: Sequence[Sequence[Surface]],
    inner: NDArray[np.intp],
    known: Known,
    means: Table,
    found: Partition,
    firm: NDArray[np.float64],
    clock: Clock,
) -> Grouping:
    """Number the groups, explain them, and bring everything back to the order given."""
    groups = len(means)
    placed, copies = known.placed, corpus.copies[known.rows]
    sizes = np.bincount(placed[placed >= 0], copies[placed >= 0], groups).astype(np.intp)
    firsts = [int(np.argmax(known.labels == group)) for group in range(groups)]
    order = np.array(sorted(range(groups), key=lambda g: (-sizes[g], firsts[g])), dtype=np.intp)
    rank = np.empty(groups + 1, dtype=np.intp)
    rank[order], rank[groups] = np.arange(groups), -1  # the last one stands for -1
    row_labels = np.full(len(corpus.texts), -1, dtype=np.intp)
    row_labels[known.rows] = rank[placed]
    row_nearest = np.full(len(corpus.texts), -1, dtype=np.intp)
    row_nearest[known.rows] = rank[known.labels]
    row_fit = np.zeros(len(corpus.texts))
    row_fit[known.rows] = known.fit
    row_turn = np.zeros(len(corpus.texts))
    row_turn[known.rows] = theme_map.turns(known.table, known.labels)
    row_outlier = np.zeros(len(corpus.texts))
    row_outlier[known.rows] = explain.outlyingness(known.cosines, copies)
    central_rows = explain.central_texts(row_fit, row_labels, groups)
    given = np.full(len(corpus.texts) + 1, -1, dtype=np.intp)  # the last one stands for -1
    there = corpus.order[corpus.row[corpus.order] >= 0][::-1]
    given[corpus.row[there]] = there  # the first of the copies is written last
    labels = _spread(row_labels, corpus.row, -1)
    terms = explain.group_terms(written, row_labels[inner], groups)
    clock.end()
    return Grouping(
        labels=labels,
        nearest=_spread(row_nearest, corpus.row, -1),
        fit=_spread(row_fit, corpus.row, 0),
        sizes=sizes[order],
        centrals=given[central_rows],
        terms=terms,
        closeness=explain.closeness(means[order]),
        positions=idea_map.positions(means[order]),
        outlier=_spread(row_outlier, corpus.row, 0),
        modularity=found.modularity,
        k_offered=found.k_offered,
        result_hash=labels_hash(labels, corpus.hashed),
        stability=firm[order],
        stages=clock.seconds,
        turn=_spread(row_turn, corpus.row, 0),
    )


def _spread[Number: (np.intp, np.float64)](
    values: NDArray[Number], row: NDArray[np.intp], otherwise: int
) -> NDArray[Number]:
    """Give each text the value of its row; `otherwise` to an empty text."""
    return np.append(values, np.asarray([otherwise], dtype=values.dtype))[row]
