"""Names that pretend to speak for the institution, for its team or for this site, however they are spelled.

A name is read as a hurried eye reads it: without accents and case, look-alikes as the letters that they look like,
letters set apart as one word. What is left is compared with words that only the team may go by. No query anywhere.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings

#: Refused wherever they stand as a word.
TITLES = frozenset(
    (
        *("mairie", "moderation", "moderateur", "moderateurs", "moderatrice", "moderatrices", "moderateurice"),
        *("moderator", "moderators", "admin", "admins", "administration", "administrateur", "administrateurs"),
        *("administratrice", "administratrices", "administrator", "administrators", "webmestre", "webmaster"),
        *("sysadmin", "prefecture", "ministere", "ministre", "gouvernement", "government", "municipalite"),
        *("mairies", "prefectures", "officiel", "officielle", "municipalites", "cndp", "intercommunalite"),
    )
)
#: Refused at the beginning of a name, after its articles.
BEGINNINGS = frozenset(
    (
        *("equipe", "team", "ville de", "ville d", "commune de", "commune d", "commune du", "metropole"),
        *("agglomeration", "communaute de communes", "communaute d agglomeration", "departement de"),
        *("departement du", "departement d", "region", "conseil municipal", "conseil departemental"),
        *("conseil regional", "conseil general", "city of", "city hall", "town hall", "hotel de ville", "maire de"),
        *("maire d", "maire du", "maire adjoint", "maire adjointe", "adjoint au maire", "adjointe au maire"),
        *("service public", "services publics", "service de la", "services de la", "service communication"),
        *("assemblee nationale", "senat", "etat francais", "republique francaise", "support technique"),
        *("compte officiel", "official account", "palais de l elysee", "elysee officiel", "monsieur le maire"),
        *("cabinet du maire", "prefet", "prefete", "services municipaux", "services de", "services du", "service de"),
        *("service du", "service des", "services des", "service municipal", "direction de la", "direction des"),
        *("direction generale", "garant de", "garante de", "garants de", "garantes de", "garant du", "garante du"),
        *("organisateur de la", "organisatrice de la", "organisateurs de la", "organisatrices de la"),
        *("organisateur du", "organisatrice du", "organisateurs du", "organisation de la", "modo de", "modo du"),
        *(
            f"{service} {business}"
            for service in ("service", "services")
            for business in (
                *("urbanisme", "voirie", "mobilite", "mobilites", "transports", "proprete", "participation"),
                *("citoyennete", "environnement", "juridique", "technique", "techniques", "presse"),
            )
        ),
    )
)
#: Refused wherever they stand, one word after the other.
PHRASES = frozenset(
    (
        *("police municipale", "police nationale", "gendarmerie nationale", "adjoint au maire", "adjointe au maire"),
        *("conseiller municipal", "conseillere municipale", "commission nationale du debat public"),
        *("president de la republique", "presidente de la republique", "president du conseil"),
        *("presidente du conseil", "president de la region", "presidente de la region"),
    )
)
#: Refused where they are the whole name.
ALONE = frozenset(
    (
        *("maire", "support", "assistance", "systeme", "system", "root", "organisateur", "organisatrice"),
        *("organisateurs", "organisation", "organiser", "garant", "garante", "garants", "guarantor", "redaction"),
        *("institution", "prefet", "prefete", "sousprefet", "sousprefete", "modo", "modos", "police", "gendarmerie"),
    )
)
#: Refused where an article and they are the whole name: “La Ville”, but not “Ville”, which is somebody's.
WITH_AN_ARTICLE = frozenset(
    ("ville", "commune", "collectivite", "cite", "etat", "departement", "elu", "elue", "elus", "elues", "maire")
)
#: Offices that are also family names: refused as an office is said, not after a first name (“Jacques Maire”).
OFFICES = ("maire", "maires", "prefet", "prefets", "prefete", "prefetes")
CIVILITIES = ("monsieur", "madame", "m", "mme", "mr")
OF = ("de", "du", "des", "d")
GROWN = ("mairiede", "mairiedu")  # without spaces, or with one in the middle
ARTICLES = frozenset(("l", "le", "la", "les", "un", "une", "des", "the", "votre", "notre", "nos", "vos", "our", "your"))
#: Letters from which a word of these is found also where it is cut in pieces or grown together with others.
UNMISTAKABLE = 9
#: What looks like each letter: Cyrillic, Greek, Armenian, Cherokee, and the letters of no other alphabet.
LOOK_ALIKES = {
    "a": "аАαΑᎪɑ",
    "b": "ВΒᏴ",
    "c": "сСϲᏟ",
    "d": "ԁᎠ",
    "e": "еЕΕᎬε",
    "g": "ɡԌᏀց",
    "h": "һНΗհᎻ",
    "i": "іІιΙᎥӏ",
    "j": "јЈϳᎫ",
    "k": "кКκΚᏦ",
    "l": "ⅼᏞ",
    "m": "мМΜᎷ",
    "n": "пηΝոռ",
    "o": "оОοΟօσ",
    "p": "рРρΡᏢ",
    "q": "ԛզ",
    "r": "гᎡᏒ",
    "s": "ѕЅᏚ",
    "t": "тТτΤᎢ",
    "u": "υսц",
    "v": "ѵνᏙ",
    "w": "ԝωᎳ",
    "x": "хХχΧ",
    "y": "уУγΥү",
    "z": "ΖᏃ",
    "oe": "œŒ",
    "ae": "æÆ",
}
SEEN = str.maketrans({sign: letter for letter, signs in LOOK_ALIKES.items() for sign in signs})
DIGITS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "|": "i"})
LATIN = re.compile(r"LETTER (?:SMALL CAPITAL |SCRIPT |DOTLESS |OPEN |LONG )?([A-Z])(?: |$)")
ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
#: How one word is written for all genders: “Garant·e”, “Organisateur.rice”, “Préfet(e)s”.
INCLUSIVE = re.compile(r"(?<=[^\W\d_])[·•․‧∙⋅・ᐧ./(-](?:t?rices?|ices?|euses?|es?|s|ne|nes|se|ses)\)?(?![^\W\d_])")
HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")


def pretends(name: str) -> bool:
    """Whether a name could be taken for the institution's, its team's or this site's.

    >>> pretends("Màirie de Nantes"), pretends("M o d é r a t i o n"), pretends("Édouard Le Maire")
    (True, True, False)
    """
    seen = _as_seen(name)
    spellings = {seen.casefold(), HUMP.sub(" ", seen).casefold()}
    spellings |= {INCLUSIVE.sub("", INCLUSIVE.sub("", seen)).casefold()}
    return any(
        _is_reserved(_words(fold(spelling)), fold) or _holds_office(fold(spelling), fold)
        for spelling in spellings
        for fold in (str, _with_digits_as_letters)
    )


def mixes_alphabets(name: str) -> bool:
    """Whether one word of a name has letters of several alphabets, which nobody's name has.

    >>> mixes_alphabets("M\\u0430irie"), mixes_alphabets("Anna Иванова")
    (True, False)
    """
    return any(len(set(_alphabets(word))) > 1 for word in name.split())


def _alphabets(word: str) -> Iterator[str]:
    for sign in word:
        alphabet = unicodedata.name(sign, "").split(" ", 1)[0]
        if sign.isalpha() and alphabet in ALPHABETS:
            yield alphabet


def _as_seen(name: str) -> str:
    """Its letters, without accents, as the Latin ones that they look like; capitals stay."""
    seen = []
    for sign in unicodedata.normalize("NFKD", name.translate(SEEN)):
        if unicodedata.category(sign) != "Mn":
            found = LATIN.search(unicodedata.name(sign, "")) if ord(sign) > 127 else None  # ɪ, ı, ł, 🅼, 🇲
            seen.append(found.group(1).lower() if found else sign)
    return "".join(seen)


def _with_digits_as_letters(words: str) -> str:
    """Digits as letters; and as one letter those that nobody tells apart."""
    return words.translate(DIGITS).replace("l", "i").replace("rn", "m").replace("vv", "w")


def _words(seen: str) -> list[str]:
    """Words of letters and digits; letters that stand alone one after the other are one word."""
    words: list[str] = []
    grows = False
    for word in re.findall(r"[^\W_]+", seen):
        if grows and len(word) == 1:
            words[-1] += word
        else:
            words.append(word)
        grows = len(word) == 1 and words != ["l"]
    return words


def _is_reserved(words: list[str], fold: Callable[[str], str]) -> bool:
    articles = _folded(ARTICLES, fold)
    if len(words) > 1 and "".join(words) in {
        article + word for article in articles for word in _folded(WITH_AN_ARTICLE, fold)
    }:
        return True
    while len(words) > 1 and words[0] in articles:
        words = words[1:]
    said, together = " ".join(words), "".join(words)
    titles = _folded(TITLES, fold)
    if titles & {*words, together} or together in _folded(ALONE, fold):
        return True
    if any(title in together for title in titles if len(title) >= UNMISTAKABLE):
        return True
    if together.startswith(tuple(_folded(GROWN, fold))):
        return True
    if any(f"{said} ".startswith(f"{start} ") for start in _folded(BEGINNINGS, fold)):
        return True
    if any(f" {phrase} " in f" {said} " or phrase.replace(" ", "") in together for phrase in _folded(PHRASES, fold)):
        return True
    if len(words) > 1 and words[0] in _folded(ALONE, fold) and _goes_by_own(words[1:], fold):  # “Support Consult”
        return True
    return _goes_by_own(words, fold)


def _holds_office(spelling: str, fold: Callable[[str], str]) -> bool:
    """Whether a name says an office: with an article, with its place, after a comma, or before two names.

    >>> [_holds_office(name, str) for name in ("le maire, jean dupont", "maire jean dupont", "jacques maire")]
    [True, True, False]
    """
    office, article, civility, of = (
        "|".join(sorted(re.escape(fold(word)) for word in words)) for words in (OFFICES, ARTICLES, CIVILITIES, OF)
    )
    titles = (
        rf"^\W*(?:(?:{civility})\W+)?(?:{article})\W+(?:sous\W+)?(?:{office})\b",
        rf"\b(?:{office})\W+(?:{of})\b",
        rf"[,;:(/–—]\s*(?:(?:{article})\W+)?(?:{office})\b",
    )
    if re.search(rf"^\W*(?:{office})\s+\S+\s+\S", spelling):
        return True
    return any(re.search(title, said) for title in titles for said in (spelling, " ".join(_words(spelling))))


def _goes_by_own(words: list[str], fold: Callable[[str], str]) -> bool:
    return any(_names(own, " ".join(words), "".join(words)) for own in _folded(_own_names(), fold))


def _names(own: str, said: str, together: str) -> bool:
    """Whether a name goes by one of the site's own; a single word also is where somebody lives: “Julie de Nantes”."""
    if own.replace(" ", "") == together:
        return True
    return f" {own} " in f" {said} " if " " in own else f"{said} ".startswith(f"{own} ")


def _folded(words: Iterable[str], fold: Callable[[str], str]) -> set[str]:
    return {fold(word) for word in words}


def _own_names() -> list[str]:
    """This site's, and those that the settings name, as they are seen."""
    names = [settings.WAGTAIL_SITE_NAME, *settings.CONSULT_RESERVED_NAMES]
    return [" ".join(words) for name in names if (words := _words(_as_seen(name).casefold()))]
