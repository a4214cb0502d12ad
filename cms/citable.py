"""Which contributions an editor may cite, and finding them by words or by reference."""

from consult.models import ConsultationPage
from proposals.models import ProposalQuerySet
from proposals.references import typed_number
from proposals.search import matching


def searched(proposals: ProposalQuerySet, typed: str, consultation: ConsultationPage) -> ProposalQuerySet:
    """By reference (P-128), else by words, whatever their accents and endings."""
    number = typed_number(typed)
    if number is not None:
        return proposals.filter(number=number)
    return matching(proposals, consultation, typed) if typed.strip() else proposals
