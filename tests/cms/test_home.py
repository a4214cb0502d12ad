"""The home page: what is open, what is over, what was concluded; in a bounded number of queries."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from wagtail import views
from wagtail.models import Page, PageViewRestriction, Site

from cms import front
from cms.home import state_of
from cms.models import HomePage
from consult.models import ConsultationPage, Phase
from proposals.figures import Figures, figures_of
from tests import factories
from tests.cms.shelf import published
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def read(client, at=NOON):
    with time_machine.travel(at, tick=False):
        answer = client.get("/")
    assert answer.status_code == 200
    assert "UNDEFINED" not in answer.text
    return answer


def filled(slug):
    consultation = factories.open_consultation(slug, title=slug, question=f"Que dire de {slug} ?")
    proposal = factories.ProposalFactory(consultation=consultation, text="Plus de trains.")
    factories.ArgumentFactory(proposal=proposal)
    factories.PositionFactory(proposal=proposal)
    published(consultation, [("agreement", "Des trains.", [(proposal, "")])], title=f"Synthèse de {slug}")
    return consultation


def test_an_empty_site_says_that_nothing_is_open(client):
    factories.home_page()
    client.cookies["langue"] = "en"
    assert "No consultation is open at the moment" in read(client).text


def test_an_open_consultation_shows_question_phase_days_left_and_people(client, consultation):
    proposal = factories.ProposalFactory(consultation=consultation)
    factories.PositionFactory(proposal=proposal)
    client.cookies["langue"] = "en"
    answer = read(client)
    (card,) = answer.context["open_cards"]
    assert card["title"] == consultation.question
    assert (card["phase"], card["days_left"], card["participant_count"]) == ("Deliberating", 30, 2)
    assert consultation.question in answer.text


def test_someone_who_did_three_things_is_one_person(consultation):
    proposal = factories.ProposalFactory(consultation=consultation)
    factories.ArgumentFactory(proposal=proposal, author=proposal.author)
    factories.PositionFactory(proposal=proposal, participant=proposal.author)
    factories.ProposalFactory(consultation=consultation, author=None)
    counted = figures_of([consultation.pk])[consultation.pk]
    assert (counted.people, counted.proposals, counted.voices) == (1, 2, 1)


def test_what_is_not_in_view_is_not_counted(consultation):
    factories.ProposalFactory(consultation=consultation, waiting=True)
    withheld = factories.ProposalFactory(consultation=consultation, withheld=True)
    factories.ArgumentFactory(proposal=withheld)
    assert figures_of([consultation.pk])[consultation.pk] == Figures()


@pytest.mark.parametrize(("days", "state"), [(-1, "upcoming"), (0, "open"), (1, "open"), (2, "open"), (3, "past")])
def test_between_two_phases_a_consultation_is_open(days, state):
    start = NOON
    spans = [(0, 1), (2, 3)]
    day = timedelta(days=1)
    phases = [Phase(opens_at=start + first * day, closes_at=start + last * day) for first, last in spans]
    assert state_of(phases, start + days * day) == state


def test_without_phases_a_consultation_is_to_come():
    assert state_of([], NOON) == "upcoming"


def test_past_consultations_and_syntheses_are_listed(client):
    filled("velos")
    answer = read(client, factories.CLOSES)
    assert [card["state"] for card in answer.context["past_cards"]] == ["past"]
    assert [row["title"] for row in answer.context["syntheses"]] == ["Synthèse de velos"]


def test_what_was_unpublished_is_not_listed(client):
    consultation = filled("velos")
    ConsultationPage.objects.get(pk=consultation.pk).unpublish()
    answer = read(client)
    assert not answer.context["open_cards"]
    assert not answer.context["syntheses"]


def test_reading_it_sets_no_cookie(client):
    filled("velos")
    assert not read(client).cookies


@pytest.mark.requirement("L-2")
def test_home_costs_fifteen_queries_at_most_however_many_consultations(client):
    def cost():
        read(client)
        with CaptureQueriesContext(connection) as queries:
            read(client)
        return len(queries)

    filled("un")
    one = cost()
    for slug in ("deux", "trois", "quatre", "cinq", "six"):
        filled(slug)
    assert cost() == one <= 15


def test_it_is_the_page_that_wagtail_would_give(client):
    """Its own door saves what routing costs, and changes nothing."""
    filled("velos")
    own = read(client)
    with patch.object(front, "_home_of_the_site", return_value=[]):
        routed = read(client)
    assert own.content == routed.content


def test_a_privacy_rule_on_home_is_wagtails_to_hold(client):
    filled("velos")
    rule = PageViewRestriction.objects.create(
        page=HomePage.objects.get().page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="ouvre-toi"
    )
    assert b"velos" not in read(client).content
    rule.delete()
    assert b"velos" in read(client).content


def test_another_site_is_wagtails_to_find(client):
    filled("velos")
    root = Page.objects.get(depth=1)
    other = root.add_child(instance=Page(title="Ailleurs", slug="ailleurs"))
    Site.objects.create(hostname="ailleurs.example.org", root_page=other)
    assert b"velos" in read(client).content
    with patch.object(views, "serve", return_value=HttpResponse("routed")) as routed:
        assert client.get("/").content == b"routed"
    assert routed.called


def test_unpublished_it_is_not_found(client):
    filled("velos")
    HomePage.objects.get().unpublish()
    assert client.get("/").status_code == 404
