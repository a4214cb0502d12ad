"""What a few pinned texts teach: some of each theme are given, the rest is scored."""

import inspect
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.scores import Scores, agreement, mean
from benchmarks.sets import LabelledSet
from consult.text import locate_words
from synthesis.clustering import Parameters, group
from synthesis.clustering.features import features
from synthesis.clustering.tokens import surfaces

PINNED = 5  # texts of a theme that a person pins
COLUMNS = {"nmi": ("NMI", 3), "ari": ("ARI", 3), "v": ("V", 3), "pinned": ("pinned", 1), "scored": ("scored", 1)}
Labels = NDArray[np.intp]


def pins(texts: Sequence[str], labels: Sequence[str], seed: int) -> Labels:
    """Draw five texts of each theme; of a theme of fewer than ten, half of them, one at least.

    A text that people put in two themes is not drawn: nobody could keep both pins.

    Returns
    -------
    int array of shape (n,)
        The theme of each text that is pinned, by the order of names; -1 for the others.
    """
    drawn = np.random.default_rng(seed)
    pinned = np.full(len(labels), -1, dtype=np.intp)
    truth = np.array(labels)
    themes: dict[str, set[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        themes.setdefault(plain(text), set()).add(label)
    clear = np.array([len(themes[plain(text)]) == 1 for text in texts])
    for theme in sorted(set(labels)):
        members = np.flatnonzero(truth == theme)
        chosen = drawn.permutation(members[clear[members]])[: max(1, min(PINNED, len(members) // 2))]
        # A theme that no clear text stands for has no number.
        pinned[chosen] = pinned.max() + 1
    return pinned


def plain(text: str) -> str:
    """Give the words of a text without case, accents or punctuation."""
    return " ".join(word.folded for word in locate_words(text))


def nearest_centre(labelled: LabelledSet, vectors: NDArray[np.floating], pinned: Labels) -> Labels:
    """Start k-means from the means of the pinned texts, in the plain table of features."""
    from sklearn.cluster import KMeans

    pairs = zip(labelled.texts, labelled.languages, strict=True)
    terms = [[surface.term for surface in surfaces(" ".join(text.split()), language)] for text, language in pairs]
    table = features(terms, labelled.languages, np.asarray(vectors, dtype=np.float32), Parameters()).table
    means = np.array([table[pinned == theme].mean(axis=0) for theme in range(int(pinned.max()) + 1)])
    return np.asarray(KMeans(len(means), init=means, n_init=1).fit_predict(table), dtype=np.intp)


def as_previous(labelled: LabelledSet, vectors: NDArray[np.floating], pinned: Labels) -> Labels:
    """Give the pinned texts to `group` as if they were all that an earlier run had placed."""
    parameters = Parameters(groups=int(pinned.max()) + 1)
    previous = pinned.tolist()
    found = group(labelled.texts, vectors, languages=labelled.languages, parameters=parameters, previous=previous)
    return found.nearest


def as_pinned(labelled: LabelledSet, vectors: NDArray[np.floating], pinned: Labels) -> Labels:
    """Give the pinned texts to `group` as what a person decided."""
    told = {"pinned": pinned.tolist(), "parameters": Parameters(groups=int(pinned.max()) + 1)}
    return group(labelled.texts, vectors, languages=labelled.languages, **told).nearest


def methods() -> Mapping[str, Callable[[LabelledSet, NDArray[np.floating], Labels], Labels]]:
    """Give the methods that can be run: `group` need not know of pinned texts."""
    found = {"centres": nearest_centre, "previous": as_previous}
    if "pinned" in inspect.signature(group).parameters:
        found["ours"] = as_pinned
    return found


def taught(labelled: LabelledSet, vectors: NDArray[np.floating], seeds: Sequence[int]) -> dict[str, Scores]:
    """Score each method on the texts that were not pinned: the mean over draws."""
    rows: dict[str, list[Scores]] = {name: [] for name in methods()}
    for seed in seeds:
        pinned = pins(labelled.texts, labelled.labels, seed)
        rest = np.flatnonzero(pinned < 0)
        truth = [labelled.labels[place] for place in rest]
        for name, method in methods().items():
            nmi, ari, v = agreement(truth, method(labelled, vectors, pinned)[rest])
            numbers = {"pinned": float((pinned >= 0).sum()), "scored": float(len(rest))}
            rows[name].append({"nmi": nmi, "ari": ari, "v": v, **numbers})
    return {name: mean(found) for name, found in rows.items()}
