"""The same words sent again and again within a day, by one account or by several.

Two texts are near-identical where they share nine tenths of their series of three words (of the longer one's): in
sixty words, one or two may differ. What is shorter than five words is compared with nothing.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from consult.telltales import grams
from moderation.standing import MODELS

MANY, WITHIN, ALIKE = 3, timedelta(hours=24), 0.9
MOST = 5_000  # texts of each kind, the newest of the time looked at: what bounds the work
_LENGTHS = 0.75  # of the shorter to the longer, in characters: further apart they cannot be alike
WORDS = {"proposal": "current__text", "argument": "text", "amendment": "reason"}  # rewordings are alike by nature


class Sent(NamedTuple):
    """A text that somebody sent."""

    noun: str
    pk: int
    author: int | None
    at: datetime
    words: str


class Flood(NamedTuple):
    """The texts that are alike and came within one day, the one that was looked at among them."""

    texts: tuple[Sent, ...]

    @property
    def accounts(self) -> int:
        """From how many accounts; those that are gone, and texts without any, count as one."""
        return len({sent.author for sent in self.texts})


def sent_around(first: datetime, last: datetime) -> list[Sent]:
    """What was sent from a day before an instant to a day after another; imports are left out. Three queries."""
    return list(chain.from_iterable(_sent(noun, first - WITHIN, last + WITHIN) for noun in MODELS))


def _sent(noun: str, since: datetime, until: datetime) -> list[Sent]:
    rows = MODELS[noun].objects.filter(created_at__gte=since, created_at__lte=until, imported_from=None)
    names = ("pk", "author", "created_at", WORDS[noun])
    newest = rows.order_by("-created_at", "-pk").values_list(*names)[:MOST]
    return [Sent(noun, pk, author, at, words or "") for pk, author, at, words in newest]


def floods(looked_at: set[tuple[str, int]], sent: Sequence[Sent]) -> dict[tuple[str, int], Flood]:
    """By noun and key, the floods that some of the texts sent belong to. No query."""
    new = [one for one in sent if (one.noun, one.pk) in looked_at]
    lengths = sorted(len(one.words) for one in new)
    said: list[tuple[Sent, int]] = []
    index: dict[str, list[int]] = {}
    for one in new:
        series = grams(one.words)
        for gram in series:
            index.setdefault(gram, []).append(len(said))
        said.append((one, len(series)))
    alike: list[list[Sent]] = [[] for _one in said]
    for other in sent:
        if not _could_be_alike(len(other.words), lengths):
            continue
        series = grams(other.words)
        shared: Counter[int] = Counter(chain.from_iterable(index.get(gram, ()) for gram in series))
        for n, count in shared.items():
            if count >= ALIKE * max(said[n][1], len(series)):
                alike[n].append(other)
    found = {(one.noun, one.pk): _within_a_day(one, alike[n]) for n, (one, _size) in enumerate(said)}
    return {key: flood for key, flood in found.items() if len(flood.texts) >= MANY}


def _could_be_alike(length: int, lengths: list[int]) -> bool:
    n = bisect_left(lengths, length * _LENGTHS)
    return n < len(lengths) and lengths[n] * _LENGTHS <= length


def _within_a_day(one: Sent, alike: list[Sent]) -> Flood:
    """The most of those alike that came within a day which holds this one."""
    near = sorted((other for other in alike if abs(other.at - one.at) <= WITHIN), key=lambda other: other.at)
    best, end = (0, 0), 0
    for start, first in enumerate(near):
        if first.at > one.at:
            break
        while end < len(near) and near[end].at - first.at <= WITHIN:
            end += 1
        if end - start > best[1] - best[0]:
            best = (start, end)
    return Flood(tuple(near[slice(*best)]))


def summary(flood: Flood) -> dict[str, Any]:
    """What is kept of one: figures."""
    return {"count": len(flood.texts), "accounts": flood.accounts}
