"""The graph of nearest neighbours: smoothing over it, and the modularity of a partition."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.features import Table, unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_ROWS = 1000  # compared at once with all others: 16 MB for 4,000 texts


class Neighbours(NamedTuple):
    """The nearest neighbours of m texts: places and cosines, arrays of shape (m, k), best first."""

    places: NDArray[np.intp]
    cosines: NDArray[np.float32]


def nearest(table: Table, among: Table, number: int, *, own: bool) -> Neighbours:
    """Find the rows of `among` that point most nearly the same way as each row of `table`.

    Parameters
    ----------
    table, among
        Unit rows, of shapes (m, d) and (p, d).
    number
        Neighbours wanted; fewer where `among` has fewer.
    own
        Whether both tables are the same, so that a row is no neighbour of itself.
    """
    number = min(number, len(among) - own)
    places = np.empty((len(table), number), dtype=np.intp)
    cosines = np.empty((len(table), number), dtype=np.float32)
    for start in range(0, len(table), _ROWS):
        block = table[start : start + _ROWS] @ among.T
        if own:
            within = np.arange(len(block))
            block[within, start + within] = -np.inf
        best = np.argpartition(-block, max(number - 1, 0), axis=1)[:, :number]
        found = np.take_along_axis(block, best, axis=1)
        ranked = np.lexsort((best, -found), axis=1)
        places[start : start + _ROWS] = np.take_along_axis(best, ranked, axis=1)
        cosines[start : start + _ROWS] = np.take_along_axis(found, ranked, axis=1)
    return Neighbours(places, cosines)


def neighbours_of(texts: int, wanted: int) -> int:
    """Say how many neighbours each of so many texts has: in a small corpus fifteen would be everybody.

    >>> neighbours_of(4000, 15), neighbours_of(24, 15), neighbours_of(3, 15)
    (15, 6, 2)
    """
    return min(wanted, max(2, -(-texts // 4)))


def weights(neighbours: Neighbours, columns: int) -> "csr_array":
    """Write neighbours as a sparse table of shape (m, columns) of cosines, never below 0."""
    from scipy.sparse import csr_array

    rows, number = neighbours.places.shape
    bounds = np.arange(rows + 1) * number
    values = np.maximum(neighbours.cosines, 0).astype(np.float64)
    return csr_array((values.ravel(), neighbours.places.ravel(), bounds), shape=(rows, columns))


def symmetric(directed: "csr_array") -> "csr_array":
    """Join two texts as soon as either is among the neighbours of the other."""
    joined = directed.maximum(directed.T).tocsr()
    joined.sum_duplicates()
    joined.eliminate_zeros()
    return joined


def smoothed(table: Table, passes: "csr_array", own_share: float, around: Table | None = None) -> Table:
    """Move each row towards the weighted mean of its neighbours: one round.

    Parameters
    ----------
    table
        Shape (m, d).
    passes
        Sparse, shape (m, p): how much each row listens to each neighbour.
    own_share
        What a row keeps of itself; one without neighbours keeps all.
    around
        The neighbours' rows, of shape (p, d); those of `table` when they are the same.
    """
    totals = np.asarray(passes.sum(axis=1)).ravel()
    alone = totals <= 0
    shares = (1 - own_share) / np.where(alone, 1, totals)
    keeps = np.where(alone, 1, own_share)
    heard = passes @ (table if around is None else around)
    return np.asarray(keeps[:, None] * table + shares[:, None] * heard, dtype=np.float32)


def smoothing_rounds(table: Table, graph: "csr_array", rounds: int, own_share: float) -> list[Table]:
    """Smooth a table over its graph, and give the table before each round and after the last.

    Each text takes 30 % of its own features and 70 % of its neighbours', three times by default:
    what the graph says of a short text outweighs its few words. After simple graph convolution
    (Wu et al., *Simplifying Graph Convolutional Networks*, 2019).
    """
    tables = [table]
    for _ in range(rounds):
        tables.append(smoothed(tables[-1], graph, own_share))
    return [*tables[:-1], unit_rows(tables[-1])]


def modularity(graph: "csr_array", labels: NDArray[np.intp]) -> float:
    """Give Newman's modularity of a partition: how much denser groups are than chance.

    Source: Newman and Girvan, *Finding and evaluating community structure in networks*, 2004.

    Parameters
    ----------
    graph
        Symmetric, shape (m, m), without negative weights.
    labels
        Shape (m,), from 0.

    Returns
    -------
    float
        At most 1; 0 for a single group and for a graph without edges.
    """
    degrees = np.asarray(graph.sum(axis=1)).ravel()
    total = float(degrees.sum())
    if total <= 0:
        return 0.0
    rows = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    inside = float(graph.data[labels[rows] == labels[graph.indices]].sum())
    shares = np.bincount(labels, weights=degrees) / total
    return inside / total - float(shares @ shares)
