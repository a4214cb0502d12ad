"""The phrases by which an answer seems to propose nothing, and those by which it asks for something.

Each is a regular expression over `corpus.plain` clauses (no case, accents or punctuation), and matches whole
words; they are parted by semicolons and line ends.
"""

import re

_USE = """(?:utilis\\w+|pratiqu\\w+|fais|faisons|fait|prend\\w*|prenons|march\\w+|roul\\w+|circul\\w+|covoitur\\w+
|me sers|me deplace|nous deplacons|privilegi\\w+|favoris\\w+)""".replace("\n", "")

FRENCH = {
    "nothing": r"""
        ^(?:absolument )?rien; ^neant$; ^aucune?(?: idee| remarque| proposition| avis)?$; ^(?:ras|r a s|non|nada)$
        ^pas de (?:proposition|remarque|commentaire|suggestion)s?""",
    "no_opinion": r"""
        nsp; nspp; sans avis; sans opinion; pas d (?:avis|opinion|idee); ne (?:se|me) prononce(?:nt)? pas
        (?:je )?ne sais? pas; je sais pas; aucune idee; (?:ca|cela|tout|reponse) depend""",
    "elsewhere": r"""
        ^idem; ^cf; ^meme (?:reponse|chose); deja (?:repondu|dit|explique); ai (?:deja )?repondu; repondu plus haut
        (?:voir|cf) (?:plus haut|ci dessus|supra|(?:la |ma |mes )?(?:question|reponse)s?); explique precedemment
        reponse (?:precedente|plus haut|ci dessus)""",
    "not_concerned": r"""
        sans objet; (?:pas|non|peu) concernee?s?; ne (?:me|nous) concernent? pas; pas applicable; ^n a$""",
    "already": rf"""
        (?:je|j|nous|on|moi) (?:y |en |l |le |la |les |m |me )*(?:ne )?{_USE}; pense utiliser; c est deja
        deja (?:convaincue?s?|fait|le cas|une realite|en place); en suis convaincue?; (?:par|la) chance
        (?:suis|sommes|etant) (?:deja |tout a fait |tres )*(?:convaincue?s?|actifs?|actives?|equipee?s?)
        (?:velo|voiture|train|bus) me (?:sert|convient|suffit)
        (?:je|j) (?:ai|possede) (?:deja )?(?:achete|un velo|une voiture electrique)""",
    "refusal": r"""
        inutile de; (?:je )?ne (?:veux|souhaite|desire|changerai|compte)\w* (?:pas|rien|plus); n acheterai pas
        pas (?:envie|question|interessee?s?|besoin); n ai (?:pas|aucune) (?:envie|besoin|intention)
        me convaincre; encore une? (?:question\w*|sondage); laissez moi""",
    "cannot": r"""
        pas possible; impossible; pas de possibilite; pas le choix; ne (?:le |me le )?permet(?:tent)? pas; difficile
        indispensables?; ne peux pas; ne pense pas que l on puisse; besoin de (?:ma|mon|la) (?:voiture|vehicule)
        outil de travail; pas au quotidien; retraitee?; handicap\w*; trop (?:agee?|vieux|vieille); mon age
        en etant agee?""",
}
FRENCH_ASKS = r"""
    faut; faudrait; faudra; devra\w*; doit; doivent; aimerais; voudrais; souhaiterais; propose; serait; pourrait
    soit; soient; ait; aient; si (?:les?|la|il|elles?|ils|on|des|un|une|ca|c|j); plus (?:de|d); davantage
    moins (?:de|d|cher\w*); meilleure?s?; ameliorer?; developper?; creer; rendre; mettre; baisser?; reduire
    augmenter?; revoir; favoriser; encourager; aider; interdire; diminuer; securiser; proposer
    n existe(?:nt)? (?:pas|plus|que|aucune?); y a ?(?:pas|plus|que|aucune?) (?!possib); faites; faire; supprimer
    s (?:il|ils|elles?) (?:y|etait|etaient|existait|existaient); mieux; possibilites? de; si ce n est; securite
    pas (?:toujours )?(?:bien |tres |assez )?(?:suffisant\w*|adapte\w*)
    ^(?!difficile)\w{3,}(?:er|ir|uire)
    trop (?:de|d|cher\w*|peu|rares?|longs?|complique\w*); pas assez; insuffisan\w+; manqu\w+; absence; inexistan\w+
    dangereu\w+; cherr?e?s?; gratuit\w*; des (?:vraies?|vrais|lois|pistes|aides); pistes? cyclables?; peu de
    (?:pas de|aucune?s?) (?:train|bus|gare|metro|transport|piste|car|borne|solution)\w*"""

_USING = "(?:use|do|cycle|walk|take|ride|drive|share|work|bike)"
ENGLISH = {
    "nothing": r"^nothing; ^none$; ^nope; ^nil; ^no (?:comment|suggestion|proposal|answer)s?",
    "no_opinion": r"(?:don t|do not) know; no (?:opinion|idea|view)s?; not sure; undecided",
    "elsewhere": r"""
        ^same; ^ditto; ^idem; see (?:above|below|my|previous|answer); as (?:above|i said|before)
        already (?:answered|said); same as""",
    "not_concerned": r"^n a$; ^na$; not (?:applicable|concerned|relevant); does(?: not|n t) (?:apply|concern)",
    "already": rf"""
        (?:i|we) (?:already |always |often |mostly )*{_USING}; already (?:{_USING}|convinced|done|the case)""",
    "refusal": r"(?:i|we) (?:won t|will not|don t want|do not want); not interested; no need; leave me",
    "cannot": r"not possible; impossible; no choice; can t; cannot; too old; need my car",
}
ENGLISH_ASKS = r"""
    should; must; needs?; more; less; fewer; better; cheaper; please; would; could; if (?:there|the|it|we); lacks?
    lacking; no (?:bus|train|safe)\w*; not enough; too (?:expensive|few|many|dangerous); improve; build; create
    reduce; increase; make; allow; ban; free; unsafe"""

# Phrases that hold a word of asking and ask for nothing: taken out before it is looked for.
NOT_ASKING = r"""
    (?:le|au) plus (?:souvent )?possible; rien de plus; besoin de plus; need my car; no need
    plus de (?:voiture|permis)"""


def any_of(phrases: str) -> re.Pattern[str]:
    """Compile phrases into one pattern that finds any of them, as whole words.

    >>> any_of("rien; pas d avis").search("je n ai pas d avis")[0]
    'pas d avis'
    """
    listed = (phrase.strip() for phrase in re.split(r"[;\n]", phrases))
    return re.compile(rf"\b(?:{'|'.join(filter(None, listed))})\b")
