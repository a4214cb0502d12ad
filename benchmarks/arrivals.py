"""Texts that come after a run: whether they are placed as a whole run would, and what tells that a new run is due."""

import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.scores import Scores, mean
from benchmarks.sets import LabelledSet
from synthesis.clustering import Grouping, group
from synthesis.clustering.arrivals import Placer

COLUMNS = {
    "same": ("as a whole run", 3),
    "right": ("right", 3),
    "whole": ("right, whole run", 3),
    "misfits": ("fit badly", 2),
    "strangers": ("fit badly, unknown theme", 2),
    "milliseconds": ("ms each", 1),
}
LEAST, MOST_THEMES = 8, 6  # texts of a theme that is held out, and how many themes are
Labels = NDArray[np.intp]


def arrivals(labelled: LabelledSet, vectors: NDArray[np.floating], seeds: Sequence[int]) -> Scores:
    """Hold out one text in ten, by chance, and then one theme at a time.

    `same` is the share of them placed where a run on all texts, started from the first one's groups,
    puts them; `right` and `whole` the shares whose group is mostly of their label, placed alone and
    by that run. `misfits` and `strangers` are the shares that fit badly, of texts drawn by chance
    and of the texts of a theme that the run did not read.
    """
    drawn = [_drawn(labelled, vectors, seed) for seed in seeds]
    truth = np.array(labelled.labels)
    themes = [name for name, texts in Counter(labelled.labels).most_common() if LEAST <= texts <= len(truth) / 2]
    strange = [_placed(labelled, vectors, np.flatnonzero(truth == theme))[2] for theme in themes[:MOST_THEMES]]
    return mean(drawn) | {"strangers": float(np.mean(strange)) if strange else float("nan")}


def _drawn(labelled: LabelledSet, vectors: NDArray[np.floating], seed: int) -> Scores:
    count, truth = len(labelled.texts), np.array(labelled.labels)
    later = np.sort(np.random.default_rng(seed).permutation(count)[: max(count // 10, 1)])
    run, placed, misfits, seconds = _placed(labelled, vectors, later)
    read = np.setdiff1d(np.arange(count), later)
    previous = np.full(count, -1, dtype=np.intp)
    previous[read] = run.nearest
    whole = group(labelled.texts, vectors, languages=labelled.languages, previous=previous.tolist()).nearest
    return {
        "same": float((_in_numbers_of(run.nearest, whole, read)[later] == placed).mean()),
        "right": _right(run.nearest, truth[read], placed, truth[later]),
        "whole": _right(whole[read], truth[read], whole[later], truth[later]),
        "misfits": misfits,
        "milliseconds": 1000 * seconds / len(later),
    }


def _placed(
    labelled: LabelledSet, vectors: NDArray[np.floating], later: Labels
) -> tuple[Grouping, Labels, float, float]:
    """The run on the others, where the later ones are placed one by one, how many fit badly, and the seconds."""
    read = np.setdiff1d(np.arange(len(labelled.texts)), later)
    texts, languages = labelled.texts, labelled.languages
    run = group([texts[place] for place in read], vectors[read], languages=[languages[place] for place in read])
    placer = Placer.of([texts[p] for p in read], [languages[p] for p in read], vectors[read], run.nearest.tolist())
    began = time.perf_counter()
    found = [placer.place([texts[place]], [languages[place]], vectors[[place]]) for place in later]
    seconds = time.perf_counter() - began
    misfits = float(np.mean([not one.fits[0] for one in found]))
    return run, np.array([one.nearest[0] for one in found]), misfits, seconds


def _in_numbers_of(before: Labels, after: Labels, read: Labels) -> Labels:
    """Number the groups of a later run as the earlier one those that share most texts with them."""
    pairs = Counter(zip(after[read].tolist(), before.tolist(), strict=True))
    number: dict[int, int] = {}
    for (new, old), _texts in pairs.most_common():
        number.setdefault(new, old)
    return np.array([number.get(label, -1) for label in after.tolist()])


def _right(groups: Labels, truth: NDArray[np.str_], placed: Labels, wanted: NDArray[np.str_]) -> float:
    """The share placed in a group of which most texts that were there have their label."""
    there = {label: Counter(truth[groups == label].tolist()).most_common(1)[0][0] for label in set(groups.tolist())}
    return float(
        np.mean([there.get(label) == name for label, name in zip(placed.tolist(), wanted.tolist(), strict=True)])
    )
