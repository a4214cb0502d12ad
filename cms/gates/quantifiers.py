"""Words that say how many, in French and English, and the share that each may stand for. Pure functions.

The scale is published on the method page. A word stands for a share of the corpus; words that fit a finding's
count are silent, the others are told to the editor.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from consult.text import fold


class Band(NamedTuple):
    """What a family of words may stand for: ``low`` and ``high`` in shares of the corpus, both included.

    ``least`` is a number of contributions below which the words do not fit, ``over`` that the low bound is left out.
    """

    code: str
    words: tuple[str, ...]
    low: float
    high: float
    least: int = 0
    over: bool = False


class Found(NamedTuple):
    """Words of a text that say how many. ``band`` is None for a number; ``share`` what a number says, if a share."""

    words: str
    band: Band | None
    number: int | None = None
    share: float | None = None


# "une écrasante majorité", "l'immense majorité", "the vast majority" and the like.
MAJORITIES = (
    *(
        f"{article} {large} majorite"
        for article in ("la", "une")
        for large in ("grande", "tres grande", "large", "tres large", "immense", "ecrasante", "forte", "nette", "vaste")
    ),
    "l'immense majorite",
    "l'ecrasante majorite",
    *(
        f"{article} {large} majority"
        for article in ("the", "a", "an")
        for large in ("vast", "great", "large", "clear", "strong", "overwhelming", "immense", "huge")
    ),
)
PROPORTIONS = (
    *(
        f"une {large} {part}"
        for large in ("forte", "grande", "large", "bonne", "tres forte", "tres grande")
        for part in ("proportion", "part", "partie")
    ),
    *(f"a {large} {part}" for large in ("large", "high", "great", "good") for part in ("proportion", "share", "part")),
)
SCALE = (
    Band(
        "all",
        (
            "tous",
            "toutes",
            "tout le monde",
            "unanimement",
            "unanime",
            "unanimes",
            "a l'unanimite",
            "l'unanimite",
            "l'ensemble des",
            "chacun",
            "chacune",
            "all",
            "everyone",
            "everybody",
            "each one",
            "every one",
            "unanimous",
            "unanimously",
        ),
        1.0,
        1.0,
        1,
    ),
    Band(
        "most",
        (
            "la plupart",
            "la majorite",
            "une majorite",
            "majoritairement",
            "majoritaire",
            "majoritaires",
            *MAJORITIES,
            "la quasi-totalite",
            "la quasi-unanimite",
            "une quasi-unanimite",
            "presque tous",
            "presque toutes",
            "most",
            "the majority",
            "a majority",
            "mostly",
            "nearly all",
            "almost all",
        ),
        0.5,
        1.0,
        2,
        True,
    ),
    Band(
        "many",
        (
            "beaucoup",
            "nombreux",
            "nombreuses",
            "un grand nombre",
            *PROPORTIONS,
            "bon nombre",
            "maints",
            "massivement",
            "many",
            "a lot",
            "lots",
            "numerous",
            "a great number",
            "a large number",
            "widely",
        ),
        0.10,
        1.0,
        2,
    ),
    Band(
        "some",
        (
            "certains",
            "certaines",
            "plusieurs",
            "some",
            "several",
            "a number of",
        ),
        0.0,
        0.5,
        2,
    ),
    Band("minority", ("une minorite", "la minorite", "minoritaire", "minoritaires", "a minority"), 0.0, 0.5, 2),
    Band(
        "few",
        (
            "quelques-uns",
            "quelques-unes",
            "quelques",
            "peu",
            "peu nombreux",
            "rares",
            "rarement",
            "une poignee",
            "presque personne",
            "hardly anyone",
            "hardly anybody",
            "almost nobody",
            "almost no one",
            "few",
            "a few",
            "hardly any",
            "a handful",
        ),
        0.0,
        0.10,
        1,
    ),
    Band(
        "none",
        ("aucun", "aucune", "nul", "nulle", "personne ne", "personne n'", "nobody", "no one", "not one", "none"),
        0.0,
        0.0,
    ),
)

# "tous les jours", "un peu", "peu à peu" and the like say no number of contributions.
NOT_MEANT = re.compile(
    r"\b(?:tous|toutes) (?:les|des) (?:\w+ )?(?:jours?|matins?|soirs?|midis?|nuits?|semaines?|mois|ans|annees?|heures?"
    r"|minutes?|quarts?|demi-heures?|fois|week-ends?|dimanches?|samedis?|saisons?)\b"
    r"|\b(?:un|peu a|depuis|sous|d'ici|a|si|trop|tres|assez) peu(?: a peu)?\b|\bpeu (?:a peu|apres|avant|importe)\b"
    r"|\bbeaucoup (?:plus|moins|trop|mieux)\b|\bnulle part\b|\ben tous? \w+\b|\ba tous? \w+ near\b"
    r"|\b(?:at|after|above|not at|first of) all\b|\ball (?:day|night|year|week|the time|right)\b|\bat most\b"
    r"|\bsome (?:time|day)\b|\bnone the less\b|\bde toutes? \w+\b|\btous deux\b|\btout (?:le temps|de suite)\b"
    r"|\b(?:a|de|pour|par|laisser|comme|selon|que|entre) chacune?\b|\bchacune? (?:des?|d'\w+|son|sa|ses|a)\b"
)

NUMBERS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "cents": 100, "mille": 1000,
    "une dizaine": 10, "une quinzaine": 15, "une vingtaine": 20, "une trentaine": 30, "une cinquantaine": 50,
    "une centaine": 100, "un millier": 1000, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a dozen": 12, "dozens": 24, "hundred": 100,
    "a hundred": 100, "hundreds": 200, "a thousand": 1000, "thousands": 2000, "des dizaines": 20,
    "des centaines": 200, "des milliers": 2000,
}  # fmt: skip
SHARES = {
    "la moitie": 0.5, "un tiers": 1 / 3, "deux tiers": 2 / 3, "un quart": 0.25, "trois quarts": 0.75,
    "un cinquieme": 0.2, "un dixieme": 0.1, "half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3,
    "a quarter": 0.25, "one quarter": 0.25, "three quarters": 0.75, "a fifth": 0.2, "a tenth": 0.1,
}  # fmt: skip
# Those who answered, and what they gave: a number is looked at only where it counts one of these.
PEOPLE = (
    r"(?:personnes?|gens|participants?|participantes?|participant·es|repondants?|repondantes?|habitants?|habitantes?"
    r"|citoyens?|citoyennes?|usagers?|usageres?|riverains?|riveraines?|auteurs?|autrices?|autres|voix"
    r"|people|persons?|respondents?|residents?|inhabitants?|citizens?|users?|authors?|voices)"
)
GIVEN = (
    r"(?:contributions?|reponses?|propositions?|avis|textes?|arguments?|temoignages?"
    r"|answers?|proposals?|responses?|opinions?|texts?)"
)
COUNTED = rf"(?:{PEOPLE}|{GIVEN})"
TOLERANCE = 0.05  # how far a share in words may lie from the count, in shares of the corpus


@cache
def _bands() -> tuple[re.Pattern[str], dict[str, Band]]:
    by_words = {words: band for band in SCALE for words in band.words}
    longest = sorted(by_words, key=len, reverse=True)
    ends = (re.escape(words) + ("" if words.endswith("'") else r"(?![\w-])") for words in longest)
    return re.compile(r"(?<![\w'])(?:" + "|".join(ends) + ")"), by_words


@cache
def _numbers() -> re.Pattern[str]:
    shares = "|".join(sorted(map(re.escape, SHARES), key=len, reverse=True))
    written = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
    digits = r"\d{1,3}(?:[\s.,]\d{3})+|\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?<![\w-])(?:(?P<percent>{digits})\s?(?:%|pour ?cent\b|per ?cent\b)|(?P<share>{shares})(?![\w-])"
        rf"|(?P<part>{digits}|une?|{written})(?: {COUNTED})?"
        rf" (?:sur|out of|in)(?: every)? (?P<whole>{digits}|{written})(?![\w%-]| ?%)"
        rf"|(?P<count>{digits}|(?:{written}))(?=(?: \w+)?(?: d'| de| of)? {COUNTED}\b))"
    )


def quantifiers_in(text: str) -> list[Found]:
    """The words of a text that say how many, in their order; numbers where they count contributions or people.

    >>> [found.words for found in quantifiers_in("La plupart demandent des trains, 3 % des taxis, tous les jours.")]
    ['la plupart', '3 %']
    >>> [(found.words, found.number) for found in quantifiers_in("Douze personnes veulent 2 trains.")]
    [('douze', 12)]
    >>> [(found.words, found.share) for found in quantifiers_in("Neuf personnes sur dix veulent le train.")]
    [('neuf personnes sur dix', 0.9)]
    """
    plain = " ".join(fold(text).replace("\u2019", "'").split())
    kept = NOT_MEANT.sub(lambda skipped: "_" * len(skipped[0]), plain)
    pattern, by_words = _bands()
    found = [(match.start(), Found(match[0], by_words[match[0]])) for match in pattern.finditer(kept)]
    found += [(match.start(), _number(match)) for match in _numbers().finditer(kept)]
    return [one for _place, one in sorted(found, key=lambda pair: pair[0])]


def _number(match: re.Match[str]) -> Found:
    if match["percent"]:
        return Found(match[0], None, share=_decimal(match["percent"]) / 100)
    if match["share"]:
        return Found(match[0], None, share=SHARES[match["share"]])
    if match["part"]:
        part, whole = _value(match["part"]), _value(match["whole"])
        return Found(match[0], None, share=part / whole if whole else 0.0)
    return Found(match["count"], None, number=_value(match["count"]))


def _value(written: str) -> int:
    """A number as it is written, in figures or in words; needs no accent and no capital."""
    digits = re.sub(r"[\s.,]", "", written)
    return int(digits) if digits.isdigit() else NUMBERS.get(written, 1)  # "un" and "une"


def _decimal(written: str) -> float:
    """A number in figures: a point or comma by itself parts decimals, several part thousands.

    >>> _decimal("3,5"), _decimal("1.200.300"), _decimal("1 200")
    (3.5, 1200300.0, 1200.0)
    """
    bare = re.sub(r"\s", "", written)
    return float(re.sub(r"[.,]", "", bare) if len(re.findall(r"[.,]", bare)) > 1 else bare.replace(",", "."))


def fits(found: Found, count: int, total: int) -> bool:
    """Whether a count of contributions, of a corpus of so many, supports the words.

    >>> few = quantifiers_in("Quelques-uns")[0]
    >>> fits(few, 3, 100), fits(few, 30, 100)
    (True, False)
    """
    share = count / total if total else 0.0
    if found.band is not None:
        band = found.band
        above = share > band.low if band.over else share >= band.low
        return above and share <= band.high and count >= band.least
    if found.share is not None:
        return abs(found.share - share) <= TOLERANCE
    return found.number in (count, total)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, roughly: enough to see which words stand together."""
    for part in re.split(r"(?<=[.!?…])\s+|\n+", text):
        if part.strip():
            yield part.strip()
