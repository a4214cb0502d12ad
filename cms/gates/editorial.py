"""Whether editorial text speaks for those who answered. Pure functions, French and English.

A list of words errs in both directions: the gate that stands on it may be passed with a public reason.
"""

import re

from cms.gates.quantifiers import COUNTED, quantifiers_in, sentences
from consult.text import fold

# What one has someone say: stems, so that each tense and person is met.
SAYING = (
    r"(?:demand|veul|voul|souhait|desir|reclam|exig|propos|pens|estim|jug|trouv|consider|dis(?:e|ent|ait|aient)\b|dit\b"
    r"|affirm|soulign|regrett|deplor|craign|craind|redout|refus|rejett|soutien|approuv|prefer|attend|espere|esper"
    r"|rappel|denonc|s'oppos|oppos|plaid|denonc|croi|reconnaiss|s'accord|se plai|appell"
    r"|want|ask|demand|wish|say|said|think|thought|believ|feel|felt|claim|call for|propose|prefer|support|oppos"
    r"|reject|fear|hope|expect|agree|disagree|complain|regret|urge)"
)
_ABOUT = re.compile(rf"\b{COUNTED}\b")
_SAYS = re.compile(rf"\b{SAYING}")
_THEY = re.compile(r"\b(?:ils|elles|on|they|certains|beaucoup|plusieurs|d'autres|many|most|some|la plupart)\b")
_OURSELVES = re.compile(r"\b(?:nous|notre|nos|we|our|us)\b")


def speaks_for_others(text: str) -> list[str]:
    """The sentences of an editorial text that have those who answered say something, or that count them.

    >>> speaks_for_others("Nous avons tout lu. Les participants demandent des trains.")
    ['Les participants demandent des trains.']
    >>> speaks_for_others("La plupart des réponses viennent de la ville.")
    ['La plupart des réponses viennent de la ville.']
    >>> speaks_for_others("Cette page rend compte de la consultation. Nous attendons vos remarques.")
    []
    """
    return [sentence for sentence in sentences(text) if _speaks(sentence)]


def _speaks(sentence: str) -> bool:
    plain = " ".join(fold(sentence).split())
    about = _ABOUT.search(plain) is not None
    if about and quantifiers_in(sentence):
        return True
    if _OURSELVES.search(plain) and not _THEY.search(plain):
        return False
    return _SAYS.search(plain) is not None and (about or _THEY.search(plain) is not None)


def words_in(text: str) -> int:
    """How many words a text has; an elided one counts with the word that it leans on.

    >>> words_in("L’école est loin.")
    3
    """
    return len(re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", text))
