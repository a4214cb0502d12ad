"""What the desk says of a text that seems to propose nothing: a reason beside it, for whoever reads it."""

from django.utils.translation import gettext_lazy

from proposals.models import Proposal
from synthesis.clustering.nothing import SUGGESTED, Reason, proposes_nothing

WORDS = {
    Reason.NOTHING: gettext_lazy("says that nothing is needed"),
    Reason.NO_OPINION: gettext_lazy("gives no opinion"),
    Reason.ELSEWHERE: gettext_lazy("refers to another answer"),
    Reason.NOT_CONCERNED: gettext_lazy("says that it does not concern its author"),
    Reason.ALREADY: gettext_lazy("tells what its author does already"),
    Reason.REFUSAL: gettext_lazy("refuses the question or any change"),
    Reason.CANNOT: gettext_lazy("says only what hinders its author"),
}


def seems_to_propose_nothing(proposal: Proposal) -> str:
    """Why a text seems to propose nothing, in words; empty where it does not. No query on one with ``current``."""
    derived = proposal.current is None or proposal.current.title_derived
    words = proposal.text if derived else f"{proposal.title}\n{proposal.text}"
    seeming = proposes_nothing(words, proposal.language)
    return str(WORDS[seeming.reason]) if seeming.reason and seeming.score >= SUGGESTED else ""
