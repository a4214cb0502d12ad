"""Where the texts of one theme stand on its map: the central ones in the middle, like beside like."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FITTED = 400  # texts of a group that its two axes are told from
_GOLDEN = (np.sqrt(5) - 1) / 2


def turns(table: NDArray[np.floating], groups: NDArray[np.integer]) -> Floats:
    """Say in which direction from the middle of its group each text stands.

    The direction in the plane of the group's two principal components (Pearson, 1901), told from
    its first 400 texts, so that the cost stays in proportion to the number of texts.

    Parameters
    ----------
    table
        Features of m texts, shape (m, d), finite.
    groups
        Shape (m,): the group of each text, from 0.

    Returns
    -------
    float64 array of shape (m,), in [0, 1)
        Parts of a whole turn; 0 where a group has no direction (one text, or all alike).

    >>> turns(np.array([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]]), np.zeros(4, dtype=int)).tolist()
    [0.0, 0.5, 0.25, 0.75]
    """
    found = np.zeros(len(table))
    for group in range(int(groups.max(initial=-1)) + 1):
        rows = np.flatnonzero(groups == group)
        if len(rows) > 1:
            x, y = _plane(table[rows].astype(np.float64)).T
            found[rows] = np.arctan2(y, x) / (2 * np.pi) % 1
    return np.where(found < 1, found, 0)  # a negative rounding error is a whole turn


def _plane(rows: Floats) -> Floats:
    """Coordinates of texts on their two principal axes, shape (m, 2); 0 along an axis of rounding errors."""
    from scipy.linalg import eigh  # pages that only draw need none of it

    fitted = rows[:FITTED]
    middle = fitted.mean(axis=0)
    fitted = fitted - middle
    # The eigenvectors of the smaller of the two matrices of products give the same axes.
    wide = fitted.shape[1] > len(fitted)
    products = fitted @ fitted.T if wide else fitted.T @ fitted
    last = len(products) - 1
    spreads, vectors = eigh(products, subset_by_index=[max(last - 1, 0), last])
    axes = (fitted.T @ vectors if wide else vectors)[:, ::-1]
    lengths = np.sqrt((axes**2).sum(axis=0))
    plane = np.zeros((len(rows), 2))
    real = spreads[::-1] > 1e-9 * max(float(spreads[-1]), 1e-9)
    plane[:, : len(real)] = np.where(real, (rows - middle) @ (axes / np.where(lengths > 0, lengths, 1)), 0)
    plane = np.round(plane, 9)
    # The decomposition leaves the side free: the coordinate furthest from 0 is on the positive one.
    furthest = plane[np.argmax(np.abs(plane), axis=0), [0, 1]]
    return np.asarray(plane * np.where(furthest < 0, -1, 1) + 0.0)


def rings(fit: Floats, turn: Floats) -> tuple[Floats, float]:
    """Pack n dots in rings around the best fitting one, like beside like, none over another.

    Ring 0 holds the best fitting text, ring k the 6k next ones: the densest packing in rings that
    keeps the distance between neighbours the same at every radius. Within a ring dots stand at
    equal distances, in the order of their direction. Nothing is drawn at random.

    Parameters
    ----------
    fit
        Shape (n,): the higher, the nearer to the middle; nan, where nothing is known, stands
        outermost. Equal ones keep the order given.
    turn
        Shape (n,): directions, of which only the order counts. Where it is nan, the golden angle
        spreads the dots instead.

    Returns
    -------
    float64 array of shape (n, 2), and the distance between neighbours
        Within the circle of radius 1 around (0, 0), which the outermost dots touch from within
        when they are drawn with half that distance as their radius.

    >>> places, gap = rings(np.array([0.2, 0.9]), np.array([0.25, 0.5]))
    >>> places.round(2).tolist(), round(gap, 2)
    ([[0.67, 0.0], [0.0, 0.0]], 0.67)
    """
    number = len(fit)
    best = np.lexsort((np.arange(number), -fit))  # nan sorts last
    ring = _ring_of(number)
    outermost = int(ring.max(initial=0))
    gap = 2 / (2 * outermost + 1)
    places = np.zeros((number, 2))
    share = _shares(turn, best)
    for step in range(1, outermost + 1):
        rows = best[ring == step]
        rows = rows[np.argsort(share[rows], kind="stable")]
        even = np.arange(len(rows)) / len(rows)
        away = np.exp(2j * np.pi * (share[rows] - even)).mean()
        angle = 2 * np.pi * even + (np.angle(away) if abs(away) > 1e-9 else 0)
        places[rows] = step * gap * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return places, gap


def _ring_of(number: int) -> NDArray[np.intp]:
    """The ring of the first, second, … dot: 1 in the middle, then 6, 12, 18, …"""
    count = int(np.ceil(np.sqrt(number / 3))) + 2
    sizes = np.array([1, *(6 * step for step in range(1, count))])
    return np.repeat(np.arange(count), sizes)[:number]


def _shares(turn: Floats, best: NDArray[np.intp]) -> Floats:
    """Directions as shares of a whole turn, spread evenly over it; the golden angle where there is none."""
    known = np.flatnonzero(~np.isnan(turn))
    share = np.empty(len(turn))
    share[best] = np.arange(len(turn)) * _GOLDEN % 1
    order = known[np.argsort(turn[known], kind="stable")]
    share[order] = np.arange(len(order)) / max(len(order), 1)
    return share
