"""What a gate asks for."""

import hashlib
from typing import NamedTuple

from cms.models import EditionFinding, Finding


class Missing(NamedTuple):
    """One thing that is missing, told in a sentence.

    ``about`` names it in whatever order and language, so that a public reason is known to have been given for it;
    empty at the gates that no reason passes.
    """

    about: str
    sentence: str


def of_finding(finding: Finding | EditionFinding) -> str:
    """A finding as it is worded: a reason given for its words does not hold for others."""
    return of_words(str(finding.key), finding.statement)


def of_words(place: str, words: str) -> str:
    """Words at a place: the place, and a hash in their stead."""
    return f"{place} {hashlib.sha256(words.encode()).hexdigest()}"
