"""The words under which search finds a text, and those that a query looks for.

Apart from ``consult.text``, whose stems the grouping of ideas reads: search may become more generous without
changing what a stored run was made with. What is stored in ``search_text`` was made here: when these rules
change, ``manage.py rebuild_search`` makes it anew (a migration calls it).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from consult.text import fold, locate_words, stem, words

END = "zzfinzz"  # the last word of each indexed text: a query that ends with it has no word begun
SHORTEST_START = 2  # letters: what begins with one letter is almost everything

# Snowball knows these endings by their accents, which a query may lack: each becomes a form that it cuts alike.
_LEVELLED = (
    (re.compile(r"(?<=..)ees?$"), "e"),  # sécurisée(s), journées
    (re.compile(r"(?<=..)iere(?:ment)?(?=s?$)"), "ier"),  # première(s), régulièrement
    (re.compile(r"(?<=if)iers?$"), "ie"),  # simplifier, as simplifié
    (re.compile(r"(?<=...)(er|ir|it|ion)s$"), r"\1"),  # usagers, loisirs, crédits: verbs to Snowball without their s
)


@lru_cache(maxsize=100_000)
def search_stem(word: str, language: str) -> str:
    """The stem of a word, the same with and without accents, in the plural and in the feminine.

    >>> {search_stem(word, "fr") for word in ("sécurisé", "sécurisées", "securisee", "sécuriser")}
    {'securi'}
    >>> search_stem("premières", "fr"), search_stem("premier", "fr"), search_stem("cycling", "en")
    ('premi', 'premi', 'cycl')
    """
    levelled = fold(word)
    if language.split("-")[0].lower() == "fr":
        for ending, form in _LEVELLED:
            levelled = ending.sub(form, levelled)
    return stem(levelled, language)


def search_text(text: str, language: str) -> str:
    """Give the string that a search index holds for a text: its stems, then the words that are no stem, as written.

    >>> search_text("L'ÉCOLE et les Transports", "fr")
    'ecol et le transport ecole les transports'
    """
    written = words(text)
    stems = [search_stem(word, language) for word in written]
    known = set(stems)
    return " ".join([*stems, *dict.fromkeys(word for word in written if word not in known)])


def indexed(stored: str) -> str:
    """What the index of beginnings holds of a `search_text`: all of it and the end; nothing of nothing.

    One index serves whole words too: PostgreSQL reads it by itself, and not title and body joined.
    """
    return f"{stored} {END}" if stored else ""


def search_query(text: str, language: str) -> str:
    """Give the form in which a query meets `search_text`: its distinct stems, in their order.

    >>> search_query("transport, Transports coeur", "fr")
    'transport coeur'
    """
    return " ".join(dict.fromkeys(search_stem(word, language) for word in words(text)))


class Sought(NamedTuple):
    """What a query asks of a text: every stem; in place of the last one, a word that begins as the last one typed."""

    stems: tuple[str, ...]
    earlier: tuple[str, ...]  # the stems of all words but the last
    start: str  # the last word as typed, folded; empty when it is too short to be the start of another
    last: str  # the stem of the last word

    @property
    def ways(self) -> tuple[str, str]:
        """Two queries whose last word is a prefix: all words whole, the last one begun; empty where it adds nothing."""
        covered = bool(self.start) and self.last.startswith(self.start)
        return "" if covered else f"{self.whole} {END}", self.begun

    @property
    def whole(self) -> str:
        return " ".join(self.stems)

    @property
    def begun(self) -> str:
        """Its last word is a prefix; empty where there is none."""
        return " ".join([*self.earlier, self.start]) if self.start else ""

    def meets(self, word: str, language: str) -> bool:
        """Whether a word of a text, folded, is one of those that were asked for."""
        return any(
            token in self.stems or bool(self.start and token.startswith(self.start))
            for token in (word, search_stem(word, language))
        )


def sought(typed: str, language: str) -> Sought:
    """Read a query; without a word in it there are no stems.

    >>> sought("L'école Élé", "fr")
    Sought(stems=('ecol', 'ele'), earlier=('ecol',), start='ele', last='ele')
    """
    written = words(typed)
    if language.startswith("en"):  # "party's" holds a party
        written = [word for word in written if word != "s"] or written
    stems = [search_stem(word, language) for word in written]
    start = written[-1] if written and len(written[-1]) >= SHORTEST_START else ""
    return Sought(tuple(dict.fromkeys(stems)), tuple(dict.fromkeys(stems[:-1])), start, stems[-1] if stems else "")


def is_found(text: str, typed: str, language: str) -> bool:
    """Whether a text answers a query: what both databases must say.

    >>> is_found("Au cœur des écoles", "ecole coeur", "fr"), is_found("Au cœur des écoles", "écol", "fr")
    (True, True)
    """
    asked, held = sought(typed, language), set(search_text(text, language).split())
    if not asked.stems or held.issuperset(asked.stems):
        return bool(asked.stems)
    return bool(asked.start) and held.issuperset(asked.earlier) and any(word.startswith(asked.start) for word in held)


def found_spans(text: str, typed: str, language: str) -> list[tuple[int, int]]:
    """Where the words of a query stand in a text, which is in Unicode NFC: from and to, in their order.

    >>> found_spans("L'école et le cœur", "ecoles coe", "fr")
    [(2, 7), (14, 18)]
    """
    asked = sought(typed, language)
    return [(word.start, word.end) for word in locate_words(text) if asked.meets(word.folded, language)]
