"""Whether groups come again when a fifth of the texts is left out."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering import graph, partition
from synthesis.clustering.features import Table, reduced, unit_rows
from synthesis.clustering.parameters import Parameters
from synthesis.clustering.provenance import one_thread

Word = Literal["solid", "fair", "fragile", ""]

RESAMPLES = 30
SHARE = 0.8  # of the texts that each resample keeps
FEWEST = 5  # distinct texts of a group: fewer come together again by chance, in noise too
# In noise (random directions and random words, 60 to 1,500 texts, 2 to 20 groups) no group of five texts
# passed 0.89; planted groups of twelve texts and more, as wide as their centres are far, were all above 0.95.
SOLID = 0.90
FAIR = 0.75  # below, Hennig does not trust that a group is there


def word(value: float) -> Word:
    """Say a stability in a word; nothing for 0, of which nothing is known.

    >>> word(0.97), word(0.8), word(0.4), word(0.0)
    ('solid', 'fair', 'fragile', '')
    """
    if value <= 0:
        return ""
    if value >= SOLID:
        return "solid"
    return "fair" if value >= FAIR else "fragile"


def stability(
    table: Table,
    labels: NDArray[np.intp],
    parameters: Parameters,
    *,
    groups: int | None = None,
    resamples: int = RESAMPLES,
    workers: int | None = None,
) -> NDArray[np.float64]:
    """Give for each group the mean Jaccard index with the group most like it in 80 % of the texts.

    Source: Hennig, *Cluster-wise assessment of cluster stability*, 2007, by subsets drawn without
    replacement. Each subset is grouped anew into as many groups, its graph of neighbours included,
    by Ward's tree and k-means, whatever the groups were started from. It tells whether a group
    depends on which texts happened to come; not whether it means something.

    Parameters
    ----------
    table
        Features of m texts in canonical order, shape (m, d), unit rows.
    labels
        Shape (m,): the group of each, from 0.
    groups
        How many there are, where the last ones may have no text here; None for as many as are named.
    resamples
        Subsets drawn, each from the seed and its own number.
    workers
        Processes that share the resamples, through joblib; the result is the same for any number.
        None is one, unless the caller stands in `joblib.parallel_config`, which may name Dask.

    Returns
    -------
    float64 array of shape (k,), in [0, 1]
        0 where nothing is known: a single group, a group of fewer than five texts here, no resample.
    """
    from joblib import Parallel, delayed

    sizes = np.bincount(labels, minlength=groups or 0)
    if np.count_nonzero(sizes) < 2 or not resamples:
        return np.zeros(len(sizes))
    narrow = unit_rows(reduced(table, parameters.reduced_dimensions, len(table)))
    drawn = Parallel(n_jobs=workers)(
        delayed(_resampled)(narrow, labels, len(sizes), parameters, turn) for turn in range(resamples)
    )
    found = np.array(drawn)
    there = ~np.isnan(found)
    means = np.where(there, found, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return np.where(sizes >= FEWEST, np.clip(means, 0, 1), 0.0)


def _resampled(
    table: Table, labels: NDArray[np.intp], groups: int, parameters: Parameters, turn: int
) -> NDArray[np.float64]:
    """Group one subset anew and compare: shape (k,), see `jaccards`. Runs in any process."""
    drawn = np.random.default_rng([parameters.seed, turn])
    kept = np.sort(drawn.choice(len(table), size=round(SHARE * len(table)), replace=False))
    with one_thread():
        again = _regrouped(table[kept], len(np.unique(labels)), parameters)
    return jaccards(labels[kept], again, groups)


def _regrouped(table: Table, groups: int, parameters: Parameters) -> NDArray[np.intp]:
    """Group m rows as `pipeline` does, into a number that is known."""
    number = graph.neighbours_of(len(table), parameters.neighbours)
    joined = graph.symmetric(graph.weights(graph.nearest(table, table, number, own=True), len(table)))
    smooth = graph.smoothing_rounds(table, joined, parameters.smoothing_rounds, parameters.own_share)[-1]
    return partition.k_means(smooth, next(partition.ward_cuts(smooth, groups)))


def jaccards(labels: NDArray[np.intp], again: NDArray[np.intp], groups: int) -> NDArray[np.float64]:
    """Give for each group the Jaccard index with the group of another partition most like it.

    Parameters
    ----------
    labels, again
        Shape (m,): two partitions of the same texts, from 0.

    Returns
    -------
    float64 array of shape (groups,), in [0, 1]
        NaN for a group of which no text is there.

    >>> jaccards(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), 3).round(2).tolist()
    [0.67, 0.5, nan]
    """
    width = int(again.max()) + 1
    shared = np.bincount(labels * width + again, minlength=groups * width).reshape(groups, width)
    sizes = shared.sum(axis=1)
    either = sizes[:, None] + shared.sum(axis=0) - shared
    best = (shared / np.maximum(either, 1)).max(axis=1)
    return np.where(sizes > 0, best, np.nan)
