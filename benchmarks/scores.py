"""How near a partition comes to the one that people made."""

from collections.abc import Sequence

import numpy as np

from benchmarks.child import Measured
from benchmarks.methods import Labels

Scores = dict[str, float]


def agreement(truth: Sequence[str], labels: Labels) -> tuple[float, float, float]:
    """Give NMI (arithmetic), ARI and V-measure of n labels against n groups that people made.

    NMI with the arithmetic mean and the V-measure with equal weights are the same number (Becker,
    2011); both are printed, since readers look for either.
    """
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, v_measure_score

    return (
        float(normalized_mutual_info_score(truth, labels, average_method="arithmetic")),
        float(adjusted_rand_score(truth, labels)),
        float(v_measure_score(truth, labels)),
    )


def scored(truth: Sequence[str], found: Measured) -> Scores:
    """Score a method on a set: means over its rounds; seconds are those of finding its own k."""
    given = np.array([agreement(truth, r.given) for r in found.rounds]).mean(axis=0)
    own = np.array([agreement(truth, r.own) for r in found.rounds]).mean(axis=0)
    return {
        "nmi_given_k": float(given[0]),
        "ari_given_k": float(given[1]),
        "v_given_k": float(given[2]),
        "nmi_own_k": float(own[0]),
        "ari_own_k": float(own[1]),
        "v_own_k": float(own[2]),
        "k": float(np.mean([len(np.unique(r.own)) for r in found.rounds])),
        "seconds": float(np.mean([r.seconds_own for r in found.rounds])),
        "seconds_given_k": float(np.mean([r.seconds_given for r in found.rounds])),
        "memory_mb": found.memory,
    }


def mean(of: Sequence[Scores]) -> Scores:
    """Give the mean of each figure that all of several rows of scores have."""
    return {name: float(np.mean([scores[name] for scores in of])) for name in of[0]} if of else {}
