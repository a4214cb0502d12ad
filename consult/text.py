"""Words, stems and short forms of what participants write.

Pure functions: the same text gives the same words for the search index, for a query and for the
grouping of ideas. Nothing here knows of Django.
"""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

# Accents of Latin, Greek and Cyrillic letters; Arabic vowel signs and the letter stretcher.
_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
# Signs that \w does not know, inside words of the Indic and Thai scripts.
_INNER_SIGNS = "\u0900-\u0dff\u0e31\u0e34-\u0e4e"
# Scripts written without spaces between words: each character counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_APOSTROPHES = "'\u2018\u2019\u02bc\u2032\uff07\u00b4`"

_MARK = re.compile(f"[{_MARKS}]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_ELISIONS = "jusqu|lorsqu|puisqu|quoiqu|qu|[ldnsjmtc]"
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}{_INNER_SIGNS}])"
_TOKEN = re.compile(
    rf"(?<![^\W_])(?:{_ELISIONS})[{_APOSTROPHES}]\s?(?={_LETTER})"
    rf"|(?P<word>[{_UNSPACED}]|aujourd[{_APOSTROPHES}]hui|{_LETTER}+)",
    re.IGNORECASE,
)
_OPEN_ELISION = re.compile(rf"[{_APOSTROPHES}]\s")
_NOT_WORD = re.compile(rf"[^\w{_INNER_SIGNS}]|_")
_STEMMERS = {"fr": "french", "en": "english"}
# Snowball leaves the plural of "vélo" or "taxi" alone, for fear of words such as "bras".
_PLURAL_AFTER_VOWEL = re.compile("(?<=..[aiou])s$")


class Word(NamedTuple):
    """One word of a text: its folded form, and where it stands in the text."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Give the form under which two spellings of the same word are equal.

    Case, accents, ligatures, compatibility forms and kinds of apostrophe are levelled.

    >>> fold("L’Œuvre d’À CÔTÉ")
    "l'oeuvre d'a cote"
    """
    # "İ" and a few others need their marks dropped before and after the case is folded.
    decomposed = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    bare = _MARK.sub("", unicodedata.normalize("NFKD", decomposed))
    return _APOSTROPHE.sub("'", unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=100_000)
def _folded_word(surface: str) -> str:
    return _NOT_WORD.sub("", fold(surface))


def locate_words(text: str) -> list[Word]:
    """Find the words of a text, French elisions cut, with their places.

    Parameters
    ----------
    text
        A text in Unicode NFC; the places count its characters.

    Returns
    -------
    list of Word
        In the order of the text. Chinese and Japanese characters are a word each.
    """
    found = []
    for match in _TOKEN.finditer(text):
        surface = match["word"]
        if surface and (folded := _folded_word(surface)):
            found.append(Word(folded, match.start("word"), match.end("word")))
    return found


def open_elision(text: str) -> bool:
    """Say whether white space follows an apostrophe, as in "l' eau": only there a word reaches over a space."""
    return _OPEN_ELISION.search(text) is not None


def words(text: str) -> list[str]:
    """List the folded words of a text, French elisions cut.

    >>> words("L’école d'à côté, jusqu'au RER")
    ['ecole', 'a', 'cote', 'au', 'rer']
    """
    return [word.folded for word in locate_words(unicodedata.normalize("NFC", text))]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Cut a word to its stem, so that singular and plural, noun and verb meet.

    The word is folded first: Snowball's French rules would use accents, but a query typed without
    accents must meet the accented text. Languages other than French and English keep their words.

    >>> stem("Vélos", "fr"), stem("velo", "fr"), stem("cycling", "en-gb")
    ('velo', 'velo', 'cycl')
    """
    folded = _folded_word(word)
    name = _STEMMERS.get(language.split("-")[0].lower())
    if name is None:
        return folded
    with _STEMMING:
        found = str(_stemmer(name).stemWord(folded))
    return _PLURAL_AFTER_VOWEL.sub("", found) if name == "french" else found


# A stemmer keeps state while it works: threads take turns.
_STEMMING = threading.Lock()


@cache
def _stemmer(name: str) -> Any:
    # Thirty modules, read only where words are stemmed.
    from snowballstemmer import stemmer

    return stemmer(name)


def clean_whitespace_nfc(text: str) -> str:
    """Put a text into Unicode NFC with single spaces, the form in which citations are compared.

    >>> clean_whitespace_nfc(" deux\\u202f points\\n")
    'deux points'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


