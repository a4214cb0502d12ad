"""Each group of two runs is told once: kept, grown, shrunk, split, merged, dissolved, new."""

import random

import pytest

from synthesis.clustering.lineage import lineage

pytestmark = pytest.mark.requirement("G-4")


def partition(*groups: str | range, nowhere=()) -> dict:
    """Texts by their group, numbered from 0 as they are given."""
    placed = {text: number for number, texts in enumerate(groups) for text in texts}
    return {**placed, **dict.fromkeys(nowhere, -1)}


def fates(steps) -> list[tuple]:
    return [(step.fate, *step.others) for step in steps]


CASES = {
    "kept, and numbered otherwise": (
        partition(range(10), range(10, 18)), partition(range(10, 18), range(10)),
        [("kept", 1), ("kept", 0)], [("kept", 1), ("kept", 0)],
    ),
    "kept although a text left": (
        partition(range(10)), partition(range(9), nowhere=[9]), [("kept", 0)], [("kept", 0)],
    ),
    "grown by texts that came since": (
        partition(range(10)), partition(range(15)), [("grown", 0)], [("grown", 0)],
    ),
    "shrunk by texts that left it": (
        partition(range(10)), partition(range(6), nowhere=range(6, 10)), [("shrunk", 0)], [("shrunk", 0)],
    ),
    "split in two": (
        partition(range(20)), partition(range(12), range(12, 20)), [("split", 0, 1)], [("split", 0), ("split", 0)],
    ),
    "split in four": (
        partition(range(40)), partition(range(10), range(10, 20), range(20, 30), range(30, 40)),
        [("split", 0, 1, 2, 3)], [("split", 0)] * 4,
    ),
    "gives a small piece": (
        partition(range(20)), partition(range(17), range(17, 20)), [("kept", 0)], [("kept", 0), ("split", 0)],
    ),
    "two merged": (
        partition(range(12), range(12, 20)), partition(range(20)), [("merged", 0), ("merged", 0)], [("merged", 0, 1)],
    ),
    "takes a small one in": (
        partition(range(18), range(18, 20)), partition(range(20)), [("kept", 0), ("merged", 0)], [("kept", 0)],
    ),
    "dissolved into nowhere": (
        partition(range(10), range(10, 15)), partition(range(10), nowhere=range(10, 15)),
        [("kept", 0), ("dissolved",)], [("kept", 0)],
    ),
    "dissolved into all the others": (
        partition(range(10), range(10, 20), range(20, 30), range(30, 34)),
        partition([*range(10), 30], [*range(10, 20), 31], [*range(20, 30), 32, 33]),
        [("kept", 0), ("kept", 1), ("kept", 2), ("dissolved",)], [("kept", 0), ("kept", 1), ("kept", 2)],
    ),
    "new of texts that came since": (
        partition(range(10)), partition(range(10), range(50, 58)), [("kept", 0)], [("kept", 0), ("new",)],
    ),
    "new of texts that belonged nowhere": (
        partition(range(10), nowhere=range(50, 58)), partition(range(10), range(50, 58)),
        [("kept", 0)], [("kept", 0), ("new",)],
    ),
    "dissolved because its texts are gone": (
        partition(range(10), range(10, 15)), partition(range(10)), [("kept", 0), ("dissolved",)], [("kept", 0)],
    ),
    "one splits while another joins a piece": (
        partition(range(100), range(100, 135)), partition([*range(60), *range(100, 135)], range(60, 100)),
        [("split", 0, 1), ("merged", 0)], [("merged", 0, 1), ("split", 0)],
    ),
    "nothing before": ({}, partition(range(5)), [], [("new",)]),
    "nothing after": (partition(range(5)), {}, [("dissolved",)], []),
    "nothing at all": ({}, {}, [], []),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "became", "came"), CASES.values(), ids=CASES)
def test_lineage_tells_what_became_of_each_group(before, after, became, came):
    found = lineage(before, after)
    assert fates(found.before) == became
    assert fates(found.after) == came


def test_lineage_counts_texts():
    found = lineage(partition(range(20)), partition([*range(12), 90], range(12, 20)))
    assert [(step.group, step.size, step.shared) for step in found.before] == [(0, 20, 20)]
    assert [(step.group, step.size, step.shared) for step in found.after] == [(0, 13, 12), (1, 8, 8)]


@pytest.mark.parametrize("seed", range(10))
def test_lineage_tells_each_group_once_and_in_any_order_of_texts(seed):
    drawn = random.Random(seed)
    before = {text: drawn.randrange(-1, 6) for text in range(80)}
    after = {text: drawn.choice([before.get(text, 2), drawn.randrange(-1, 7)]) for text in range(20, 110)}
    found = lineage(before, after)
    assert [step.group for step in found.before] == sorted(set(before.values()) - {-1})
    assert [step.group for step in found.after] == sorted(set(after.values()) - {-1})
    mixed = dict(drawn.sample(sorted(before.items()), 80))
    assert lineage(mixed, dict(reversed(after.items()))) == found


def test_pairs_make_the_greatest_sum_and_not_the_first_best():
    """Were the largest overlap, of eleven texts, taken first, neither group would have a continuation."""
    before = partition(range(23), range(30, 40), nowhere=range(50, 55))
    after = partition([*range(11), *range(30, 40), *range(50, 55)], range(11, 21), nowhere=[21, 22])
    assert fates(lineage(before, after).before) == [("shrunk", 1), ("grown", 0)]
