"""Searching proposals: the index finds, ``listed()`` and ``visible_to()`` decide who sees what."""

from wagtail.search.backends import get_search_backend

from consult.models import ConsultationPage
from consult.text import search_query
from proposals.models import Proposal, ProposalQuerySet

LONGEST_QUERY = 200  # characters


def matching(proposals: ProposalQuerySet, consultation: ConsultationPage, typed: str) -> ProposalQuerySet:
    """Keep the proposals that hold every word of a query, whatever their accents and endings.

    The words meet ``search_text`` as stems, so that SQLite and PostgreSQL answer alike. What holds no
    word at all ("?!") finds nothing. No query of its own: the index is read inside the one that lists.
    """
    words = search_query(typed[:LONGEST_QUERY], consultation.language)
    if not words:
        return proposals.none()
    candidates = Proposal.objects.filter(consultation_id=consultation.pk)
    found = get_search_backend().search(words, candidates, operator="and", order_by_relevance=False)
    return proposals.filter(pk__in=found.get_queryset().order_by().values("pk"))
