"""What authors said of their own text beside others, close or different: it tips the balance, and decides nothing.

Constraints that have a price, after Basu, Banerjee and Mooney, *Active semi-supervision for pairwise constrained
clustering*, 2004; and in one direction, so that nobody moves the text of another.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Pairs = Sequence[tuple[int, int]]

# Of what an author said of the texts of one group, however often, beside how close theirs is to it (ADR 0026).
CLOSE, DIFFERENT = 0.2, 0.05
_FOLLOWED = 3  # a text that is close to one that is close to another follows that one, so many times


class Hints(NamedTuple):
    """q words of authors on m distinct texts.

    Attributes
    ----------
    own, other
        Int arrays of shape (q,): rows of the author's text, which may move, and of the one it was compared with.
    close
        Bool array of shape (q,): close, or different.
    """

    own: Rows
    other: Rows
    close: NDArray[np.bool_]

    def at(self, place: Rows) -> "Hints":
        """Give the same on other rows: shape (m,), where each has gone, all that are named among them."""
        return Hints(place[self.own], place[self.other], self.close)

    def tipped(self, labels: Rows, closeness: NDArray[np.floating]) -> Rows:
        """Give each author's text the group that it is closest to when their word counts; others keep theirs.

        Parameters
        ----------
        labels
            Shape (m,).
        closeness
            Of each text with each of k groups, shape (m, k).
        """
        if not len(self.own):
            return labels
        texts, which = np.unique(self.own, return_inverse=True)
        moved = labels.copy()
        for _ in range(_FOLLOWED):
            said = np.zeros((2, len(texts), closeness.shape[1]))
            said[self.close.astype(np.intp), which, moved[self.other]] = 1
            best = (closeness[texts] + CLOSE * said[1] - DIFFERENT * said[0]).argmax(axis=1)
            if np.array_equal(best, moved[texts]):
                break
            moved[texts] = best
        return _none_emptied(labels, moved)


def _none_emptied(labels: Rows, moved: Rows) -> Rows:
    """Leave texts where they were, where nobody else would stay in their group."""
    while len(empty := np.setdiff1d(labels, moved)):
        moved = np.where(np.isin(labels, empty), labels, moved)
    return moved


NONE = Hints(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.bool_))


def hints(close: Pairs, different: Pairs, row: Rows, decided: NDArray[np.bool_]) -> Hints:
    """Bring what authors said of n texts to their m distinct ones.

    Left out is what is said of an empty text, of one whose words others wrote too, whose texts it would move, and of
    one of which a person decided something.

    Parameters
    ----------
    close, different
        Pairs of places, the author's text first.
    row
        Shape (n,): where each text stands among the distinct ones, -1 for an empty text.
    decided
        Shape (m,).

    Raises
    ------
    ValueError
        When a place does not exist.
    """
    pairs = np.array([*close, *different], dtype=np.intp).reshape(-1, 2)
    if len(pairs) and not (pairs.min() >= 0 and pairs.max() < len(row)):
        raise ValueError(f"An author's word names a text that is not there: there are {len(row)}, numbered from 0.")
    is_close = np.arange(len(pairs)) < len(close)
    own, other = row[pairs[:, 0]], row[pairs[:, 1]]
    copies = np.bincount(row[row >= 0], minlength=len(decided))
    kept = (own >= 0) & (other >= 0) & (own != other)
    kept[kept] = (copies[own[kept]] == 1) & ~decided[own[kept]]
    return Hints(own[kept], other[kept], is_close[kept])
