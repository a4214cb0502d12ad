"""Opinion groups: people whose positions are alike. Arrays in, arrays out; who they are is not known here."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.provenance import one_thread

Matrix = NDArray[np.float64]

SEED = 0
LEAST_POSITIONS = 7  # that a person has taken
LEAST_VOTERS = 5  # that a proposal has
LEAST_MEMBERS = 10  # of a group, and voters of a group on a proposal, that are told
MOST_GROUPS = 5
CLEAR = 0.5  # mean silhouette from which there is a structure (Kaufman and Rousseeuw, 1990, chapter 2)
MOST_COMPARED = 5_000  # people among whom the silhouette is measured: it compares each with each
TOLD = 3  # proposals, of each sort


class OpinionGroups(NamedTuple):
    """Groups from 0, the largest first; -1 for those whom no group holds. Empty of groups when none is clear."""

    labels: NDArray[np.intp]
    people: int
    proposals: int
    silhouette: float


class Traits(NamedTuple):
    """What tells the groups apart. Columns are those of the matrix; nothing is said of fewer than ``least`` people.

    ``sizes`` has shape (k,); ``counts`` has shape (k, columns, 3): agree, mixed, disagree, or -1 where fewer voted.
    """

    sizes: NDArray[np.intp]
    counts: NDArray[np.intp]
    supports: list[list[int]]
    rejects: list[list[int]]
    together: list[int]
    divides: list[int]


def opinion_groups(matrix: Matrix, *, seed: int = SEED) -> OpinionGroups:
    """Group people by their positions.

    The method is that of Small, Bjorkegren, Erkkilä, Shaw and Megill, *Polis: scaling deliberation by mapping high
    dimensional opinion spaces*, 2021: two principal components of the matrix of positions, then k-means, with the
    number of groups that has the best silhouette. Unlike there, people are not weighted by how much they answered,
    and groups that are not clear are not told.

    Parameters
    ----------
    matrix
        Shape (people, proposals): 1, 0, -1, and NaN where no position was taken. The order of the rows is of no
        consequence.
    seed
        Starts k-means and, above ``MOST_COMPARED`` people, the sample in which the silhouette is measured.

    Raises
    ------
    ValueError
        When the matrix is not of two dimensions, or holds anything else.

    >>> camps = np.repeat([[1.0] * 8, [-1.0] * 8], 30, axis=0)
    >>> np.bincount(opinion_groups(camps).labels).tolist()
    [30, 30]
    """
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2:
        raise ValueError(f"matrix has {values.ndim} dimensions: it must have people in rows and proposals in columns.")
    if not np.isin(values[~np.isnan(values)], (-1, 0, 1)).all():
        raise ValueError("matrix holds a value that is none of 1, 0, -1 and NaN.")
    people, columns = _answered_enough(values)
    labels = np.full(len(values), -1, dtype=np.intp)
    kept = values[np.ix_(people, columns)]
    filled = np.where(np.isnan(kept), np.nanmean(kept, axis=0), kept) if kept.size else kept
    # Whoever thinks alike is one row: the order that is computed in hangs on positions alone.
    distinct, place, weights = np.unique(filled, axis=0, return_inverse=True, return_counts=True)
    silhouette = 0.0
    if len(distinct) > 1:
        found, silhouette = _best_partition(np.repeat(distinct, weights, axis=0), len(distinct), seed)
        first = np.cumsum(weights) - weights
        labels[people] = found[first][place.reshape(-1)]
    return OpinionGroups(labels, len(people), len(columns), silhouette)


def _answered_enough(values: Matrix) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows with enough positions and columns with enough voters, until what is left satisfies both."""
    taken = ~np.isnan(values)
    rows, columns = np.ones(values.shape[0], dtype=bool), np.ones(values.shape[1], dtype=bool)
    while True:
        inside = taken & rows[:, None] & columns
        still_rows = inside.sum(axis=1) >= LEAST_POSITIONS
        still_columns = inside.sum(axis=0) >= LEAST_VOTERS
        if (still_rows == rows).all() and (still_columns == columns).all():
            return np.flatnonzero(rows), np.flatnonzero(columns)
        rows, columns = still_rows, still_columns


def _best_partition(rows: Matrix, distinct: int, seed: int) -> tuple[NDArray[np.intp], float]:
    """Labels of sorted rows, the largest group first, and their silhouette; all -1 where no partition is clear."""
    with one_thread():
        from sklearn.cluster import KMeans

        plane = _plane(rows, seed)
        best, clearest = np.full(len(rows), -1, dtype=np.intp), 0.0
        most = min(MOST_GROUPS, distinct, len(np.unique(plane, axis=0)), len(rows) - 1)
        for k in range(2, most + 1):
            labels = KMeans(n_clusters=k, n_init=10, random_state=seed).fit_predict(plane)
            clear = _silhouette(plane, labels, seed)
            if clear > clearest + 1e-9:
                best, clearest = labels, clear
    if clearest < CLEAR:
        return np.full(len(rows), -1, dtype=np.intp), clearest
    return _largest_first(best), clearest


