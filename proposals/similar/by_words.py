"""Close proposals by their words alone, from the search index: what there is while nothing compares by meaning."""

from wagtail.search.backends import get_search_backend

from consult.models import ConsultationPage
from proposals.models import Proposal
from proposals.similar.comparing import Answer, Candidate
from proposals.similar.index import LONGEST, stems_of

LOOKED_AT = 60  # proposals that the index finds, of which the ones that share most are given
MOST_STEMS = 12  # of what is typed: the longest, which say most
LEAST = 2  # typed stems that a proposal must hold


def by_words(consultation: ConsultationPage, typed: str) -> Answer:
    """Give the proposals that hold most of the typed words, the nearest first. One query.

    The score is the number of typed stems that a text holds, over that of both (Dice's coefficient).
    """
    stems = set(stems_of(typed[:LONGEST], consultation.language))
    asked = sorted(stems, key=lambda stem: (-len(stem), stem))[:MOST_STEMS]
    if len(asked) < LEAST:
        return Answer([], False)
    candidates = Proposal.objects.filter(consultation_id=consultation.pk)
    results = get_search_backend().search(" ".join(asked), candidates, operator="or")[:LOOKED_AT]
    scored = []
    for proposal in results:
        held = set(proposal.search_text.split())
        shared = len(stems & held)
        if shared >= LEAST and proposal.current_id is not None:
            score = 2 * shared / (len(stems) + len(held))
            scored.append(Candidate(proposal.pk, proposal.current_id, score, None))
    return Answer(sorted(scored, key=lambda found: (-found.score, found.proposal)), False)
