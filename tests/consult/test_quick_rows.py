"""Rows made quickly are the rows that Django makes."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import post_init, pre_init

from consult.quick_rows import QuickRows
from participants.models import User
from proposals.models import Proposal, Version
from tests import factories

QUICK = [model for model in apps.get_models() if issubclass(model, QuickRows)]


def slowly(model, row, names):
    """The same row, by ``Model.from_db``; without its state, which has no equality."""
    made = models.Model.from_db.__func__(model, "default", names, [vars(row)[name] for name in names])
    return state_of(made), {name: value for name, value in vars(made).items() if name != "_state"}


def state_of(row):
    return row._state.adding, row._state.db, dict(row._state.fields_cache)


@pytest.fixture
def proposal(db):
    return factories.ProposalFactory()


def test_some_models_are_read_so():
    assert {model.__name__ for model in QUICK} == {"Amendment", "Argument", "Import", "Proposal", "User", "Version"}


@pytest.mark.parametrize("model", QUICK, ids=lambda model: model.__name__)
def test_nothing_listens_for_how_they_are_made(model):
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)
    assert model.__init__ is models.Model.__init__


def test_whole_row_is_what_django_makes(proposal):
    for read in (Proposal.objects.get(), Version.objects.get(), User.objects.get(pk=proposal.author_id)):
        names = [field.attname for field in read._meta.concrete_fields]
        kept = {name: value for name, value in vars(read).items() if name != "_state"}
        assert (state_of(read), kept) == slowly(type(read), read, names)


def test_what_was_not_read_is_asked_for(proposal, django_assert_num_queries):
    row = Proposal.objects.only("number").get()
    assert row.get_deferred_fields() >= {"state", "search_text"}
    with django_assert_num_queries(1):
        assert row.state == proposal.state
    row.number += 1
    row.save(update_fields=["number"])
    row.refresh_from_db()
    assert row.number == proposal.number + 1


def test_neighbour_is_read_with_it_and_kept(proposal, django_assert_num_queries):
    argument = factories.ArgumentFactory(proposal=proposal)
    with django_assert_num_queries(1):
        read = type(argument).objects.select_related("proposal__current", "author").get()
        assert read.proposal.current.title == proposal.title
    assert read.proposal == proposal
