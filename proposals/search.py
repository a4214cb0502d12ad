"""Searching proposals: the index finds, ``listed()`` and ``visible_to()`` decide who sees what; making it anew."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.search.backends import get_search_backend

from consult.models import ConsultationPage
from consult.search_words import Sought, search_text, sought
from proposals.models import Argument, Proposal, ProposalQuerySet
from proposals.models.argument import ArgumentQuerySet

LONGEST_QUERY = 200  # characters
BATCH = 500  # rows
LANGUAGES = ("fr", "en")  # whose endings search knows


def matching(
    proposals: ProposalQuerySet, consultation: ConsultationPage, typed: str, *, argued: bool = False
) -> ProposalQuerySet:
    """Keep the proposals that hold every word of a query, whatever their accents and endings; the last may be begun.

    With ``argued``, those too of which one published argument holds them all. The words meet the index as
    ``search_words`` writes them, so that SQLite and PostgreSQL answer alike. What holds no word at all ("?!")
    finds nothing. No query of its own: the index is read inside the one that lists.
    """
    candidates = Proposal.objects.filter(consultation_id=consultation.pk)
    own = _in_index(candidates, "language", consultation, typed)
    if own is None:
        return proposals.none()
    if argued:
        own |= Q(pk__in=arguments_matching(consultation, typed).order_by().values("proposal"))
    return proposals.with_words().filter(own)


def arguments_matching(consultation: ConsultationPage, typed: str) -> ArgumentQuerySet:
    """The published arguments of a consultation that hold every word of a query. No query of its own."""
    found = _in_index(Argument.objects.all(), "proposal__language", consultation, typed)
    listed = Argument.objects.listed().filter(proposal__consultation=consultation).exclude(text="")
    return listed.none() if found is None else listed.filter(found)


def _in_index(candidates: QuerySet[Any], language: str, consultation: ConsultationPage, typed: str) -> Q | None:
    """What the index finds, each text by the rules of its own language; None when no word is sought."""
    typed = typed[:LONGEST_QUERY]
    asked = sought(typed, consultation.language)
    if not asked.stems:
        return None
    others = {other: sought(typed, other) for other in LANGUAGES if other != consultation.language}
    differing = {other: read for other, read in others.items() if read != asked}
    found = ~Q(**{f"{language}__in": list(differing)}) & _keys(candidates, asked) if differing else None
    for other, read in differing.items():
        found = (found or Q()) | Q(**{language: other}) & _keys(candidates, read)
    return found or _keys(candidates, asked)


def _keys(candidates: QuerySet[Any], asked: Sought) -> Q:
    """All words whole, or the last one begun."""
    backend, found = get_search_backend(), Q()
    for words in filter(None, asked.ways):
        rows = backend.autocomplete(words, candidates, operator="and", order_by_relevance=False)
        found |= Q(pk__in=rows.get_queryset().order_by().values("pk"))
    return found


def rebuild(progress: Callable[[int], object] = lambda done: None) -> int:
    """Make every ``search_text`` anew from the current words, and the index from it; how many. 8 queries a batch.

    Only the columns that it names are read: a migration calls it, on tables that may lack later ones.
    """
    index = get_search_backend().get_index_for_model(Proposal)
    columns = ("language", "search_text", "current__title", "current__text")
    done = 0
    for batch in _batches(Proposal.objects.select_related("current").only(*columns)):
        for proposal in batch:
            proposal.search_text = search_text(f"{proposal.title}\n{proposal.text}", proposal.language)
        Proposal.objects.bulk_update(batch, ["search_text"])
        index.add_items(Proposal, batch)
        done += len(batch)
        progress(len(batch))
    return done


def rebuild_arguments(progress: Callable[[int], object] = lambda done: None) -> int:
    """Make the index of arguments anew; how many. 7 queries a batch, and only the columns that it names."""
    index = get_search_backend().get_index_for_model(Argument)
    columns = ("text", "state", "proposal__language")
    done = 0
    for batch in _batches(Argument.objects.select_related("proposal").only(*columns)):
        index.add_items(Argument, batch)
        done += len(batch)
        progress(len(batch))
    return done


def _batches[Row: Model](rows: QuerySet[Row]) -> Iterator[list[Row]]:
    last = 0
    while batch := list(rows.order_by("pk").filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
