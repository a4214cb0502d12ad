"""Whether editorial text speaks for those who answered, or counts them. Pure functions, French and English.

A list of words errs in both directions: the gate that stands on it may be passed with a public reason.
"""

import re

from cms.gates.quantifiers import COUNTED, quantifiers_in, sentences
from consult.text import fold

# What one has someone say: stems, so that each tense and person is met.
SAYING = (
    r"(?:demand|veul|veut\b|voul|souhait|desir|reclam|exig|propos|pens|estim|jug|trouv|consider|dis(?:e|ent|ait|aient)\b"
    r"|dit\b|affirm|soulign|regrett|deplor|craign|craind|redout|refus|rejett|soutien|approuv|prefer|attend|esper"
    r"|rappel|denonc|oppos|plaid|croi|reconnaiss|s'accord|se plai|appell"
    r"|favorable|defavorable|hostile|plebiscit|partisan"
    r"|want|ask|demand|wish|say|said|think|thought|believ|feel|felt|claim|call for|propose|prefer|support|oppos"
    r"|reject|fear|hope|expect|agree|disagree|complain|regret|urge|favou?r)"
)
# Those whom one has speak all together, beside those of ``COUNTED``.
ALL_OF_THEM = (
    r"(?:francais|francaises|tout le monde|la population|l'opinion(?: publique)?|le public|le peuple|la societe"
    r"|jeunes|familles|parents|salaries|automobilistes|cyclistes|voyageurs|contributeurs|contributrices|internautes"
    r"|electeurs|votants|the public|the population|public opinion|everyone|everybody|families|drivers|voters)"
)
# What is no one's opinion: the parts of the synthesis and of its making.
THINGS = (
    r"(?:idees?|constats?|themes?|citations?|phrases?|mots?|pages?|synthese|questions?|parties|chiffres?|figures?"
    r"|regroupements?|editions?|pepites?|etapes?|regles?|ideas?|findings?|themes?|sentences?|words?|synthesis|steps?|rules?)"
)
# How it was made: where a sentence of the method tells this, it may count texts and those who read them.
MAKING = (
    r"(?:lue?s?|lire|relue?s?|relire|rapprochee?s?|regroupee?s?|classee?s?|triee?s?|cherchee?s?|citee?s?|retenue?s?"
    r"|tiree?s? au sort|recue?s?|recueillie?s?|figee?s?|corpus|echantillon|confirmee?s?|ecartee?s?|importee?s?|calcul"
    r"|read|grouped|sorted|cited|drawn|received|frozen|sample|confirmed|set aside|imported|computed)"
)
_ABOUT = re.compile(rf"\b(?:{COUNTED}|{ALL_OF_THEM})\b")
_SAYS = re.compile(rf"\b{SAYING}")
_TELLS = re.compile(rf"\b(?:{SAYING}|parl|evoqu|mentionn|pour\b|contre\b|mention|speak|talk)")
_HAS_THEM_SAY = re.compile(rf"\b(?:{COUNTED}|{ALL_OF_THEM})(?: \w+){{0,2}} (?:s'|ne |n'|l'|en )?{SAYING}")
_NOBODY_BUT_SAID = re.compile(
    r"\bil (?:est|a ete) (?:\w+ )?(?:demande|souhaite|reclame|propose|regrette)\b|\bplebiscit|\barriven?t? en tete\b"
    r"|\b(?:le|la|les) (?:souhait|demande|refus|rejet)s? (?:\S+ ){1,6}(?:revien|domin|ressort|s'impos)"
    r"|\bit is (?:\w+ )?(?:wished|demanded|hoped)\b|\bcomes? out on top\b"
)
_THEY = re.compile(r"\b(?:ils|elles|on|they|certains|beaucoup|plusieurs|d'autres|many|most|some|la plupart)\b")
_OURSELVES = re.compile(r"\b(?:nous|notre|nos|we|our|us)\b")
_ITSELF = re.compile(rf"^(?:les?|la|ces?|cette|chaque|une?|the|this|these|each) (?:\w+ )?{THINGS}\b")
_WHAT_THEY_SAY = re.compile(r"\bce qu(?:e |')(?!.*(?:, c'est|, ce sont))[^.,;:]*|\bwhat (?!.* is\b)[^.,;:]*")
_OF = r"(?:\s(?:des?|du|d'|les?|la|ces|nos|of|the|these|our))*"
_COUNTS_THINGS = re.compile(rf"{_OF}\s?(?:\w+ )??{THINGS}\b")
_THINGS_BEFORE = re.compile(rf"\b{THINGS} $")


def speaks_for_others(text: str, *, method: bool = False) -> list[str]:
    """The sentences of an editorial text that have those who answered say something, or that count them.

    A text on the ``method`` may say how many texts were received, read, sorted or cited.

    >>> speaks_for_others("Nous avons tout lu. Les participants demandent des trains.")
    ['Les participants demandent des trains.']
    >>> speaks_for_others("La plupart des réponses viennent de la ville. 72 % sont favorables au train.")
    ['La plupart des réponses viennent de la ville.', '72 % sont favorables au train.']
    >>> speaks_for_others("Cette page rend compte de la consultation. Nous attendons vos remarques.")
    []
    >>> speaks_for_others("Nous avons lu 1 200 contributions.", method=True)
    []
    """
    return [sentence for sentence in sentences(text) if _speaks(_plain(sentence), method)]


def _plain(sentence: str) -> str:
    return " ".join(fold(sentence).split())


def _speaks(plain: str, method: bool) -> bool:
    if _counts(plain, method) or _NOBODY_BUT_SAID.search(plain):
        return True
    told = _WHAT_THEY_SAY.sub(" ", plain)  # that they said something says nothing of what it was
    if _HAS_THEM_SAY.search(told):
        return True
    if _ITSELF.search(plain) or (_OURSELVES.search(told) and not _THEY.search(told)):
        return False
    return bool(_SAYS.search(told) and (_ABOUT.search(told) or _THEY.search(told)))


def _counts(plain: str, method: bool) -> bool:
    """Whether words say how many of those who answered: a word that counts parts of the synthesis does not."""
    if method and re.search(rf"\b{MAKING}\b", plain) and not _TELLS.search(plain):
        return False
    place = 0
    for found in quantifiers_in(plain):
        place = plain.index(found.words, place)
        before, after = plain[:place], plain[place + len(found.words) :]
        if not (_COUNTS_THINGS.match(after) or _THINGS_BEFORE.search(before)):
            return True
        place += len(found.words)
    return False


def words_in(text: str) -> int:
    """How many words a text has; an elided one counts with the word that it leans on.

    >>> words_in("L’école est loin.")
    3
    """
    return len(re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", text))
