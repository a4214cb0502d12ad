"""Where groups stand on the map of ideas."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_FILLED = 0.42  # share of the frame that circles may cover: more leaves no room to tell them apart
_WIDEST = 0.49  # of the shorter side that a radius may take: rounding must not cross the frame
_ROUNDS = 400  # of pushing apart, for each size that is tried
_PUSH = 0.4  # of an overlap that each of two circles gives way in a round
_GAP = 1.02  # of the distance at which circles touch, so that pushing comes to an end
_SHRINK = 0.97  # of the radii when circles find no room
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def positions(means: NDArray[np.floating]) -> Points:
    """Lay k group means out in a plane by their two principal components.

    The same plane as classical multidimensional scaling of their distances (Gower, 1966).

    Parameters
    ----------
    means
        Shape (k, d).

    Returns
    -------
    float64 array of shape (k, 2)
        Within [0, 1], in the same scale along both axes, around (0.5, 0.5).

    >>> positions(np.array([[2.0, 0.0], [0.0, 0.0]])).tolist()
    [[1.0, 0.5], [0.0, 0.5]]
    """
    found = np.full((len(means), 2), 0.5)
    if len(means) < 2:
        return found
    around = means.astype(np.float64) - means.mean(axis=0, dtype=np.float64)
    _, spreads, axes = np.linalg.svd(around, full_matrices=False)
    plane = around @ axes[:2].T
    plane[:, spreads[:2] < 1e-9] = 0  # a direction of rounding errors alone
    # The decomposition leaves the side free: the coordinate furthest from 0 is the right-hand one.
    furthest = np.argmax(np.abs(np.round(plane, 9)), axis=0)
    plane *= np.where(plane[furthest, range(plane.shape[1])] < 0, -1, 1)
    low, high = plane.min(axis=0), plane.max(axis=0)
    scale = max(float((high - low).max()), 1e-12)
    found[:, : plane.shape[1]] += (plane - (low + high) / 2) / scale
    return np.asarray(np.clip(found, 0, 1))


def layout(positions: NDArray[np.floating], sizes: NDArray[np.integer], width: float, height: float) -> Points:
    """Draw groups as circles inside a frame, none over another.

    Parameters
    ----------
    positions
        Shape (k, 2), within [0, 1].
    sizes
        Shape (k,): the area of each circle is proportional to it.
    width, height
        Of the frame, in the unit of the answer.

    Returns
    -------
    float64 array of shape (k, 3)
        x and y of the centre, and the radius. Nothing is drawn at random.

    Raises
    ------
    ValueError
        When the frame is empty, or a size is negative.
    """
    if not (width > 0 and height > 0):
        raise ValueError(f"A map of {width} by {height} holds nothing.")
    if len(sizes) and np.min(sizes) < 0:
        raise ValueError("A group's size is never negative.")
    number, frame = len(positions), np.array([width, height], dtype=np.float64)
    total = max(float(np.sum(sizes)), 1.0)
    radii = np.sqrt(np.asarray(sizes, dtype=np.float64) * _FILLED * width * height / total / np.pi)
    radii *= min(1.0, _WIDEST * float(frame.min()) / max(float(radii.max(initial=0)), 1e-12))
    start = np.asarray(positions, dtype=np.float64).reshape(number, 2) * frame
    while True:
        centres, free = _pushed_apart(start, radii, frame)
        if free:
            return np.column_stack([centres, radii])
        radii = radii * _SHRINK


def _pushed_apart(start: Points, radii: Points, frame: Points) -> tuple[Points, bool]:
    """Push overlapping circles apart, each pair by half, and hold them inside the frame."""
    centres = _held(start, radii, frame)
    reach = radii[:, None] + radii[None, :]
    np.fill_diagonal(reach, 0)
    # A direction of its own for each circle, so that those at one point can part.
    turn = np.arange(len(radii)) * _GOLDEN_ANGLE
    compass = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    parting = compass[:, None, :] - compass[None, :, :]
    for _ in range(_ROUNDS):
        away = centres[:, None, :] - centres[None, :, :]
        distance = np.sqrt((away**2).sum(axis=2))
        together = distance < 1e-6 * frame.min()
        if not (distance < reach).any():
            return centres, True
        overlap = np.maximum(_GAP * reach - distance, 0)
        length = np.where(together, 1.0, distance)
        heading = np.where(together[:, :, None], parting, away / length[:, :, None])
        push = heading * (_PUSH * overlap)[:, :, None]
        centres = _held(centres + push.sum(axis=1), radii, frame)
    return centres, False


def _held(centres: Points, radii: Points, frame: Points) -> Points:
    return np.asarray(np.clip(centres, radii[:, None], frame - radii[:, None]))
