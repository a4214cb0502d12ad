"""Whether groups stay: over seeds, and when a tenth of new texts comes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.scores import Scores
from benchmarks.sets import LabelledSet
from synthesis.clustering import Parameters, compare, group

NEW = 0.10  # share of the texts that come later
COLUMNS = {
    "seeds_ari": ("least ARI over seeds", 3),
    "new_with_previous_ari": ("ARI, 10 % new, with previous", 3),
    "new_without_previous_ari": ("ARI, 10 % new, without", 3),
}


def stability(labelled: LabelledSet, vectors: NDArray[np.floating], seeds: Sequence[int]) -> Scores:
    """Compare runs of our method on one set, at the k it finds by itself.

    For each seed a tenth of the texts is drawn as new: the run on the nine tenths is compared, on
    these, with the run on all. ARI is the mean over draws; over seeds it is the least of all pairs.
    """
    whole = [_run(labelled, vectors, Parameters(seed=seed)) for seed in seeds]
    alike = [compare(a, b) for place, a in enumerate(whole) for b in whole[:place]]
    kept_with, kept_without = [], []
    for seed in seeds:
        number = len(labelled.texts)
        old = np.sort(np.random.default_rng(seed).permutation(number)[max(1, round(NEW * number)) :])
        before = _run(_part(labelled, old), vectors[old], Parameters())
        previous = np.full(number, -1, dtype=np.intp)
        previous[old] = before
        kept_with.append(compare(before, _run(labelled, vectors, Parameters(), previous.tolist())[old]))
        kept_without.append(compare(before, _run(labelled, vectors, Parameters())[old]))
    return {
        "seeds_ari": float(min(alike, default=1.0)),
        "new_with_previous_ari": float(np.mean(kept_with)),
        "new_without_previous_ari": float(np.mean(kept_without)),
    }


def _run(
    labelled: LabelledSet,
    vectors: NDArray[np.floating],
    parameters: Parameters,
    previous: Sequence[int] | None = None,
) -> NDArray[np.intp]:
    found = group(labelled.texts, vectors, languages=labelled.languages, parameters=parameters, previous=previous)
    return found.nearest


def _part(labelled: LabelledSet, places: NDArray[np.intp]) -> LabelledSet:
    texts, labels, languages = (
        [column[place] for place in places] for column in (labelled.texts, labelled.labels, labelled.languages)
    )
    return labelled._replace(texts=texts, labels=labels, languages=languages)
