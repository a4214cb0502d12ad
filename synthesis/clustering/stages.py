"""What one stage of the grouping hands to the next, and the clock that times them."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering import graph
from synthesis.clustering.features import Components, Table

Progress = Callable[[str, float], None]


class Ground(NamedTuple):
    """Where groups were made: the components and the landmarks, smoothed in rounds, and the means of the groups."""

    narrow: Components | None
    marks: Table
    rounds: list[Table]
    space: Callable[[Table, Table], Table]
    means: Table


class Partition(NamedTuple):
    """Groups of m known texts, their nearest landmarks, what is near by chance, and how k was chosen."""

    labels: NDArray[np.intp]
    near: graph.Neighbours
    chance: NDArray[np.float64]
    modularity: float
    k_offered: dict[str, int]
    ground: Ground | None = None


class Known(NamedTuple):
    """Texts of which something is known.

    Attributes
    ----------
    rows
        Shape (m,): their places in the corpus, rising.
    labels, fit, placed
        Shape (m,): the nearest group, the cosine with its mean, and the group, or -1.
    cosines
        Shape (m, 5 or more): with the nearest landmarks.
    table
        Shape (m, d): features.
    """

    rows: NDArray[np.intp]
    labels: NDArray[np.intp]
    fit: NDArray[np.float64]
    placed: NDArray[np.intp]
    cosines: NDArray[np.float32]
    table: NDArray[np.floating]


class Clock:
    """Times the stages of a run, and tells whoever waits for it."""

    def __init__(self, progress: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._stage, self._since = "", time.perf_counter()

    def begin(self, stage: str, fraction: float) -> None:
        self.end()
        self._stage, self._since = stage, time.perf_counter()
        if self._progress:
            self._progress(stage, fraction)

    def tell(self, fraction: float) -> None:
        """Say how far the present stage has come."""
        if self._progress:
            self._progress(self._stage, fraction)

    def end(self) -> None:
        if self._stage:
            self.seconds[self._stage] = time.perf_counter() - self._since
