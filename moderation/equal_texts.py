"""Proposals that are equal after normalisation, folded by themselves by the room that keeps folds; none is hidden."""

from collections.abc import Iterable
from itertools import chain

from moderation.floods import Flood
from proposals.folded import fold_rooms


def fold_equal(keys: Iterable[int]) -> None:
    """Have those of these proposals that are equal after normalisation folded, by key. Queries: the upper room's."""
    found = list(keys)
    for room in fold_rooms:
        if len(found) > 1:
            room.copies(found)


def fold_equal_of(floods: Iterable[Flood]) -> None:
    """The same of the proposals of some floods."""
    sent = chain.from_iterable(flood.texts for flood in floods)
    fold_equal(sorted({one.pk for one in sent if one.noun == "proposal"}))
