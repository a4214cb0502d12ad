"""Figures on the home page are read from one row a consultation, which a task keeps; never an old one."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from consult.search_backend import SearchBackend
from proposals.counted import TOO_OLD, count_figures, counted_figures
from proposals.figures import Figures
from proposals.models import CountedFigures
from tests import factories

pytestmark = pytest.mark.django_db


def test_figures_are_counted_where_no_task_has_run(consultation, at_noon, django_assert_num_queries):
    factories.PositionFactory(proposal__consultation=consultation)
    with django_assert_num_queries(5):
        found = counted_figures([consultation.pk])
    assert found == {consultation.pk: Figures(proposals=1, positions=1, people=2)}


def test_what_a_task_has_counted_is_read_in_one_query(consultation, at_noon, django_assert_num_queries):
    factories.ProposalFactory(consultation=consultation)
    count_figures.func()
    factories.ProposalFactory(consultation=consultation)
    with django_assert_num_queries(1):
        assert counted_figures([consultation.pk])[consultation.pk].proposals == 1
    with django_assert_num_queries(6):
        count_figures.func()
    assert counted_figures([consultation.pk])[consultation.pk] == Figures(proposals=2, people=2)


def test_figures_that_no_task_renews_are_counted_anew(consultation, at_noon):
    factories.ProposalFactory(consultation=consultation)
    count_figures.func()
    CountedFigures.objects.update(proposals=7)
    assert counted_figures([consultation.pk])[consultation.pk].proposals == 7
    CountedFigures.objects.update(counted_at=at_noon - TOO_OLD - timedelta(seconds=1))
    assert counted_figures([consultation.pk])[consultation.pk].proposals == 1


def test_one_text_more_does_not_read_the_index_through(consultation, django_assert_num_queries):
    """What weighs titles by their length reads every entry twice; making the index anew still does it."""
    factories.ProposalFactory(consultation=consultation)
    backend = SearchBackend({"SEARCH_CONFIG": "simple"})
    row = factories.ProposalFactory(consultation=consultation)
    index = backend.get_index_for_model(type(row))
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as said:
        index.add_item(row)
    assert len(said), "it is added"
    assert not [query["sql"] for query in said if "AVG(" in query["sql"]]
    with CaptureQueriesContext(connection) as said:
        call_command("update_index", verbosity=0)
    assert [query["sql"] for query in said if "AVG(" in query["sql"]]
