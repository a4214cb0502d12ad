"""What the shape of a text tells of it, without understanding it: links, shouting, the same words sent again.

Pure functions; nothing here knows of Django, and nothing here judges: a person reads.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from consult.text import words


class Place(NamedTuple):
    """A piece of a text: from this character, to before that one."""

    start: int
    end: int


_ENDINGS = "fr|com|org|net|eu|info|io|gouv|be|ch|ca|uk|de|es|it|ly|me|paris|bzh|corsica|xyz|shop|online|site|top|biz|ru"
_LINK = re.compile(
    rf"https?://[^\s<>«»\"]+|(?<![\w@./-])www\.[^\s<>«»\"]+"
    rf"|(?<![\w@./-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_ENDINGS})(?![\w@-])(?!\.\w)(?:/[^\s<>«»\"]*)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
LONG_RUN = 40  # letters of words in capitals that follow each other: some ten acronyms in a row
LARGE_SHARE, LONG_ENOUGH = 0.6, 40  # of the letters; letters in all
GRAM = 3  # words
SHORTEST = 5  # words: what is shorter is often the same by chance


def links(text: str) -> list[Place]:
    """Where web addresses stand, with or without ``https://``; an e-mail address is none.

    >>> text = "Voir www.exemple.fr/plan, http://a.org et exemple.com."
    >>> [text[start:end] for start, end in links(text)]
    ['www.exemple.fr/plan,', 'http://a.org', 'exemple.com']
    >>> links("Écrire à ana@exemple.fr. Le train de 8h.Le bus aussi.")
    []
    """
    return [Place(*match.span()) for match in _LINK.finditer(text)]


def capitals(text: str) -> list[Place]:
    """Where a text shouts: its long runs of words in capitals, or all of them where most letters are capitals.

    >>> text = "Merci. ARRÊTEZ TOUT DE SUITE DE NOUS PRENDRE POUR DES MOUTONS, voilà."
    >>> [text[start:end] for start, end in capitals(text)]
    ['ARRÊTEZ TOUT DE SUITE DE NOUS PRENDRE POUR DES MOUTONS']
    >>> capitals("La SNCF, la RATP, le RER, le TGV et les TER."), capitals("STOP")
    ([], [])
    """
    found = list(_WORD.finditer(text))
    runs = _runs(found)
    letters = sum(len(word[0]) for word in found)
    upper = sum(letter.isupper() for word in found for letter in word[0])
    if letters >= LONG_ENOUGH and upper >= LARGE_SHARE * letters:
        return [place for place, _count in runs]
    return [place for place, count in runs if count >= LONG_RUN]


def _runs(found: list[re.Match[str]]) -> list[tuple[Place, int]]:
    """Neighbouring words in capitals, each run with its number of letters."""
    runs: list[tuple[Place, int]] = []
    going = False
    for word in found:
        if not word[0].isupper():
            going = False
        elif going:
            place, count = runs[-1]
            runs[-1] = (Place(place.start, word.end()), count + len(word[0]))
        else:
            runs.append((Place(*word.span()), len(word[0])))
            going = True
    return runs


def grams(text: str) -> frozenset[str]:
    """Three words after three words of a text, folded; nothing of a text of less than five words.

    >>> sorted(grams("L’école, à côté du parc !"))
    ['a cote du', 'cote du parc', 'ecole a cote']
    """
    said = words(text)
    if len(said) < SHORTEST:
        return frozenset()
    return frozenset(" ".join(said[n : n + GRAM]) for n in range(len(said) - GRAM + 1))


def in_common(some: Collection[str], others: Collection[str]) -> float:
    """The share of ``grams`` that two texts have in common, of those of the one that has more.

    >>> in_common(grams("un deux trois quatre cinq"), grams("Un, deux, trois, quatre, six."))
    0.6666666666666666
    """
    most = max(len(some), len(others))
    return len(frozenset(some) & frozenset(others)) / most if most else 0.0
