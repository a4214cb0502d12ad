"""The terms of a text: stems without stop words, alone and in pairs, and how they are written."""

from itertools import pairwise
from typing import NamedTuple

from consult.text import locate_words, stem
from synthesis.clustering.stopwords import stop_words

_LONGEST = 40  # characters of a term that is shown
_PUNCTUATION = frozenset('.,;:!?…()[]«»"“”/•*')


class Surface(NamedTuple):
    """A term and how a text writes it; None where punctuation cuts it."""

    term: str
    written: str | None


def surfaces(text: str, language: str) -> list[Surface]:
    """List the stems of a text, stop words left out, then its pairs of neighbouring stems.

    Parameters
    ----------
    text
        In Unicode NFC with single spaces.

    >>> surfaces("Les transports en commun", "fr")[-1]
    Surface(term='transport commun', written='transports en commun')
    """
    stopped = stop_words(language)
    kept = [(stem(word.folded, language), word) for word in locate_words(text) if word.folded not in stopped]
    found = [Surface(term, text[word.start : word.end]) for term, word in kept]
    for (first, start), (second, end) in pairwise(kept):
        between = text[start.start : end.end]
        whole = len(between) <= _LONGEST and _PUNCTUATION.isdisjoint(between)
        found.append(Surface(f"{first} {second}", between if whole else None))
    return found
