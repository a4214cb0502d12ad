"""What became of the groups of one run in the next: two partitions of texts that both may have read."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Fate = Literal["kept", "grown", "shrunk", "split", "merged", "dissolved", "new"]
Partition = Mapping[int, int]

SAME = 1 / 3  # Jaccard index of a pair: two groups of one size that share half of their texts have it
MOST = 0.5  # a group has one home and one origin only if it must be more than half
PART = 0.2  # smaller pieces move at the edges of groups in any new run
CHANGE = 0.2  # of the size of a group: by less, it is kept as it was


class Step(NamedTuple):
    """What became of a group, or where it comes from.

    Attributes
    ----------
    group
        Its number in its own run.
    fate
        Of a group before: kept, grown, shrunk, split (into several), merged (into a group that is
        not its own continuation), dissolved. Of a group after: kept, grown, shrunk, split (from a
        group that it is a piece of), merged (from several), new.
    others
        The groups of the other run that this tells of, by number.
    size
        Texts of the group, those that the other run did not read included.
    shared
        Of these, the texts that stand in `others`.
    """

    group: int
    fate: Fate
    others: tuple[int, ...]
    size: int
    shared: int


class Lineage(NamedTuple):
    """What became of each group before, and where each group after comes from, both by number."""

    before: list[Step]
    after: list[Step]


class _Overlap(NamedTuple):
    """Two partitions side by side.

    Attributes
    ----------
    shared
        Texts in common, shape (groups of this side, groups of the other).
    here, there
        Of each group of this side and of the other, the texts that both runs read.
    """

    shared: NDArray[np.intp]
    here: NDArray[np.intp]
    there: NDArray[np.intp]

    def turned(self) -> "_Overlap":
        """The same, seen from the other side."""
        return _Overlap(self.shared.T, self.there, self.here)


def lineage(before: Partition, after: Partition) -> Lineage:
    """Match the groups of two runs by the texts that both read; see `matched`.

    Parameters
    ----------
    before, after
        The group of each text, by the key of the text; -1 for a text that belongs nowhere. A text
        that is in one of them only was not read by the other run.

    >>> found = lineage({1: 0, 2: 0, 3: 1, 4: 1}, {1: 0, 2: 0, 3: -1, 4: -1, 5: 1})
    >>> [step.fate for step in found.before], [step.fate for step in found.after]
    (['kept', 'dissolved'], ['kept', 'new'])
    """
    together = Counter((before[text], after[text]) for text in before.keys() & after.keys())
    return matched(together, Counter(before.values()), Counter(after.values()))


def matched(together: Mapping[tuple[int, int], int], sizes: Mapping[int, int], new_sizes: Mapping[int, int]) -> Lineage:
    """Match the groups of two runs by how many texts they share.

    Pairs are those whose shared texts make the greatest sum, by the Hungarian method (Kuhn, 1955),
    and stand from a Jaccard index of a third. Splits and mergers are told as Greene, Doyle and
    Cunningham do (*Tracking the evolution of communities in dynamic social networks*, 2010): a
    group is split when two or more groups of which it is the origin each hold a fifth of it, and
    merged when it makes, with others, a fifth or more of the group where most of it went.

    Parameters
    ----------
    together
        Texts that both runs read, by the group before and the group after; -1 for nowhere.
    sizes, new_sizes
        Texts of each group before and after, whether the other run read them or not.
    """
    olds, news = _numbers(sizes), _numbers(new_sizes)
    overlap = _overlap(together, olds, news)
    pairs = _pairs(overlap)
    parts, sources = _parts(overlap), _parts(overlap.turned())
    first, second = [], []
    for row, old in enumerate(olds):
        fate, columns = _became(row, overlap, parts, sources, pairs)
        others = tuple(news[column] for column in columns)
        if not fate:
            fate = _change(sizes[old], new_sizes[others[0]])
        first.append(Step(old, fate, others, sizes[old], int(overlap.shared[row, columns].sum())))
    for column, new in enumerate(news):
        fate, rows = _came(column, overlap, parts, sources, pairs)
        others = tuple(olds[row] for row in rows)
        if not fate:
            fate = _change(sizes[others[0]], new_sizes[new])
        second.append(Step(new, fate, others, new_sizes[new], int(overlap.shared[rows, column].sum())))
    return Lineage(first, second)


def _became(
    row: int, overlap: _Overlap, parts: list[list[int]], sources: list[list[int]], pairs: Mapping[int, int]
) -> tuple[Fate | None, list[int]]:
    """Tell where an old group went; no fate where it has its own continuation, whose size tells."""
    home = _main(overlap.shared[row], overlap.here[row])
    if len(parts[row]) > 1:
        return "split", parts[row]
    if home is not None and row in sources[home] and len(sources[home]) > 1:
        return "merged", [home]
    if row in pairs:
        return None, [pairs[row]]
    return ("merged", [home]) if home is not None else ("dissolved", [])


def _came(
    column: int, overlap: _Overlap, parts: list[list[int]], sources: list[list[int]], pairs: Mapping[int, int]
) -> tuple[Fate | None, list[int]]:
    """Tell where a new group comes from; no fate where it continues one, whose size tells."""
    origin = _main(overlap.shared[:, column], overlap.there[column])
    paired = [row for row, other in pairs.items() if other == column]
    if len(sources[column]) > 1:
        return "merged", sources[column]
    if origin is not None and column in parts[origin] and len(parts[origin]) > 1:
        return "split", [origin]
    if paired:
        return None, paired
    return ("split", [origin]) if origin is not None else ("new", [])


def _change(size: int, new_size: int) -> Fate:
    if new_size > (1 + CHANGE) * size:
        return "grown"
    return "shrunk" if new_size < (1 - CHANGE) * size else "kept"


def _numbers(sizes: Mapping[int, int]) -> list[int]:
    return sorted(group for group in sizes if group >= 0)


def _overlap(together: Mapping[tuple[int, int], int], olds: list[int], news: list[int]) -> _Overlap:
    here, there = Counter[int](), Counter[int]()
    for (old, new), texts in together.items():
        here[old] += texts
        there[new] += texts
    shared = np.array([[together.get((old, new), 0) for new in news] for old in olds], dtype=np.intp)
    return _Overlap(
        shared.reshape(len(olds), len(news)),
        np.array([here[old] for old in olds], dtype=np.intp),
        np.array([there[new] for new in news], dtype=np.intp),
    )


def _pairs(overlap: _Overlap) -> dict[int, int]:
    """Pair old and new groups, each once."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(overlap.shared, maximize=True)
    shared = overlap.shared[rows, columns]
    either = overlap.here[rows] + overlap.there[columns] - shared
    alike = (shared > 0) & (shared >= SAME * either)
    return dict(zip(rows[alike].tolist(), columns[alike].tolist(), strict=True))


def _parts(overlap: _Overlap) -> list[list[int]]:
    """List for each group the groups of the other side that come mostly from it, and hold a fifth of it."""
    mostly = overlap.shared > MOST * overlap.there
    large = overlap.shared >= PART * overlap.here[:, None]
    return [np.flatnonzero(row).tolist() for row in mostly & large]


def _main(shared: NDArray[np.intp], size: np.intp) -> int | None:
    """Find the group of the other side that holds more than half of one."""
    held = np.flatnonzero(shared > MOST * size)
    return int(held[0]) if len(held) else None
