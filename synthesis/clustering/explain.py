"""What a group is about: its terms as people write them, and its most central texts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.features import Table
from synthesis.clustering.tokens import Surface

_CANDIDATES = 24  # terms looked at for each group
_LONGEST = 40  # characters of a term that is shown
_PUNCTUATION = frozenset('.,;:!?…()[]«»"“”/•*')


def group_terms(
    written: Sequence[Sequence[Surface]], labels: NDArray[np.intp], groups: int, number: int = 8
) -> list[list[str]]:
    """Name each group's terms by c-TF-IDF, in their commonest written form, best first.

    Source: Grootendorst, *BERTopic: Neural topic modeling with a class-based TF-IDF procedure*,
    2022: the frequency of a term in a group, times log(1 + mean length of a group / frequency of
    the term in all). A pair of words takes the place of its words where it is half as frequent.

    Parameters
    ----------
    written
        The terms of m distinct texts, as `tokens.surfaces` gives them.
    labels
        Shape (m,): the group of each text; -1 for a text of no group.
    """
    known: dict[Surface, int] = {}
    flat = np.array([known.setdefault(surface, len(known)) for found in written for surface in found], dtype=np.intp)
    rows = np.repeat(np.arange(len(written)), [len(found) for found in written])
    shown = list(known)
    place: dict[str, int] = {}
    term_of = np.array([place.setdefault(surface.term, len(place)) for surface in shown], dtype=np.intp)
    whole = np.array([surface.written is not None for surface in shown], dtype=bool)
    there = whole[flat] & (labels[rows] >= 0)
    # A text speaks once for a term, however often it repeats it.
    rows, flat = np.divmod(np.unique(rows[there] * max(len(shown), 1) + flat[there]), max(len(shown), 1))
    of_forms = np.bincount(flat, minlength=len(shown))
    uses = np.zeros((groups, len(place)), dtype=np.int32)
    np.add.at(uses, (labels[rows], term_of[flat]), 1)
    terms = np.array(list(place), dtype=object)
    total = uses.sum(axis=0)
    mean_length = int(total.sum()) / max(groups, 1)
    worth = np.log1p(mean_length / np.maximum(total, 1))
    chosen = []
    for count in uses:
        scores = count * worth
        held = np.flatnonzero(count)
        least = -np.sort(-scores[held])[:_CANDIDATES][-1] if len(held) else 0
        best = held[scores[held] >= least]
        ranked = best[np.lexsort((terms[best].astype(str), -scores[best]))][:_CANDIDATES]
        kept = _distinct(terms[ranked].tolist(), Counter(dict(zip(terms[ranked], count[ranked].tolist(), strict=True))))
        chosen.append([place[term] for term in kept[:number]])
    forms: dict[int, Counter[str]] = {term: Counter() for found in chosen for term in found}
    for surface in np.flatnonzero(np.isin(term_of, list(forms)) & whole).tolist():
        forms[int(term_of[surface])][str(shown[surface].written)] += int(of_forms[surface])
    return [[_commonest(forms[term]) for term in found] for found in chosen]


def _distinct(ranked: Sequence[str], count: Counter[str]) -> list[str]:
    """Keep either a pair of words or its words, not both."""
    kept: list[str] = []
    for term in ranked:
        if " " not in term:
            if not any(term in pair.split() for pair in kept if " " in pair):
                kept.append(term)
            continue
        parts = term.split()
        shown = [part for part in parts if part in kept]
        if not shown:
            if not any(set(parts) & set(pair.split()) for pair in kept if " " in pair):
                kept.append(term)
        elif all(2 * count[term] >= count[part] for part in shown):
            kept[kept.index(shown[0])] = term
            kept = [other for other in kept if other not in shown]
    return kept


def _commonest(forms: Counter[str]) -> str:
    """Choose a written form; a capital that only begins sentences is lowered."""
    by_letters: Counter[str] = Counter()
    for form, uses in forms.items():
        by_letters[form.lower()] += uses
    letters = min(by_letters, key=lambda form: (-by_letters[form], form))
    same = {form: uses for form, uses in forms.items() if form.lower() == letters}
    if 5 * same.get(letters, 0) >= by_letters[letters]:
        return letters
    return min(same, key=lambda form: (-same[form], form))


def central_texts(fit: NDArray[np.float64], labels: NDArray[np.intp], groups: int, number: int = 3) -> NDArray[np.intp]:
    """Give the texts that fit their group best, shape (groups, number), padded with -1."""
    found = np.full((groups, number), -1, dtype=np.intp)
    for group in range(groups):
        members = np.flatnonzero(labels == group)
        best = members[np.argsort(-fit[members], kind="stable")][:number]
        found[group, : len(best)] = best
    return found


def outlyingness(cosines: NDArray[np.float32], copies: NDArray[np.intp], among: int = 5) -> NDArray[np.float64]:
    """Say how far each of m texts stands from everything, from 0 (has twins) to 1 (alone).

    One less the mean cosine with the five nearest texts; its own copies count among them.

    Parameters
    ----------
    cosines
        Shape (m, k), best first.
    copies
        Shape (m,): how many times the text was given.
    """
    twins = np.arange(among)[None, :] < (copies - 1)[:, None]
    sims = np.hstack([np.where(twins, 1.0, -np.inf), cosines.astype(np.float64)])
    best = -np.sort(-sims, axis=1)[:, :among]
    there = np.isfinite(best)
    totals = np.where(there, np.clip(best, 0, 1), 0).sum(axis=1)
    return np.asarray(1 - totals / np.maximum(there.sum(axis=1), 1), dtype=np.float64)


def closeness(means: Table) -> NDArray[np.float64]:
    """Give the cosines between k unit group means, shape (k, k)."""
    cosines = means.astype(np.float64) @ means.astype(np.float64).T
    np.fill_diagonal(cosines, 1.0)
    return np.clip(cosines, -1, 1)
