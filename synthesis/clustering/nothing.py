"""Answers that seem to propose nothing: a rule that anyone can read, suggested to a person and never applied.

An answer seems to propose nothing when it holds a phrase that says so (it is a sign, of one of seven
kinds) and no phrase that asks for something or names a lack. Its phrases stand in
`nothing_phrases`. On 150 answers to the Grand Débat that it was not written from, of which a reader found
38 that propose nothing, it suggests 29: 28 of them rightly (`tests/synthesis/clustering/test_nothing.py`).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from synthesis.clustering.corpus import plain
from synthesis.clustering.nothing_phrases import ENGLISH, ENGLISH_ASKS, FRENCH, FRENCH_ASKS, NOT_ASKING, any_of

SUGGESTED = 0.5  # score from which an answer is suggested
LONG = 25  # words from which an answer hardly ever proposes nothing
_CLAUSES = re.compile(r"[.!?;:,()\n…]+|\s[-–—/]\s")


class Reason(StrEnum):
    """Why an answer seems to propose nothing."""

    NOTHING = "nothing"
    NO_OPINION = "no_opinion"
    ELSEWHERE = "elsewhere"
    NOT_CONCERNED = "not_concerned"
    ALREADY = "already"
    REFUSAL = "refusal"
    CANNOT = "cannot"


class Seeming(NamedTuple):
    """How surely an answer proposes nothing.

    Attributes
    ----------
    score
        In [0, 1]; 0 where nothing says so. What a sign of that kind is worth, an eighth of it where something
        is asked for, half of it in a long answer.
    reason
        The kind of its strongest sign; None without a sign.
    sign
        The words that are the sign, without case, accents and punctuation.
    """

    score: float
    reason: Reason | None
    sign: str


_NONE = Seeming(0.0, None, "")
_ASKED = 0.125  # of the score is left where something is asked for
_WORTH = {
    Reason.NOTHING: 0.95,
    Reason.NO_OPINION: 0.95,
    Reason.ELSEWHERE: 0.9,
    Reason.NOT_CONCERNED: 0.9,
    Reason.ALREADY: 0.85,
    Reason.REFUSAL: 0.8,
    Reason.CANNOT: 0.65,
}

_NOT_ASKING = any_of(NOT_ASKING)


class _Rule(NamedTuple):
    signs: dict[Reason, re.Pattern[str]]
    asks: re.Pattern[str]


def _rule(signs: Mapping[str, str], asks: str) -> _Rule:
    return _Rule({Reason(reason): any_of(phrases) for reason, phrases in signs.items()}, any_of(asks))


_RULES = {"fr": _rule(FRENCH, FRENCH_ASKS), "en": _rule(ENGLISH, ENGLISH_ASKS)}


def proposes_nothing(text: str, language: str = "fr") -> Seeming:
    """Say how surely an answer proposes nothing, and by which sign.

    Parameters
    ----------
    language
        French and English have a rule; nothing is said of a text in another language.

    >>> proposes_nothing("Rien, je les utilise déjà.")
    Seeming(score=0.95, reason=<Reason.NOTHING: 'nothing'>, sign='rien')
    >>> proposes_nothing("Des bus le soir").score, proposes_nothing("J'utilise déjà le vélo. Plus de pistes !").score
    (0.0, 0.10625)
    """
    rule = _RULES.get(language.split("-")[0].lower())
    clauses = [form for clause in _CLAUSES.split(text) if (form := plain(clause))]
    if rule is None or not clauses:
        return _NONE
    found = [
        (_WORTH[reason], -place, reason, match[0])
        for place, clause in enumerate(clauses)
        for reason, pattern in rule.signs.items()
        if (match := pattern.search(clause))
    ]
    if not found:
        return _NONE
    score, _place, reason, sign = max(found, key=lambda one: one[:2])
    if any(rule.asks.search(_NOT_ASKING.sub(" ", clause)) for clause in clauses):
        score *= _ASKED
    if sum(len(clause.split()) for clause in clauses) > LONG:
        score /= 2
    return Seeming(score, reason, sign)
