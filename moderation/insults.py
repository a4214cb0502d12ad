"""Words of the team's list of insults in a text."""

from collections.abc import Iterable
from typing import NamedTuple

from consult.search_words import search_stem
from consult.telltales import Place
from consult.text import Word, locate_words, words
from moderation.models import Insult

LONGER = 2  # letters: -s, -e, -es, -ne, -r; further on it is another word of the family


class Listed(NamedTuple):
    """One line of the list, folded as texts are."""

    words: tuple[str, ...]
    language: str


def listed_insults() -> list[Listed]:
    """The whole list. One query."""
    return read(Insult.objects.values_list("words", "language"))


def read(rows: Iterable[tuple[str, str]]) -> list[Listed]:
    """Lines of the list as they are looked for; one without a word in it is left out."""
    found = [Listed(tuple(words(said)), language) for said, language in rows]
    return [line for line in found if line.words]


def insults_in(text: str, listed: Iterable[Listed], language: str) -> list[Place]:
    """Where words of the list stand in a text in Unicode NFC, as whole words.

    Case, accents and elision count for nothing; a word may be one or two letters longer than the one of the list
    where search takes both for the same.

    >>> text = "Quel CRÉTIN ! Les cretines d'Créteil, l’abruti et un bruit abrutissant."
    >>> found = insults_in(text, read([("crétin", "fr"), ("abruti", "fr")]), "fr")
    >>> [text[start:end] for start, end in found]
    ['CRÉTIN', 'cretines', 'abruti']
    """
    said = locate_words(text)
    lines = [line for line in listed if line.language in ("", language)]
    first: dict[str, list[Listed]] = {}
    for line in lines:
        first.setdefault(search_stem(line.words[0], language), []).append(line)
    found = []
    for n, word in enumerate(said):
        for line in first.get(search_stem(word.folded, language), []):
            if _follow(said[n : n + len(line.words)], line.words, language):
                found.append(Place(word.start, said[n + len(line.words) - 1].end))
                break
    return found


def _follow(said: list[Word], line: tuple[str, ...], language: str) -> bool:
    return len(said) == len(line) and all(
        0 <= len(word.folded) - len(sought) <= LONGER
        and search_stem(word.folded, language) == search_stem(sought, language)
        for word, sought in zip(said, line, strict=True)
    )
