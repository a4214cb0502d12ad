"""Searching proposals: the index finds, ``listed()`` and ``visible_to()`` decide who sees what; making it anew."""

from collections.abc import Callable

from wagtail.search.backends import get_search_backend

from consult.models import ConsultationPage
from consult.search_words import search_query, search_text
from proposals.models import Proposal, ProposalQuerySet

LONGEST_QUERY = 200  # characters
BATCH = 500  # rows


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


def rebuild(progress: Callable[[int], object] = lambda done: None) -> int:
    """Make every ``search_text`` anew from the current words, and the index from it; how many. 8 queries a batch.

    Only the columns that it names are read: a migration calls it, on tables that may lack later ones.
    """
    index = get_search_backend().get_index_for_model(Proposal)
    columns = ("language", "search_text", "current__title", "current__text")
    rows = Proposal.objects.order_by("pk").select_related("current").only(*columns)
    done = last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for proposal in batch:
            proposal.search_text = search_text(f"{proposal.title}\n{proposal.text}", proposal.language)
        Proposal.objects.bulk_update(batch, ["search_text"])
        index.add_items(Proposal, batch)
        done, last = done + len(batch), batch[-1].pk
        progress(len(batch))
    return done
