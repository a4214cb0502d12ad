"""How far two readers agree. Pure functions.

The interval is the score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22 (1927), 209–212. Kappa is that of J. Cohen,
"A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37–46.
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

NORMAL_95 = 1.959963984540054  # leaves 2.5 % of a normal distribution on each side


class Agreement(NamedTuple):
    """Of ``total`` things read twice, ``agreed`` were read alike; the share stands between ``low`` and ``high``.

    ``kappa`` is None where chance alone would make both agree on everything.
    """

    agreed: int
    total: int
    share: float
    low: float
    high: float
    kappa: float | None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement | None:
    """Compare the first reader's labels with the second's; None when nothing was read twice.

    >>> found = agreement([("train", "train"), ("bus", "bus"), ("train", "bus"), ("bus", "bus")])
    >>> found.agreed, found.total, found.share, round(found.low, 3), round(found.high, 3), found.kappa
    (3, 4, 0.75, 0.301, 0.954, 0.5)
    >>> agreement([]) is None
    True
    """
    if not pairs:
        return None
    agreed, total = sum(first == second for first, second in pairs), len(pairs)
    low, high = wilson(agreed, total)
    return Agreement(agreed, total, agreed / total, low, high, cohen_kappa(pairs))


def wilson(successes: int, total: int, z: float = NORMAL_95) -> tuple[float, float]:
    """The score interval of a share, 95 % unless told; it never leaves 0 to 1.

    >>> low, high = wilson(10, 10)
    >>> round(low, 4), high
    (0.7225, 1.0)
    >>> low, high = wilson(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    if total <= 0 or not 0 <= successes <= total:
        raise ValueError("A share needs something to be a share of.")
    share, squared = successes / total, z * z
    centre = (share + squared / (2 * total)) / (1 + squared / total)
    spread = z * sqrt(share * (1 - share) / total + squared / (4 * total * total)) / (1 + squared / total)
    low = 0.0 if successes == 0 else max(0.0, centre - spread)
    high = 1.0 if successes == total else min(1.0, centre + spread)
    return low, high


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond what chance would give two readers with these habits.

    >>> both = [("yes", "yes")] * 20 + [("no", "no")] * 15 + [("yes", "no")] * 5 + [("no", "yes")] * 10
    >>> round(cohen_kappa(both), 3)
    0.4
    >>> cohen_kappa([("yes", "yes")] * 3) is None
    True
    """
    total = len(pairs)
    first, second = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    by_chance = sum(count * second[label] for label, count in first.items())  # times total squared
    if not total or by_chance == total * total:
        return None
    observed = sum(one == other for one, other in pairs) / total
    expected = by_chance / (total * total)
    return (observed - expected) / (1 - expected)
