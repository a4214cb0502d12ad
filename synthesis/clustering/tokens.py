"""The terms of a text: stems without stop words, alone and in pairs, and how they are written."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from consult.text import locate_words, open_elision, stem
from synthesis.clustering.stopwords import stop_words

_PIECES = 200_000  # kept in mind: some 50 MB
_LONGEST = 40  # characters of a term that is shown
_PUNCTUATION = frozenset('.,;:!?…()[]«»"“”/•*')


class Surface(NamedTuple):
    """A term and how a text writes it; None where punctuation cuts it."""

    term: str
    written: str | None


class _Kept(NamedTuple):
    """A stem that is no stop word, and where its word stands."""

    stem: str
    start: int
    end: int


def surfaces(text: str, language: str) -> list[Surface]:
    """List the stems of a text, stop words left out, then its pairs of neighbouring stems.

    Parameters
    ----------
    text
        In Unicode NFC with single spaces.

    >>> surfaces("Les transports en commun", "fr")[-1]
    Surface(term='transport commun', written='transports en commun')
    """
    kept = _kept(text, language)
    found = [Surface(stem, text[start:end]) for stem, start, end in kept]
    for (first, start, _), (second, _, end) in pairwise(kept):
        between = text[start:end]
        whole = end - start <= _LONGEST and _PUNCTUATION.isdisjoint(between)
        found.append(Surface(f"{first} {second}", between if whole else None))
    return found


def stems(text: str, language: str) -> list[str]:
    """List the stems of a text, stop words left out: faster, where how they are written is not asked."""
    if open_elision(text):
        return [kept.stem for kept in _kept(text, language)]
    return [stem for piece in text.split(" ") for stem in _stems_of_piece(piece, language)]


def _kept(text: str, language: str) -> list[_Kept]:
    if open_elision(text):
        return _found(text, language)
    found, place = [], 0
    for piece in text.split(" "):
        for stem_, start, end in _of_piece(piece, language):
            found.append(_Kept(stem_, place + start, place + end))
        place += len(piece) + 1
    return found


def _found(text: str, language: str) -> list[_Kept]:
    stopped = stop_words(language)
    return [
        _Kept(stem(word.folded, language), word.start, word.end)
        for word in locate_words(text)
        if word.folded not in stopped
    ]


# What stands between two spaces comes again and again, and no word goes beyond it.
@lru_cache(maxsize=_PIECES)
def _of_piece(piece: str, language: str) -> tuple[_Kept, ...]:
    return tuple(_found(piece, language))


@lru_cache(maxsize=_PIECES)
def _stems_of_piece(piece: str, language: str) -> tuple[str, ...]:
    return tuple(kept.stem for kept in _found(piece, language))
