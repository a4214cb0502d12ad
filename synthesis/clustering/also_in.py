"""Further groups of a text: those in which one of its parts sits well. Groups and their sizes do not change.

A part is judged by two witnesses: the share that a group has among the whole texts nearest to it, each counted
by its cosine (nearest neighbours weighed by likeness: Dudani, *The distance-weighted k-nearest-neighbor rule*,
1976), and its cosine with the mean of that group (Rocchio's rule). Either alone is surer of itself than right.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.corpus import plain
from synthesis.clustering.features import Table, unit_rows
from synthesis.clustering.graph import neighbours_of
from synthesis.clustering.parameters import Parameters
from synthesis.clustering.provenance import one_thread

VOTERS = 20  # whole texts nearest to a part that say where it sits
ASKED = 4000  # texts among which they are looked for: a sample that nobody chose, where there are more
SITS_WELL = 0.55  # fit from which a part is told; chosen for a precision of 0.7 (docs/grouping.md)
_ROWS = 1000


class Also(NamedTuple):
    """A part that sits well in another group than its text.

    Attributes
    ----------
    part
        Its place among the parts given.
    group
        The other group.
    fit
        Mean of both witnesses, in [`SITS_WELL`, 1].
    """

    part: int
    group: int
    fit: float


class _Voters(NamedTuple):
    """q distinct texts in canonical order: their vectors, groups and plain forms; and the k group means."""

    table: Table
    groups: NDArray[np.intp]
    forms: list[str]
    means: Table


def also_in(
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    labels: NDArray[np.intp],
    nearest: NDArray[np.intp],
    owners: Sequence[int],
    part_vectors: NDArray[np.floating],
    *,
    languages: Sequence[str] | str = "fr",
    least: float = SITS_WELL,
) -> list[Also]:
    """Find the further groups of n grouped texts by their p parts.

    A part votes for one group only, the one that it fits best; of the parts of a text that fit the same group
    the best one is given. Copies of a text count once, and neither a text nor its copies vouch for its parts.

    Parameters
    ----------
    texts, vectors
        n texts, and sentence vectors of shape (n, d), zeros where a text has none.
    labels, nearest
        Int arrays of shape (n,): the group of each text, -1 for none, and the group it would be nearest to;
        neither is one of its further groups.
    owners, part_vectors
        For each of p parts the place of its text, and sentence vectors of shape (p, d).
    languages
        Language of each text, or of all.
    least
        Fit from which a part is told, in [0, 1].

    Returns
    -------
    list of Also
        In the order of the texts, then of the parts.

    Raises
    ------
    ValueError
        When the arguments do not agree in length.
    """
    spoken = [languages] * len(texts) if isinstance(languages, str) else list(languages)
    if not len(texts) == len(vectors) == len(labels) == len(nearest) == len(spoken):
        raise ValueError(
            f"There are {len(texts)} texts, {len(vectors)} vectors, {len(labels)} and {len(nearest)} groups,"
            f" and {len(spoken)} languages."
        )
    if len(owners) != len(part_vectors):
        raise ValueError(f"There are {len(owners)} owners of parts and {len(part_vectors)} vectors of parts.")
    if not len(owners) or int(labels.max(initial=-1)) < 1:
        return []  # a single group has no other
    forms = [plain(text) for text in texts]
    with one_thread():
        rows = _distinct(forms, vectors)
        if not rows:
            return []
        asked = np.array([row for row in rows if labels[row] >= 0][:ASKED], dtype=np.intp)
        # Parts stand beside the whole texts when the mean of a language is taken away.
        usual = rows[:ASKED]
        means = _language_means(np.asarray(vectors[usual], dtype=np.float32), [spoken[row] for row in usual])
        table = _without(vectors[asked], [spoken[row] for row in asked], means)
        groups = labels[asked]
        number = int(labels.max()) + 1
        totals = np.zeros((number, table.shape[1]))
        np.add.at(totals, groups, table.astype(np.float64))
        voters = _Voters(table, groups, [forms[row] for row in asked], unit_rows(totals))
        wanted = _without(part_vectors, [spoken[owner] for owner in owners], means)
        best, fit = _judged(wanted, [forms[owner] for owner in owners], voters)
    return _told(best, fit, owners, labels, nearest, least)


def _distinct(forms: Sequence[str], vectors: NDArray[np.floating]) -> list[int]:
    """Places of one text of each form that has words and a vector, in an order that nobody chose."""
    first: dict[str, int] = {}
    for place, form in enumerate(forms):
        if form and vectors[place].any():
            kept = first.setdefault(form, place)
            if vectors[place].tobytes() < vectors[kept].tobytes():
                first[form] = place
    ranked = sorted(first, key=lambda form: hashlib.sha256(form.encode("utf-8", "surrogatepass")).digest())
    return [first[form] for form in ranked]


def _language_means(table: Table, languages: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Give the mean vector of each language that many speak, and under the empty name that of all."""
    spoken = np.array(languages)
    common = [one for one in sorted(set(languages)) if (spoken == one).sum() >= Parameters().language_minimum]
    means = {one: table[spoken == one].mean(axis=0, dtype=np.float64) for one in common if len(common) > 1}
    return {**means, "": table.mean(axis=0, dtype=np.float64)}


