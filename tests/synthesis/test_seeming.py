"""Texts that seem to propose nothing are marked at the desk, ticked when asked for, and set aside by a person only."""

import pytest
from django.urls import reverse

from synthesis.models import ThemeDecision, ThemeMembership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def idle(theme):
    """Two texts of the theme that propose nothing."""
    rows = [membership.proposal for membership in theme.memberships.order_by("pk")[:2]]
    for row, text in zip(rows, ["Rien.", "Je les utilise déjà"], strict=True):
        factories.add_version(row, title=text, text=text)
    return sorted(row.number for row in rows)


def read(desk, **query):
    return desk.get(reverse("synthesis_desk:read", args=["se-deplacer", 1]), query)


def marked(page):
    return sorted(row.proposal.number for row, _near in page.context["rows"] if row.nothing)


def ticked(page):
    return page.content.decode().count(" checked ")


def test_texts_that_seem_to_propose_nothing_are_marked_with_a_reason_and_not_ticked(desk, idle):
    desk.cookies["langue"] = "en"
    page = read(desk)
    assert marked(page) == idle
    assert "seems to propose nothing: tells what its author does already" in page.content.decode()
    assert page.content.decode().count("data-nothing") == 2
    assert ticked(page) == 0


def test_they_are_ticked_when_asked_for_and_set_aside_together(desk, idle):
    page = read(desk, tick="nothing")
    assert ticked(page) == 2
    assert not ThemeDecision.objects.exists()
    typed = {"shown": page.context["shown"], "next": page.context["here"], "proposal": marked(page)}
    response = desk.post(reverse("synthesis_desk:place", args=["se-deplacer"]), typed | {"aside": "no_proposal"})
    out = ThemeMembership.objects.filter(theme=None, reason="no_proposal").values_list("proposal__number", flat=True)
    assert sorted(out) == idle
    assert "tick" not in response.url


def test_text_that_a_person_confirmed_is_marked_no_more(desk, idle):
    page = read(desk)
    typed = {"shown": page.context["shown"], "next": page.context["here"], "deed": "all", "of": "1"}
    desk.post(reverse("synthesis_desk:place", args=["se-deplacer"]), typed)
    assert marked(read(desk)) == []


def test_marks_cost_no_query(desk, idle, django_assert_max_num_queries):
    read(desk)
    with django_assert_max_num_queries(20) as counted:
        read(desk)
    few = len(counted)
    ThemeMembership.objects.filter(proposal__number__in=idle).delete()
    with django_assert_max_num_queries(few):
        read(desk)
