"""The parts of a text that may each hold an idea: its sentences, and the items of its lists.

French answers to open questions often hold several ideas, one after another. A part is a span of the text as
it was written, so that it is quoted to the letter and leads back to its words.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LEAST_WORDS = 3  # below, a fragment says too little alone and joins its neighbour
_MARK = r"(?:[-–—](?!\d)|[•●*·▪]|\d{1,2}\s?[)/°]|\d{1,2}\.(?!\d)|\(?[a-h]\))"
_DASHES = re.compile(r"(?:^|\s)[-–—•●·▪]+\s")
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}\s?[)/°]")
# What closes a quotation belongs to the sentence that it ends.
_ENDS = re.compile(
    rf"(?<=[.!?…;])(?P<closing>(?:\s?[»”\")\]])*)\s+(?:{_MARK}\s*)?"
    rf"|[\r\n\u2028\u2029]+\s*(?:{_MARK}\s*)?|\A\s*{_MARK}\s*"
)
_ITEMS = re.compile(r"(?<=\s)[-–—•●·▪]+\s+")
_NUMBERS = re.compile(r"(?<=\s)\d{1,2}\s?[)/°]\s*")
_WORD = re.compile(r"\w+")
# A point after one of these words, before a small letter, ends no sentence.
_ABBREVIATED = re.compile(
    r"\b(?:art|av|bd|cf|dr|env|etc|ex|fig|hab|km|max|min|mme|mr|no|par|pp|resp|st|ste|tel|vs|[^\W\d])\.\Z",
    re.IGNORECASE,
)
_LONGEST_SHORT = 6  # characters of such a word and its point


class Part(NamedTuple):
    """A span of a text: the places of its first character and of the one after its last."""

    start: int
    end: int


def parts(text: str, least_words: int = LEAST_WORDS) -> list[Part]:
    """Split a text into its sentences, its items ("- …", "1) …") and what semicolons part.

    Parts come in order and do not overlap; between them stand white space and the marks of lists only. A
    fragment of fewer than `least_words` words joins the part before it, the first one the part after. A text
    that holds a word has at least one part; any other has none.

    >>> text = "Plus de trains le soir ; des pistes cyclables sûres. Merci !"
    >>> [text[part.start : part.end] for part in parts(text)]
    ['Plus de trains le soir ;', 'des pistes cyclables sûres. Merci !']
    """
    found: list[Part] = []
    start = 0
    for cut in [*_cuts(text), (len(text), len(text))]:
        part = _trimmed(text, start, cut[0])
        if part.start < part.end:
            found.append(part)
        start = cut[1]
    return _joined(text, found, least_words)


def _cuts(text: str) -> list[tuple[int, int]]:
    """Spans between two parts, in order and apart from each other."""
    patterns = [_ENDS]
    dashes = list(_DASHES.finditer(text))
    if len(dashes) > 2 or (dashes and not text[: dashes[0].start()].strip()):  # two within a text hold an aside
        patterns.append(_ITEMS)
    if len(_NUMBERED.findall(text)) > 1:
        patterns.append(_NUMBERS)
    told = sorted(span for pattern in patterns for span in _spans(text, pattern))
    kept: list[tuple[int, int]] = []
    for start, end in told:
        if kept and start < kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return kept


def _spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        start = match.end("closing") if match.groupdict().get("closing") else match.start()
        following = text[match.end() : match.end() + 1]
        abbreviated = _ABBREVIATED.search(text, max(0, start - _LONGEST_SHORT), start)
        if not (abbreviated and following.islower()):
            yield start, match.end()


def _trimmed(text: str, start: int, end: int) -> Part:
    whole = text[start:end]
    return Part(start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip()))


def _joined(text: str, found: list[Part], least_words: int) -> list[Part]:
    """Join fragments to the part before, and a first fragment to the one after."""
    joined: list[Part] = []
    for part in found:
        few = len(_WORD.findall(text, part.start, part.end)) < least_words
        first_few = len(joined) == 1 and len(_WORD.findall(text, *joined[0])) < least_words
        if joined and (few or first_few):
            joined[-1] = Part(joined[-1].start, part.end)
        else:
            joined.append(part)
    return [part for part in joined if _WORD.search(text, part.start, part.end)]
