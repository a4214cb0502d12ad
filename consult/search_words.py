"""The words under which search finds a text, and those that a query looks for.

Apart from ``consult.text``, whose stems the grouping of ideas reads: search may become more generous without
changing what a stored run was made with. What is stored in ``search_text`` was made here: when these rules
change, ``manage.py rebuild_search`` makes it anew (a migration calls it).
"""

import re
from functools import lru_cache

from consult.text import fold, stem, words

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
    """Give the string that a search index holds for a text: its stems, joined by spaces.

    >>> search_text("L'ÉCOLE et les Transports", "fr")
    'ecol et le transport'
    """
    return " ".join(search_stem(word, language) for word in words(text))


def search_query(text: str, language: str) -> str:
    """Give the form in which a query meets `search_text`: its distinct stems, in their order.

    >>> search_query("transport, Transports coeur", "fr")
    'transport coeur'
    """
    return " ".join(dict.fromkeys(search_text(text, language).split()))
