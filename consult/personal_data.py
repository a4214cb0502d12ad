"""Personal data that somebody may have written without meaning all to read it: how to reach a person, by any way.

Pure functions, by the shape of the characters alone: they miss some and take others for what they are not, so that
whoever calls them asks and never refuses.
"""

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    EMAIL = "email"
    TELEPHONE = "telephone"
    POSTAL = "postal"


class Found(NamedTuple):
    """A piece of a text that looks like a way to reach a person."""

    kind: Kind
    start: int
    end: int


_SPACE = " \u00a0\u202f"
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[\[(]\s?(?:at|arobase|chez)\s?[\])]\s?)"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,4}[^\W\d_]{2,24}(?![\w-])",
    re.IGNORECASE,
)
# Ten digits, by pairs with one sign between them or none; 08 numbers belong to firms and services.
_FRENCH = re.compile(rf"(?<![\w.,+/-])0[1-79](?P<sep>[{_SPACE}.\-/]?)\d\d(?:(?P=sep)\d\d){{3}}(?![\w/-])(?![.,]\d)")
_COUNTRY = r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)"
_INTERNATIONAL = re.compile(
    rf"(?<![\w.,+/])(?:\+|00)"
    rf"(?![\d{_SPACE}.\-]*000[{_SPACE}.]?000(?!\d))"  # millions, not a telephone
    rf"{_COUNTRY}(?:[{_SPACE}.\-]?\(0\))?(?:[{_SPACE}.\-]?\d){{8,12}}(?!\w)(?![.,]\d)"
)
_WAYS = (
    r"rue|avenue|av\.?|ave\.?|boulevard|boul\.?|bld\.?|bd\.?|place|pl\.?|chemin|ch\.|all[ée]e|impasse|quai|route|rte"
    r"|cours|square|passage|faubourg|lotissement|r[ée]sidence|hameau|sentier|venelle|ruelle|mont[ée]e|esplanade"
)
_POSTAL = re.compile(
    rf"(?<![\w.,/-])\d{{1,4}}[{_SPACE}]?(?:bis|ter|quater|[a-d])?,?[{_SPACE}](?:{_WAYS})(?![\w’'])"
    rf"[^\d\n.;:!?]{{1,80}}[\n,;\u2013-]?\s{{0,3}}"
    rf"(?:F-)?(?:0[1-9]|[1-8]\d|9[0-8])[{_SPACE}]?\d{{3}}(?![\w%])"
    rf"(?![{_SPACE}]?(?:€|euros?|k€|km|m²|habitants?|personnes?|voitures?|v[ée]hicules?|v[ée]los?|logements?|fois|par)\b)",
    re.IGNORECASE,
)
_SHAPES = ((Kind.EMAIL, _EMAIL), (Kind.TELEPHONE, _FRENCH), (Kind.TELEPHONE, _INTERNATIONAL), (Kind.POSTAL, _POSTAL))
_SHOWN = 6  # characters: enough for whoever wrote it to know which


def personal_data(text: str) -> list[Found]:
    """What looks like an e-mail address, a telephone number or a postal address, in the order of the text.

    >>> [found.kind.value for found in personal_data("Appelez le 06 12 34 56 78 ou écrivez à ana@exemple.fr.")]
    ['telephone', 'email']
    >>> personal_data("De 2010 à 2020, l'article 12 a coûté 1 234 567 890 € rue de la Paix.")
    []
    """
    found = [Found(kind, *match.span()) for kind, shape in _SHAPES for match in shape.finditer(text)]
    return sorted(found, key=lambda one: one.start)


def beginning(text: str, found: Found) -> str:
    """How a piece begins, so that it can be named without being said again in full.

    >>> text = "Appelez le 06 12 34 56 78."
    >>> beginning(text, personal_data(text)[0])
    '06 12…'
    """
    return " ".join(text[found.start : found.end][:_SHOWN].split()) + "…"
