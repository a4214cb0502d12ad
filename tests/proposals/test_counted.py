"""Figures on the home page are read from one row a consultation, which a task keeps; never an old one."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from consult.search_backend import SearchBackend
from proposals.counted import TOO_OLD, count_figures, counted_figures
from proposals.erasing_texts import erase_published
from proposals.figures import Figures
from proposals.models import CountedFigures
from proposals.tagging import tag_proposals
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
    with django_assert_num_queries(7):
        count_figures.func()
    assert counted_figures([consultation.pk])[consultation.pk] == Figures(proposals=2, people=2)


def test_figures_that_no_task_renews_are_counted_anew(consultation, at_noon):
    factories.ProposalFactory(consultation=consultation)
    count_figures.func()
    CountedFigures.objects.update(proposals=7)
    assert counted_figures([consultation.pk])[consultation.pk].proposals == 7
    CountedFigures.objects.update(counted_at=at_noon - TOO_OLD - timedelta(seconds=1))
    assert counted_figures([consultation.pk])[consultation.pk].proposals == 1


def choices(client):
    """Tags that the form of the list offers."""
    selects = {
        select["name"]: select for select in client.get("/se-deplacer/propositions/").context["filters"]["selects"]
    }
    return [option["label"] for option in selects.get("etiquette", {"options": []})["options"]][1:]


@pytest.fixture
def tagged(consultation, at_noon):
    """Three proposals with their tags, counted."""
    rows = [factories.ProposalFactory(consultation=consultation) for _ in range(3)]
    tag_proposals({rows[0].pk: ["vélo"], rows[1].pk: ["vélo", "bus"], rows[2].pk: ["tram"]})
    count_figures.func()
    return rows


def test_tags_are_counted_with_the_figures(client, tagged):
    tag_proposals({tagged[0].pk: ["bus"]})
    assert choices(client) == ["vélo (2)", "bus (1)", "tram (1)"]
    count_figures.func()
    assert choices(client) == ["bus (2)", "vélo (2)", "tram (1)"]
    CountedFigures.objects.update(tags=[["passe", "Passé", 7]])
    assert choices(client) == ["Passé (7)"]
    CountedFigures.objects.update(counted_at=timezone.now() - TOO_OLD - timedelta(seconds=1))
    assert choices(client) == ["bus (2)", "vélo (2)", "tram (1)"]


@pytest.mark.requirement("M-6")
@pytest.mark.requirement("M-9")
def test_the_tags_of_what_is_withheld_go_at_once(client, tagged):
    tagged[1].withhold(ground="Insulte", at=timezone.now())
    assert choices(client) == ["tram (1)", "vélo (1)"]


def test_the_tags_of_what_is_erased_go_at_once(client, tagged):
    erase_published(tagged[2].author)
    assert "tram (1)" not in choices(client)


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
