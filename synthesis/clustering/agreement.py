"""How alike two partitions are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def compare(labels_a: Sequence[int] | NDArray[np.intp], labels_b: Sequence[int] | NDArray[np.intp]) -> float:
    """Give the adjusted Rand index of two partitions of the same texts.

    Source: Hubert and Arabie, *Comparing partitions*, 1985. The texts that belong nowhere (-1)
    count as a group.

    Returns
    -------
    float
        1 for the same partition, about 0 for two that have nothing to do with each other.

    Raises
    ------
    ValueError
        When the partitions are not of the same number of texts.

    >>> compare([0, 0, 1, 1], [5, 5, -1, -1])
    1.0
    """
    if len(labels_a) != len(labels_b):
        raise ValueError(f"A partition of {len(labels_a)} texts cannot be compared with one of {len(labels_b)}.")
    _, rows = np.unique(np.asarray(labels_a, dtype=np.intp), return_inverse=True)
    _, columns = np.unique(np.asarray(labels_b, dtype=np.intp), return_inverse=True)
    width = int(columns.max(initial=0)) + 1
    together = _pairs(np.bincount(rows * width + columns))
    in_a, in_b = _pairs(np.bincount(rows)), _pairs(np.bincount(columns))
    by_chance = in_a * in_b / max(_pairs(np.array([len(labels_a)])), 1.0)
    most = (in_a + in_b) / 2
    return 1.0 if most == by_chance else float((together - by_chance) / (most - by_chance))


def _pairs(counts: NDArray[np.intp]) -> float:
    return float((counts * (counts - 1) // 2).sum())
