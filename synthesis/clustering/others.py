"""The texts beyond the landmarks: placed in blocks among what the landmarks taught, in a memory that hardly grows.

Nothing is learnt from these texts, so that where one is placed does not depend on which others came.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering import placing
from synthesis.clustering.features import Centres, Components, Table, unit_rows
from synthesis.clustering.graph import Neighbours
from synthesis.clustering.partition import closest
from synthesis.clustering.vocabulary import Vocabulary

BLOCK = 2048  # texts placed at once: some 80 MB
_RUN = 20
Labels = NDArray[np.intp]


class Learnt(NamedTuple):
    """What c landmarks taught.

    Attributes
    ----------
    vocabulary, centres
        Of their words and vectors.
    weight
        What words weigh beside vectors; 1 without vectors.
    narrow
        The components that features are reduced to; None where they were few enough.
    marks
        The landmarks so reduced, unit rows, shape (c, e).
    heard
        What a text hears of each landmark in all rounds of smoothing, shape (c, e).
    own
        What a text keeps of itself after all of them.
    neighbours
        Landmarks that each text listens to.
    space
        Brings features before and after smoothing to those in which groups were made.
    means
        Of the k groups, in that space.
    groups
        Shape (c,): the group of each landmark.
    typical
        Unit means of the k groups among the features, before they are reduced, shape (k, d).
    """

    vocabulary: Vocabulary
    centres: Centres | None
    weight: np.float32
    narrow: Components | None
    marks: Table
    heard: Table
    own: float
    neighbours: int
    space: Callable[[Table, Table], Table]
    means: Table
    groups: Labels
    typical: Table


class Placed(NamedTuple):
    """Where p texts stand.

    Attributes
    ----------
    known
        Bool array of shape (p,): false for a text of which nothing is known.
    labels, fit
        Shape (p,): the nearest group, and the cosine with its mean.
    strayed
        Bool array of shape (p,), see `placing.strayed`.
    cosines
        Shape (p, 5): with the nearest landmarks.
    table
        Float16 array of shape (p, e): reduced features.
    """

    known: NDArray[np.bool]
    labels: Labels
    fit: NDArray[np.float64]
    strayed: NDArray[np.bool]
    cosines: NDArray[np.float32]
    table: NDArray[np.float16]


def heard(rounds: Sequence[Table], own_share: float) -> tuple[Table, float]:
    """Sum up all rounds of smoothing over neighbours that are given: what is heard of each, and what one keeps.

    Each round keeps a share of a text and adds the rest of what its neighbours were before that round. These
    are known, so that all rounds are one.
    """
    last = len(rounds) - 1
    total = np.zeros_like(rounds[0])
    for turn, table in enumerate(rounds[:-1]):
        total += np.float32((1 - own_share) * own_share ** (last - 1 - turn)) * table
    return total, own_share**last


def placed(
    texts: Sequence[str],
    languages: Sequence[str],
    vectors: Callable[[int, int], NDArray[np.float32] | None],
    learnt: Learnt,
    progress: Callable[[float], None] = lambda share: None,
) -> Placed:
    """Place p texts, a block after the other.

    Parameters
    ----------
    vectors
        Gives those of the texts from one place to another; None without vectors.
    progress
        Called with the share that is done, in [0, 1].
    """
    found = []
    tables = np.empty((len(texts), learnt.marks.shape[1]), dtype=np.float16)
    for start in range(0, len(texts), BLOCK):
        end = min(start + BLOCK, len(texts))
        table = _table(texts[start:end], languages[start:end], vectors(start, end), learnt)
        block = _placed(table, learnt)
        tables[start:end] = block.table
        found.append(block._replace(table=block.table[:0]))
        progress(end / len(texts))
    return Placed(*(np.concatenate(column) for column in zip(*found, strict=True)))._replace(table=tables)


def _table(
    texts: Sequence[str], languages: Sequence[str], vectors: NDArray[np.float32] | None, learnt: Learnt
) -> Table:
    """Give the features of a block, as `features.features` does."""
    words = unit_rows(learnt.vocabulary.table(texts, languages))
    if vectors is None or learnt.centres is None:
        return words
    around = learnt.centres.around(vectors, languages)
    return unit_rows(np.hstack([around, learnt.weight * words]))


def narrowed(table: Table, learnt: Learnt) -> Table:
    """Reduce the features of p texts as those of the landmarks were, shape (p, e), unit rows."""
    if learnt.narrow is None:
        return unit_rows(table)
    axes = learnt.narrow.axes.astype(np.float32)
    return unit_rows(table @ axes - (learnt.narrow.mean @ learnt.narrow.axes).astype(np.float32))


def _placed(table: Table, learnt: Learnt) -> Placed:
    known = table.any(axis=1)
    cosines = np.clip(table @ learnt.typical.T, 0, 1)
    narrow = narrowed(table, learnt)
    near = best(narrow @ learnt.marks.T, learnt.neighbours)
    smooth = unit_rows(_smoothed(narrow, near, learnt))
    space = learnt.space(narrow, smooth)
    labels = closest(space, learnt.means)
    rows = np.arange(len(table))
    fit = cosines[rows, labels].astype(np.float64)
    nearby = learnt.groups[near.places[:, : placing.AMONG]]
    elsewhere = 2 * (nearby != labels[:, None]).sum(axis=1) > nearby.shape[1]
    cosines[rows, labels] = -np.inf
    strayed = elsewhere & (fit <= cosines.max(axis=1, initial=-np.inf))
    return Placed(known, labels, fit, strayed, near.cosines[:, : placing.AMONG], narrow.astype(np.float16))


def best(cosines: Table, number: int) -> Neighbours:
    """Find the greatest of each row, best first, which of equals at the end is left to chance, always the same.

    A row is cut into runs: what it holds of greatest stands in the runs whose own greatest are greatest, so that
    few numbers are looked at twice.

    Parameters
    ----------
    cosines
        Shape (p, c).
    """
    rows, width = cosines.shape
    runs = width // _RUN
    if runs <= 2 * number:
        return _sorted(cosines, np.broadcast_to(np.arange(width), cosines.shape), number)
    cut = runs * _RUN
    tops = cosines[:, :cut].reshape(rows, runs, _RUN).max(axis=2)
    chosen = np.sort(np.argpartition(-tops, number - 1, axis=1)[:, :number], axis=1)
    within = (chosen[:, :, None] * _RUN + np.arange(_RUN)).reshape(rows, -1)
    rest = np.broadcast_to(np.arange(cut, width), (rows, width - cut))
    places = np.hstack([within, rest])
    return _sorted(np.take_along_axis(cosines, places, axis=1), places, number)


def _sorted(cosines: Table, places: Labels, number: int) -> Neighbours:
    first = np.argpartition(-cosines, number - 1, axis=1)[:, :number] if 0 < number < cosines.shape[1] else None
    if first is not None:
        cosines, places = np.take_along_axis(cosines, first, axis=1), np.take_along_axis(places, first, axis=1)
    ranked = np.lexsort((places, -cosines), axis=1)[:, :number]
    return Neighbours(np.take_along_axis(places, ranked, axis=1), np.take_along_axis(cosines, ranked, axis=1))


def _smoothed(table: Table, near: Neighbours, learnt: Learnt) -> Table:
    from scipy.sparse import csr_array

    places, weights = near.places, np.maximum(near.cosines, 0)
    totals = weights.sum(axis=1, keepdims=True)
    alone = totals[:, 0] <= 0
    shares = (weights / np.where(totals > 0, totals, 1)).astype(np.float32)
    bounds = np.arange(len(table) + 1) * places.shape[1]
    passes = csr_array((shares.ravel(), places.ravel(), bounds), shape=(len(table), len(learnt.marks)))
    keeps = np.where(alone, np.float32(1), np.float32(learnt.own))
    return np.asarray(keeps[:, None] * table + passes @ learnt.heard, dtype=np.float32)
