"""Which contributions an editor may cite, and finding them by words or by reference."""

import re

from consult.models import ConsultationPage
from proposals.models import ProposalQuerySet
from proposals.search import matching

REFERENCE = re.compile(r"\s*p\s*-?\s*(\d{1,9})\s*", re.IGNORECASE)


def searched(proposals: ProposalQuerySet, typed: str, consultation: ConsultationPage) -> ProposalQuerySet:
    """By reference (P-128), else by words, whatever their accents and endings."""
    reference = REFERENCE.fullmatch(typed)
    if reference:
        return proposals.filter(number=int(reference[1]))
    return matching(proposals, consultation, typed) if typed.strip() else proposals