# What may stand before the first word of an answer: bullets, dashes, numbering, stray commas.
_LEAD = re.compile(
    r"(?:[^\w+«“\"(\[#@€$£]|_"
    r"|\d{1,2}\s*+(?:[.)°/]|-(?=\s))++\s*+(?!\d)"
    r"|[a-zA-Z][.)](?=\s))+"
)
_NEXT_ITEM = re.compile(r"\s-\s?(?=[^\W\d])")
# A full stop after a single letter ("S.N.C.F.") or after "ex" and "cf" ends no sentence.
_SENTENCE_END = re.compile(r"[!?…;]+(?=\s|$)|(?<!\b\w)(?<!\b[eE]x)(?<!\b[cC]f)\.+(?=\s|$)|\n")
_CLAUSE_END = re.compile(r"\s*(?:[,:;](?=\s)|\s[-–—/(](?=\S|\s))")
_TAIL = ' ,:;-–—/(«“"[.…\u00a0\u202f'
_SHORTEST_LINE = 8  # characters; a line of a list may be short
_SHORTEST = 14  # characters; "Oui." alone says too little to be a title
# Small words that would hang before an ellipsis.
_HANGING = re.compile(
    r"(?:\s(?:et|ou|mais|à|au|aux|de|des|du|en|la|le|les|un|une|par|pour|sur|dans|avec|sans|que|qui"
    r"|the|of|and|or|to|in|an?|for|with|on|[dl]['’]))+$",
    re.IGNORECASE,
)
_VOWEL = re.compile("[aeiouyAEIOUYÀ-ÿ]")


def derive_title(text: str, limit: int = 90) -> str:
    """Make a title from a text: its first clause, in whole words.

    Parameters
    ----------
    text
        What the participant wrote.
    limit
        The greatest number of characters, ellipsis included; at least 2.

    Returns
    -------
    str
        Empty only if the text holds nothing but white space.

    >>> derive_title("- 1) plus de bus, surtout le soir. Et des trains.")
    'Plus de bus, surtout le soir'
    >>> derive_title("développer le vélo électrique partout en France", limit=30)
    'Développer le vélo électrique…'
    """
    lines = "\n".join(filter(None, map(clean_whitespace_nfc, text.splitlines())))
    if not lines:
        return ""
    lead = _LEAD.match(lines)
    body = lines[lead.end() if lead else 0 :].strip() or lines
    if lead and "-" in lead[0]:  # a list with dashes: its first item
        body = _NEXT_ITEM.sub("\n", body)
    title = _calm(_shorten(_first_sentence(body), limit)) or _shorten(body, limit) or body[:limit]
    return _capitalised(title)


def _first_sentence(body: str) -> str:
    for end in _SENTENCE_END.finditer(body):
        if end.start() >= (_SHORTEST_LINE if end[0] == "\n" else _SHORTEST):
            question = " ?" if "?" in end[0] else ""
            return body[: end.start()].replace("\n", " ").rstrip(_TAIL) + question
    return body.replace("\n", " ").rstrip(_TAIL)


def _shorten(sentence: str, limit: int) -> str:
    if len(sentence) <= limit:
        return sentence
    for end in reversed(list(_CLAUSE_END.finditer(sentence, limit // 2, limit + 1))):
        clause = sentence[: end.start()]
        if clause.count("(") == clause.count(")"):
            return clause.rstrip(_TAIL)
    kept, space, _ = sentence[:limit].rpartition(" ")
    whole = _HANGING.sub("", kept.rstrip(_TAIL)).rstrip(_TAIL) if space else ""
    return (whole or sentence[: limit - 1]) + "…"


def _calm(title: str) -> str:
    """Lower a title written in capitals; what has no vowel or has a figure is an acronym."""
    letters = [letter for letter in title if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if len(title.split()) < 3 or capitals < 0.8 * len(letters):
        return title
    return re.sub(
        r"[^\W\d_]+(?![\w])",
        lambda word: word[0].lower() if _VOWEL.search(word[0]) or len(word[0]) == 1 else word[0],
        title,
    )


def _capitalised(title: str) -> str:
    for place, letter in enumerate(title):
        if letter == "+":  # "+ de bus" reads "plus de bus"
            return title
        if letter.isalnum():
            raised = letter.title()
            return title[:place] + raised + title[place + 1 :] if len(raised) == 1 else title
    return title
