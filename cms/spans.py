"""A citation is its version to the letter, after Unicode NFC and white space. Pure functions.

Both texts are compared in NFC, any run of white space counting as one space (no-break spaces are white space,
zero-width characters are not); nothing else is forgiven. A span neither begins nor ends inside a word, a letter
with its marks, or a joined emoji: "capable" is not cited from "incapable".
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

ZERO_WIDTH_JOINER = "\u200d"
HYPHENS = "-\u2010\u2011"
# Scripts written without spaces: there each character may begin or end a span.
UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # Japanese syllables
    ("\u3400", "\u9fff"),  # Chinese characters
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


class Composed(NamedTuple):
    """A text in NFC with single spaces, and where each of its characters stood in the original.

    ``starts[i]`` and ``ends[i]`` bound, in the original, the piece that character ``i`` came from;
    ``first`` and ``last`` say whether it is the first or the last character that came from that piece.
    """

    text: str
    starts: list[int]
    ends: list[int]
    first: list[bool]
    last: list[bool]


def find_span(text: str, words: str, near: int = 0) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text``: ``(start, end)`` in characters of ``text``, or None. Linear in ``text``.

    Where they stand more than once, the place that begins nearest to ``near``.

    >>> find_span("Plus de  trains,\\nle soir.", "de trains, le")
    (5, 19)
    >>> find_span("Plus de trains.", "de train") is None
    True
    >>> find_span("Le soir, le train du soir.", "soir", near=20)
    (21, 25)
    """
    return min(spans(text, words), key=lambda span: abs(span[0] - near), default=None)


def spans(text: str, words: str) -> Iterator[tuple[int, int]]:
    """All places where ``words`` stand in ``text``, in order."""
    sought = compose(words).text
    if not sought:
        return
    whole = compose(text)
    place = whole.text.find(sought)
    while place >= 0:
        last = place + len(sought) - 1
        if whole.first[place] and whole.last[last]:
            start, end = whole.starts[place], whole.ends[last]
            if not cuts_a_word(text, start) and not cuts_a_word(text, end):
                yield start, end
        place = whole.text.find(sought, place + 1)


def located(text: str, words: str, near: int = 0) -> tuple[int, int] | None:
    """The span that an editor means: of these words, or of the whole text when none is given."""
    return find_span(text, words, near) if words.strip() else whole_span(text)


def whole_span(text: str) -> tuple[int, int] | None:
    """The whole text without the white space around it; None where there is nothing else."""
    stripped = text.strip()
    if not stripped:
        return None
    start = len(text) - len(text.lstrip())
    return start, start + len(stripped)


def same_letters(one: str, other: str) -> bool:
    """Whether two passages are the same after NFC and white space."""
    return compose(one).text == compose(other).text


def compose(text: str) -> Composed:
    """``text`` in NFC, its white space collapsed and trimmed, each character with its place in ``text``."""
    composed = Composed("", [], [], [], [])
    characters: list[str] = []
    space_pending = False
    for start, end in pieces(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        for position, character in enumerate(piece):
            if character.isspace():
                space_pending = bool(characters)
                continue
            if space_pending:
                _keep(composed, characters, " ", (start, start), (True, True))
                space_pending = False
            _keep(composed, characters, character, (start, end), (position == 0, position == len(piece) - 1))
    return composed._replace(text="".join(characters))


def _keep(
    composed: Composed, characters: list[str], character: str, span: tuple[int, int], edges: tuple[bool, bool]
) -> None:
    characters.append(character)
    composed.starts.append(span[0])
    composed.ends.append(span[1])
    composed.first.append(edges[0])
    composed.last.append(edges[1])


def pieces(text: str) -> list[tuple[int, int]]:
    """Cut a text where normalising the two sides apart gives the same as normalising them together.

    >>> pieces("e\\u0301té")
    [(0, 2), (2, 3), (3, 4)]
    """
    cuts = [place for place in range(1, len(text)) if stands_alone(text[place])]
    return list(zip([0, *cuts], [*cuts, len(text)], strict=True)) if text else []


def stands_alone(character: str) -> bool:
    """Whether nothing before it can merge with a character or change its order."""
    return character < "\u0300" or _stands_alone(character)


@cache
def _stands_alone(character: str) -> bool:
    first = unicodedata.normalize("NFD", character)[0]
    return not unicodedata.combining(first) and first not in _joining()


@cache
def _joining() -> frozenset[str]:
    """Characters that are no marks and yet merge with the one before: Hangul vowels and finals, some vowel signs."""
    hangul = {chr(point) for point in [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]}
    seconds = set()
    for point in range(0x300, 0x30000):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    return frozenset(hangul | {second for second in seconds if not unicodedata.combining(second)})


def cuts_a_word(text: str, place: int) -> bool:
    """Whether a word, a letter with its marks or a joined emoji goes on across a place of the text.

    >>> [place for place in range(9) if cuts_a_word("l'école !", place)]
    [3, 4, 5, 6]
    """
    if place <= 0 or place >= len(text):
        return False
    before, after = _unformatted(text, place - 1, -1), _unformatted(text, place, 1)
    if not before or not after:
        return False
    if unicodedata.category(after).startswith("M") or _is_skin_tone(after):
        return not before.isspace()
    if ZERO_WIDTH_JOINER in text[place - 1 : place + 1]:
        return not (before.isspace() or after.isspace())
    return _joined(text, place, before, after)


def _joined(text: str, place: int, before: str, after: str) -> bool:
    """Two letters of one word, or a letter and the hyphen that ties it to another."""
    if _in_word(before) and _in_word(after):
        return True
    if after in HYPHENS and _in_word(before):
        return _in_word(_unformatted(text, text.index(after, place) + 1, 1))
    if before in HYPHENS and _in_word(after):
        return _in_word(_unformatted(text, text.rindex(before, 0, place) - 1, -1))
    return False


def _in_word(character: str) -> bool:
    """Letters, figures and marks, but for the scripts that do not space their words."""
    if not character or any(low <= character <= high for low, high in UNSPACED):
        return False
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _unformatted(text: str, place: int, step: int) -> str:
    """The first character from a place on that is seen, passing over invisible ones; empty at the text's end."""
    while 0 <= place < len(text):
        if unicodedata.category(text[place]) != "Cf":
            return text[place]
        place += step
    return ""