def _without(vectors: NDArray[np.floating], languages: Sequence[str], means: dict[str, NDArray[np.float64]]) -> Table:
    usual = [means.get(language, means[""]) for language in languages]
    return unit_rows(np.asarray(vectors, dtype=np.float32) - np.asarray(usual).reshape(vectors.shape))


def _judged(parts: Table, owners: Sequence[str], voters: _Voters) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the group that each part fits best, and how well, arrays of shape (p,)."""
    best = np.zeros(len(parts), dtype=np.intp)
    fit = np.zeros(len(parts))
    own: dict[str, int] = {form: place for place, form in enumerate(voters.forms)}
    number = min(neighbours_of(len(voters.forms), VOTERS), len(voters.forms))
    for start in range(0, len(parts), _ROWS):
        rows = range(start, min(len(parts), start + _ROWS))
        cosines = parts[rows.start : rows.stop] @ voters.table.T
        for row in rows:
            if (place := own.get(owners[row])) is not None:
                cosines[row - start, place] = 0
        chosen = np.sort(np.argpartition(-cosines, number - 1, axis=1)[:, :number], axis=1)
        weights = np.maximum(np.take_along_axis(cosines, chosen, axis=1), 0).astype(np.float64)
        votes = np.zeros((len(rows), len(voters.means)))
        np.add.at(votes, (np.arange(len(rows))[:, None], voters.groups[chosen]), weights)
        totals = votes.sum(axis=1, keepdims=True)
        shares = votes / np.where(totals > 0, totals, 1)
        both = (shares + np.clip(parts[rows.start : rows.stop] @ voters.means.T, 0, 1)) / 2
        best[rows.start : rows.stop] = both.argmax(axis=1)
        fit[rows.start : rows.stop] = both.max(axis=1)
    return best, fit


def _told(
    best: NDArray[np.intp],
    fit: NDArray[np.float64],
    owners: Sequence[int],
    labels: NDArray[np.intp],
    nearest: NDArray[np.intp],
    least: float,
) -> list[Also]:
    """Keep what sits well elsewhere than its text: one part for a text and a group."""
    kept: dict[tuple[int, int], Also] = {}
    for part, (owner, group, value) in enumerate(zip(owners, best.tolist(), fit.tolist(), strict=True)):
        if value < least or group in (labels[owner], nearest[owner]):
            continue
        known = kept.get((owner, group))
        if known is None or value > known.fit:
            kept[owner, group] = Also(part, group, value)
    return [kept[key] for key in sorted(kept, key=lambda key: (key[0], kept[key].part))]
