"""Close proposals by their words alone, from the search index: what there is while nothing compares by meaning."""

from functools import reduce
from operator import add

from django.db.models import Case, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Length
from wagtail.search.backends import get_search_backend

from consult.models import ConsultationPage
from proposals.models import Proposal, ProposalQuerySet
from proposals.similar.comparing import Answer, Candidate
from proposals.similar.index import LONGEST, stems_of

LOOKED_AT = 60  # proposals that the index finds, of which the ones that share most are given
MOST_STEMS = 6  # of what is typed: numbers, then the longest words, which say most
LEAST = 2  # typed stems that a proposal must hold


def by_words(consultation: ConsultationPage, typed: str) -> Answer:
    """Give the proposals that hold most of the typed words, the nearest first. One query.

    The score is the number of typed stems that a text holds, over that of both (Dice's coefficient).
    """
    stems = set(stems_of(typed[:LONGEST], consultation.language))
    asked = sorted(stems, key=lambda stem: (not stem.isdigit(), -len(stem), stem))[:MOST_STEMS]
    if len(asked) < LEAST:
        return Answer([], False)
    results = _sharing_most(Proposal.objects.filter(consultation_id=consultation.pk), asked)
    scored = []
    for proposal in results:
        held = set(proposal.search_text.split())
        shared = len(stems & held)
        if shared >= LEAST and proposal.current_id is not None:  # the index also found words that begin so
            score = 2 * shared / (len(stems) + len(held))
            scored.append(Candidate(proposal.pk, proposal.current_id, score, None))
    return Answer(sorted(scored, key=lambda found: (-found.score, found.proposal)), False)


def _sharing_most(candidates: ProposalQuerySet, stems: list[str]) -> ProposalQuerySet:
    """Those that hold most of some stems, the shortest first among equals. No query by itself.

    The index finds each stem; counting is left to the database. Its own order by relevance took seconds, since it
    scores each found text by looking through all the others.
    """
    backend = get_search_backend()
    held: list[Combinable] = []
    for stem in stems:
        rows = backend.autocomplete(stem, candidates, operator="and", order_by_relevance=False)
        keys = rows.get_queryset().order_by().values("pk")
        held.append(Case(When(pk__in=keys, then=Value(1)), default=Value(0), output_field=IntegerField()))
    shortest = (Length("search_text"), "pk")
    return candidates.alias(shared=reduce(add, held)).order_by("-shared", *shortest)[:LOOKED_AT]
