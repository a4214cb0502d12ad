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
    counts = [Counter[str]() for _ in range(groups)]
    forms: dict[str, Counter[str]] = {}
    for found, label in zip(written, labels.tolist(), strict=True):
        if label < 0:
            continue
        # A text speaks once for a term, however often it repeats it.
        for term, form in dict.fromkeys(found):
            if form is not None:
                counts[label][term] += 1
                forms.setdefault(term, Counter())[form] += 1
    total = sum(counts, Counter[str]())
    mean_length = sum(total.values()) / max(groups, 1)
    chosen = []
    for count in counts:
        scores = {t: n * float(np.log1p(mean_length / total[t])) for t, n in count.items()}
        ranked = sorted(scores, key=lambda term: (-scores[term], term))[:_CANDIDATES]
        chosen.append([_commonest(forms[term]) for term in _distinct(ranked, count)[:number]])
    return chosen


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
