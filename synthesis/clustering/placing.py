"""Which texts belong nowhere: by their neighbours and their fit, or by a share as earlier runs did."""

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.features import Table, unit_rows
from synthesis.clustering.graph import Neighbours, nearest
from synthesis.clustering.partition import group_means

Labels = NDArray[np.intp]
KEPT = 3  # texts that a group keeps, however weak they are in it
AMONG = 5  # nearest texts that speak for a text
LOOKED_AT = 1000  # texts from which chance is told
BY_CHANCE = 0.25  # quantile of what texts find in groups that are not theirs: at most this is nothing
FAR = 3.0  # median absolute deviations, scaled to a normal's standard deviation
_NORMAL = 1.4826


def by_share(fit: NDArray[np.float64], nearest_group: Labels, share: float) -> Labels:
    """Take the weakest texts out of their groups, a fixed share of all: the rule of earlier runs.

    Parameters
    ----------
    fit, nearest_group
        Shape (m,): the cosine of each text with its group, and that group.
    """
    labels = nearest_group.copy()
    weakest = np.argsort(fit, kind="stable")
    free = weakest[~kept(fit, nearest_group)[weakest]]
    labels[free[: int(share * len(fit))]] = -1
    return labels


def by_fit(
    table: Table, fit: NDArray[np.float64], near: Neighbours, groups: Labels, chance: NDArray[np.float64]
) -> Labels:
    """Take out the texts that nothing stands near, and those that stand in a group not theirs.

    The first are `alone`. The second are `strayed`: another group's mean is at least as near as
    their own group's, themselves not counted, and most of their nearest texts are elsewhere. In
    one group there is nowhere else, and all stay. This tells what has no place in these groups; it
    does not tell what is off the subject.

    Parameters
    ----------
    table
        Features of m texts, shape (m, d), unit rows.
    fit, groups
        Shape (m,): the cosine of each text with its group, and that group, from 0.
    near
        The nearest texts of each among the landmarks, which are the first rows of `table`.
    chance
        See `by_chance`.

    Returns
    -------
    int array of shape (m,)
        The group of each text, or -1; each group keeps its three best.
    """
    labels = groups.copy()
    if not len(chance):
        return labels
    nowhere = alone(near.cosines, chance) | strayed(table, near.places, groups)
    labels[nowhere & ~kept(fit, groups)] = -1
    return labels


def by_chance(table: Table, groups: Labels) -> NDArray[np.float64]:
    """Say how near to texts of other groups texts are: what one finds without having anything in common.

    Returns
    -------
    float64 array of at most a thousand mean cosines with the five nearest texts of other groups
        Empty where there is a single group.
    """
    found = [np.zeros(0)]
    for group in range(int(groups.max(initial=-1)) + 1):
        rows, others = np.flatnonzero(groups[:LOOKED_AT] == group), groups != group
        if len(rows) and others.any():
            found.append(closest_mean(nearest(table[rows], table[others], AMONG, own=False).cosines))
    return np.concatenate(found)


def closest_mean(cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    """Give the mean of the five best of each row."""
    return np.asarray(cosines[:, :AMONG].mean(axis=1, dtype=np.float64))


def alone(cosines: NDArray[np.float32], chance: NDArray[np.float64]) -> NDArray[np.bool]:
    """Find the texts whose nearest are no nearer than by chance, shape (m,).

    No nearer than a quarter of all texts find in groups that are not theirs; or nearer to what is
    found there than to what is usual here, and three deviations below it.
    """
    own = closest_mean(cosines)
    usual = float(np.median(own))
    spread = _NORMAL * float(np.median(np.abs(own - usual)))
    far = (own < usual - FAR * spread) & (2 * own < usual + np.median(chance))
    return np.asarray((own <= np.quantile(chance, BY_CHANCE)) | far)


def strayed(table: Table, places: Labels, groups: Labels) -> NDArray[np.bool]:
    """Find the texts that another group suits as well, with most of their five nearest elsewhere, shape (m,)."""
    sizes = np.bincount(groups)
    totals = group_means(table, groups, len(sizes)) * sizes[:, None].astype(np.float32)
    without = unit_rows(totals[groups] - table)
    own = np.einsum("ij,ij->i", table, without, dtype=np.float64)
    others = (table @ unit_rows(totals).T).astype(np.float64)
    others[np.arange(len(table)), groups] = -np.inf
    elsewhere = (groups[places[:, :AMONG]] != groups[:, None]).mean(axis=1) > 0.5
    return np.asarray(elsewhere & (own <= others.max(axis=1)))


def kept(fit: NDArray[np.float64], groups: Labels) -> NDArray[np.bool]:
    """Mark the three best of each group, shape (m,)."""
    best = np.lexsort((np.arange(len(fit)), -fit, groups))
    starts = np.searchsorted(groups[best], groups[best])
    marked = np.zeros(len(fit), dtype=bool)
    marked[best] = np.arange(len(fit)) - starts < KEPT
    return marked
