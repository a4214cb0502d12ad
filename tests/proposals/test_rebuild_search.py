"""The index of search can be made anew from the words themselves."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.search.backends import get_search_backend

from proposals import search
from proposals.models import Proposal
from tests.factories import ProposalFactory

pytestmark = pytest.mark.django_db


def found(consultation, typed):
    """The references that a search finds."""
    return [str(proposal) for proposal in search.matching(Proposal.objects.listed(), consultation, typed)]


@pytest.fixture
def stale(consultation):
    """Three proposals whose index was made by other rules."""
    for title in ("Des pistes sécurisées", "Un train", "Un bus"):
        ProposalFactory(consultation=consultation, title=title, text=title)
    for proposal in Proposal.objects.all():
        proposal.search_text = "autre"
        proposal.save()
    return get_search_backend().get_index_for_model(Proposal)


def test_what_is_found_follows_the_words_again(consultation, stale, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    assert found(consultation, "sécurisé") == []
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert found(consultation, "sécurisé") == found(consultation, "securisees") == ["P-1"]
    assert found(consultation, "train") == ["P-2"]
    assert said.getvalue().startswith("3 ")


def test_only_the_columns_that_it_names_are_read(stale, count_queries):
    statements = count_queries(search.rebuild)
    assert any("search_text" in sql for sql in statements)
    assert not any("published_at" in sql or "first_public_version" in sql for sql in statements)


def test_queries_do_not_grow_with_the_proposals(consultation, stale, count_queries):
    few = count_queries(search.rebuild)
    for _n in range(5):
        ProposalFactory(consultation=consultation)
    assert len(count_queries(search.rebuild)) - len(few) in range(6)  # SQLite updates its entries one by one
