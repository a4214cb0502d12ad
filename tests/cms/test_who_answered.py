"""Y-6: every page with counts says who answered, how many, and that they represent only themselves."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tests import factories
from tests.cms.shelf import published

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Y-6")]
THEMSELVES = ("represent themselves only", "represent only themselves")


@pytest.fixture
def page(consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen)
    factories.ProposalFactory(consultation=consultation, author=None)
    factories.PositionFactory(proposal=proposal, participant=citizen)
    return published(consultation, [("agreement", "Des trains.", [(proposal, "")])])


def pages(consultation, page):
    return {
        "home": "/",
        "consultation": consultation.url,
        "list": reverse("proposals:list", args=[consultation.slug]),
        "proposal": reverse("proposals:detail", args=[consultation.slug, 1]),
        "map": reverse("synthesis:map", args=[consultation.slug]),
        "synthesis": page.url,
        "edition": f"{page.url}edition-1/",
        "contributions": f"{page.url}edition-1/contributions/",
        "method": f"{page.url}methode/",
    }


@pytest.mark.parametrize(
    "name",
    ["home", "consultation", "list", "proposal", "map", "synthesis", "edition", "contributions", "method"],
)
def test_each_page_with_counts_says_that_they_represent_only_themselves(client, consultation, page, name):
    client.cookies["langue"] = "en"
    text = client.get(pages(consultation, page)[name]).text
    assert any(words in text for words in THEMSELVES)
    assert "UNDEFINED" not in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("consultation", "people who took part here 1"),
        ("proposal", "1 person took position here."),
        ("synthesis", "person took part here 1"),
        ("edition", "person took part here 1"),
        ("contributions", "1 person took part here."),
        ("method", "1 person took part here."),
    ],
)
def test_it_says_how_many_they_are(client, consultation, page, name, words):
    client.cookies["langue"] = "en"
    text = strip_tags(client.get(pages(consultation, page)[name]).text.replace("<", " <"))
    assert words in " ".join(text.split())


@pytest.mark.parametrize("name", ["list", "map"])
def test_the_others_lead_to_the_page_that_does(client, consultation, page, name):
    client.cookies["langue"] = "en"
    text = client.get(pages(consultation, page)[name]).text
    assert f'<a href="{consultation.url}">Who answered, and how many</a>' in text


def test_the_synthesis_says_how_they_came_and_what_is_known_of_them(client, page):
    client.cookies["langue"] = "en"
    text = client.get(page.url).text
    assert "2 contributions were written on this site" in text
    assert "Neither age, nor occupation, nor place was asked." in text
    assert "they were not drawn by lot" in text
