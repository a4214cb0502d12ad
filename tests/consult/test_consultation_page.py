"""The page of a consultation: its question, where it is in time, its rules, what the rooms add."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.models import ConsultationPage
from consult.panels import ConsultationPanel, consultation_panels
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def read(client, consultation, at=NOON):
    with time_machine.travel(at, tick=False):
        answer = client.get(consultation.url)
    assert answer.status_code == 200
    assert "UNDEFINED" not in answer.text
    return answer


def test_it_shows_question_phase_rules_and_notice(client, consultation):
    consultation.rules = "<p>On discute des idées.</p>"
    consultation.attribution = "<p>Grand débat, Licence ouverte.</p>"
    consultation.notice = "Ceci est une démonstration."
    consultation.save()
    text = read(client, consultation).text
    assert text.count("<h1") == 1
    for words in (consultation.question, "On discute des idées.", "Licence ouverte", "démonstration"):
        assert words in text
    assert 'aria-current="step"' in text


def test_reading_it_sets_no_cookie(client, consultation):
    assert not read(client, consultation).cookies


@pytest.mark.parametrize(("moderation", "other"), [("before", "after"), ("after", "before")])
def test_it_says_when_texts_are_read(client, consultation, moderation, other):
    consultation.moderation = moderation
    consultation.save()
    first = read(client, consultation).text
    consultation.moderation = other
    consultation.save()
    assert first != read(client, consultation).text


@pytest.mark.parametrize(("at", "sentence"), [(factories.OPENS, ""), (factories.CLOSES, "This consultation is over")])
def test_it_says_that_it_is_over_from_the_closing_instant_on(client, consultation, at, sentence):
    client.cookies["langue"] = "en"
    text = read(client, consultation, at).text
    assert ("This consultation is over" in text) is bool(sentence)


@pytest.mark.parametrize(("chosen", "marked"), [("fr", True), ("en", False)])
def test_foreign_words_say_their_language(client, chosen, marked):
    client.cookies["langue"] = chosen
    consultation = factories.open_consultation("reform", question="How should we vote?", language="en")
    assert ('<h1 lang="en">How should we vote?' in read(client, consultation).text) is marked


def test_a_panel_stands_in_its_place_and_one_without_data_nowhere(client, consultation, monkeypatch):
    class Panels:
        def items(self):
            return [
                ("a", ConsultationPanel("cms/_syntheses.html", lambda page, request: None, "now")),
                (
                    "b",
                    ConsultationPanel(
                        "cms/_syntheses.html", lambda page, request: [{"title": "Vue", "url": "/vue/"}], "aside"
                    ),
                ),
            ]

    monkeypatch.setattr("consult.pages.consultation_panels", Panels())
    answer = read(client, consultation)
    assert answer.text.index("<aside") < answer.text.index("/vue/")
    assert answer.context["panels"]["now"] == []


def test_the_rooms_have_registered_the_synthesis():
    assert "syntheses" in dict(consultation_panels.items())


def test_its_cost_does_not_grow_with_what_it_holds(client, consultation):
    def cost():
        read(client, consultation)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(client, consultation)
        return len(queries)

    few = [factories.ProposalFactory(consultation=consultation) for _ in range(3)] and cost()
    many = [factories.ProposalFactory(consultation=consultation) for _ in range(12)] and cost()
    assert few == many <= 25


def test_unpublished_it_takes_the_pages_beneath_it_along(client, consultation):
    from cms.models import ArticlePage

    consultation.add_child(instance=ArticlePage(title="Méthode", slug="methode", body="<p>Voilà.</p>"))
    assert client.get("/se-deplacer/methode/").status_code == 200
    ConsultationPage.objects.get().unpublish()
    assert client.get("/se-deplacer/methode/").status_code == 404