def _silhouette(plane: Matrix, labels: NDArray[np.intp], seed: int) -> float:
    """Rousseeuw's mean silhouette, of a sample where there are many people; 0 where it holds one group alone."""
    from sklearn.metrics import silhouette_score

    if len(plane) > MOST_COMPARED:
        chosen = np.sort(np.random.default_rng(seed).choice(len(plane), MOST_COMPARED, replace=False))
        plane, labels = plane[chosen], labels[chosen]
    return float(silhouette_score(plane, labels)) if len(np.unique(labels)) > 1 else 0.0


def _plane(rows: Matrix, seed: int) -> Matrix:
    """Two principal components, each with its heaviest proposal on the positive side."""
    from sklearn.decomposition import PCA

    pca = PCA(n_components=min(2, *rows.shape), random_state=seed)
    points = pca.fit_transform(rows)
    heaviest = np.argmax(np.abs(np.round(pca.components_, 9)), axis=1)
    signs = np.sign(pca.components_[np.arange(len(heaviest)), heaviest])
    return np.asarray(np.round(points * np.where(signs == 0, 1, signs), 9) + 0.0)


def _largest_first(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Numbers from 0 by size, then by the first row of each."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    rank = np.lexsort((first, -sizes))
    number = np.empty(len(names), dtype=np.intp)
    number[rank] = np.arange(len(names))
    return np.asarray(number[np.searchsorted(names, labels)])


def traits(matrix: Matrix, labels: NDArray[np.intp], *, least: int = LEAST_MEMBERS) -> Traits:
    """Say what each group stands for, among those of ``least`` people or more; the others are as if absent.

    Parameters
    ----------
    matrix
        As for :func:`opinion_groups`.
    labels
        Shape (people,): the group of each, -1 for none.

    >>> camps = np.repeat([[1.0, 1.0, 0.0], [1.0, -1.0, 1.0]], 10, axis=0)
    >>> found = traits(camps, np.repeat([0, 1], 10))
    >>> found.supports, found.rejects, found.together, found.divides
    ([[1], [2]], [[], [1]], [0], [1, 2])
    """
    sizes = np.bincount(labels[labels >= 0])
    groups = np.flatnonzero(sizes >= least)
    counts = np.zeros((len(groups), matrix.shape[1], 3), dtype=np.intp)
    for row, group in enumerate(groups):
        inside = matrix[labels == group]
        counts[row] = np.stack([(inside == value).sum(axis=0) for value in (1, 0, -1)], axis=1)
    shown = np.where((counts.sum(axis=2) >= least)[:, :, None], counts, -1)
    if len(groups) < 2:
        return Traits(sizes[groups], shown, [], [], [], [])
    agree, agree_elsewhere = _shares(counts, 0, least)
    disagree, disagree_elsewhere = _shares(counts, 2, least)
    lowest, highest = agree.min(axis=0), agree.max(axis=0)
    return Traits(
        sizes[groups],
        shown,
        [_top(np.where(row, lead, 0)) for row, lead in zip(agree > disagree, agree - agree_elsewhere, strict=True)],
        [
            _top(np.where(row, lead, 0))
            for row, lead in zip(disagree > agree, disagree - disagree_elsewhere, strict=True)
        ],
        _top(np.where(lowest > 0.5, lowest, 0)),
        _top(np.where(lowest <= 0.5, highest - lowest, 0)),
    )


def _shares(counts: NDArray[np.intp], answer: int, least: int) -> tuple[Matrix, Matrix]:
    """Share of an answer in each group, and in all others together; NaN where fewer than ``least`` voted."""
    others = counts.sum(axis=0) - counts
    voters, elsewhere = counts.sum(axis=2), others.sum(axis=2)
    inside = np.where(voters >= least, counts[:, :, answer] / np.maximum(voters, 1), np.nan)
    outside = np.where(elsewhere >= least, others[:, :, answer] / np.maximum(elsewhere, 1), np.nan)
    return inside, outside


def _top(scores: Matrix) -> list[int]:
    """The columns of the highest scores above 0, the first of equal ones first."""
    ranked = np.argsort(-np.round(np.nan_to_num(scores), 9), kind="stable")[:TOLD]
    return [int(column) for column in ranked if np.nan_to_num(scores[column]) > 0]
