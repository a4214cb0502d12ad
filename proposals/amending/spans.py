"""The sentences of a text, for choosing a passage, and passages found again in another version."""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

_END = re.compile(r"[.!?…]+(?:\s?[»”\")\]])*(?=\s)|\n+")


class Span(NamedTuple):
    """A passage: its first character, and the one after its last."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Where each sentence stands; a line end ends one too, and what is only space belongs to none.

    >>> text = "Un train. « Un bus ! » Et puis\\nrien"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Un train.', '« Un bus ! »', 'Et puis', 'rien']
    """
    bounds = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    pieces = [_trimmed(text, start, end) for start, end in pairwise(bounds)]
    return [piece for piece in pieces if piece.start < piece.end]


def span_of(text: str, numbers: Collection[int]) -> Span | None:
    """The passage from the first to the last of some sentences, counted from 1; None where one does not exist.

    >>> span_of("Un. Deux. Trois.", [3, 2]), span_of("Un.", [2]), span_of("Un.", [])
    (Span(start=4, end=16), None, None)
    """
    found = sentences(text)
    if not numbers or min(numbers) < 1 or max(numbers) > len(found):
        return None
    return Span(found[min(numbers) - 1].start, found[max(numbers) - 1].end)


def numbers_of(text: str, start: object, end: object) -> list[int]:
    """The sentences, counted from 1, that a passage touches; none where its bounds are no numbers.

    >>> numbers_of("Un. Deux. Trois.", "4", 9), numbers_of("Un.", "x", None)
    ([2], [])
    """
    try:
        first, last = int(str(start)), int(str(end))
    except ValueError:
        return []
    return [n for n, found in enumerate(sentences(text), start=1) if found.start < last and found.end > first]


def found_again(words: str, text: str) -> Span | None:
    """Where a passage stands in another text, when it stands there once.

    >>> found_again("Deux.", "Un. Deux."), found_again("Un", "Un, Un")
    (Span(start=4, end=9), None)
    """
    if not words or text.count(words) != 1:
        return None
    start = text.index(words)
    return Span(start, start + len(words))


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), max(start, start + len(piece.rstrip())))
