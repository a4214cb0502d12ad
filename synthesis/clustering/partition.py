"""Groups from smoothed features: Ward's tree, k-means started from it, the number of groups."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.features import Table
from synthesis.clustering.graph import modularity

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Labels = NDArray[np.intp]
_ITERATIONS = 100  # of k-means; 5 to 20 are enough in practice
_CHANCE = 1e-6  # modularity below which a partition is no better than chance


def ward_cuts(table: Table, most: int) -> Iterator[Labels]:
    """Cut Ward's tree of m rows into `most` groups, then into one less each time, down to 1.

    Source: Ward, *Hierarchical grouping to optimize an objective function*, 1963, by SciPy's
    nearest-neighbour chain, in O(m²) time and memory.

    Yields
    ------
    int array of shape (m,)
        Groups numbered from 0, in the order of their first member.
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import pdist

    number = len(table)
    if number == 1:
        yield np.zeros(1, dtype=np.intp)
        return
    tree = linkage(pdist(table.astype(np.float64)), "ward")
    root = np.arange(2 * number - 1)
    for step, (left, right) in enumerate(tree[:, :2].astype(np.intp)):
        root[left] = root[right] = number + step
        remaining = number - step - 1
        if remaining <= most:
            yield _numbered(_leaders(root, number))


def _leaders(root: NDArray[np.intp], number: int) -> NDArray[np.intp]:
    """Follow each leaf up to the last merger that holds it."""
    leaders = root[:number].copy()
    while not np.array_equal(further := root[leaders], leaders):
        leaders = further
    return leaders


def _numbered(marks: NDArray[np.intp]) -> Labels:
    _, first, inverse = np.unique(marks, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.intp)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def group_means(table: Table, labels: Labels, number: int) -> Table:
    """Give the mean of each group's rows, shape (number, d); zeros for an empty group."""
    from scipy.sparse import csr_array

    members = csr_array(
        (np.ones(len(labels), dtype=table.dtype), (labels, np.arange(len(labels)))), shape=(number, len(labels))
    )
    sizes = np.bincount(labels, minlength=number)
    return np.asarray((members @ table) / np.maximum(sizes, 1)[:, None], dtype=np.float32)


def closest(table: Table, means: Table) -> Labels:
    """Give for each of m rows the mean that lies nearest, shape (m,)."""
    # The row's own length is the same for all means, so it need not be subtracted.
    return np.argmax(table @ means.T - 0.5 * np.einsum("ij,ij->i", means, means), axis=1)


def k_means(table: Table, start: Labels) -> Labels:
    """Improve a partition by Lloyd's iterations until no row changes group.

    Source: Lloyd, *Least squares quantization in PCM*, 1982. Nothing is drawn at random: the means
    of `start` begin. Where a group would be left empty, `start` is kept as it is.

    Parameters
    ----------
    table
        Shape (m, d).
    start
        Shape (m,): groups from 0, none of them empty.
    """
    labels, number = start, int(start.max()) + 1
    for _ in range(_ITERATIONS):
        means = group_means(table, labels, number)
        moved = closest(table, means)
        if not np.bincount(moved, minlength=number).all():
            return start
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


class Curve(NamedTuple):
    """Partitions of m rows and the modularity of each, by number of groups."""

    labels: dict[int, Labels]
    modularity: dict[int, float]


def curve(table: Table, graph: "csr_array", most: int, also: int | None) -> Curve:
    """Partition m rows into 1 to `most` groups, and into `also` groups.

    Parameters
    ----------
    table
        Smoothed features, shape (m, d).
    graph
        The graph that they were smoothed over, shape (m, m).
    """
    most = min(most, len(table))
    found = Curve({}, {})
    for start in ward_cuts(table, max(most, also or 1)):
        number = int(start.max()) + 1
        if number <= most or number == also:
            found.labels[number] = k_means(table, start)
            found.modularity[number] = modularity(graph, found.labels[number])
    return found


def offered(modularities: Mapping[int, float], share: float, fine_share: float) -> dict[str, int]:
    """Choose the numbers of groups to offer.

    "broad" and "medium" are the smallest and the largest number that keep `share` of the best
    modularity; "fine" is the largest that keeps `fine_share` of it. Where nothing holds together
    better than chance, one group is all there is.

    >>> offered({1: 0.0, 2: 0.4, 3: 0.5, 4: 0.495, 5: 0.47, 6: 0.3}, 0.985, 0.93)
    {'broad': 3, 'medium': 4, 'fine': 5}
    """
    best = max(modularities.values())
    if best <= _CHANCE:
        return {"broad": 1, "medium": 1, "fine": 1}
    keep = [number for number, value in modularities.items() if value >= share * best]
    medium = max(keep)
    fine = [number for number, value in modularities.items() if value >= fine_share * best]
    return {"broad": min(keep), "medium": medium, "fine": max(medium, *fine)}


def from_previous(table: Table, previous: Labels) -> Labels:
    """Start from earlier groups: texts that had one keep it, the others join the nearest mean.

    Parameters
    ----------
    table
        Smoothed features, shape (m, d).
    previous
        Shape (m,): the earlier group of each row, -1 for none; at least one row has a group.
    """
    known = previous >= 0
    numbers, compact = np.unique(previous[known], return_inverse=True)
    means = group_means(table[known], compact.astype(np.intp), len(numbers))
    labels = closest(table, means)
    labels[known] = compact
    return labels
