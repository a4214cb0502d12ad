"""The map of one theme: which dots it holds, where they stand, and what leads to them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.models import Proposal, Version
from synthesis import actions
from synthesis.models import Placement, ThemeMembership
from synthesis.theme_map import theme_map
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(consultation):
    return reverse("synthesis:theme_map", args=[consultation.slug, 1])


@pytest.fixture
def large(theme, consultation, proposals, monkeypatch):
    """A theme of all 24 proposals, three pages of its table."""
    monkeypatch.setattr("synthesis.theme_map.ON_A_PAGE", 10)
    held = set(theme.memberships.values_list("proposal", flat=True))
    ThemeMembership.objects.exclude(theme=theme).delete()
    ThemeMembership.objects.bulk_create(
        ThemeMembership(theme=theme, proposal=row, placed_at=timezone.now()) for row in proposals if row.pk not in held
    )
    return theme


def numbers_in(theme):
    return {dot.number for dot in theme_map(theme).dots}


def links(response, kind):
    return re.findall(rf'<a class="dots__{kind}" href="([^"]+)"', response.content.decode())


def test_every_proposal_of_a_theme_is_a_dot_that_leads_to_it(client, theme, address):
    response = client.get(address)
    held = [membership.proposal.get_absolute_url() for membership in theme.memberships.all()]
    assert sorted(links(response, "here")) == sorted(held)


def test_best_fitting_proposal_stands_in_the_middle_and_the_weakest_outermost(theme):
    found = theme_map(theme).dots
    away = [(dot.x - 500) ** 2 + (dot.y - 500) ** 2 for dot in found]
    assert away[0] == 0
    assert away[-1] == pytest.approx(max(away), rel=0.01)
    assert [dot.fit for dot in found] == sorted((dot.fit for dot in found), reverse=True)


def test_same_proposals_stand_at_the_same_places_when_the_database_is_read_again(theme):
    first = theme_map(theme)
    Placement.objects.filter(run__number=1).order_by("-order").update(outlier=0)
    assert theme_map(theme) == first


def test_direction_comes_from_the_run_and_not_from_the_reference(theme):
    before = {dot.key: (dot.x, dot.y) for dot in theme_map(theme).dots}
    outer = Placement.objects.filter(cluster__theme=theme).order_by("fit")[:3]
    first, second = (outer[0], outer[2])
    first.turn, second.turn = second.turn, first.turn
    Placement.objects.bulk_update([first, second], ["turn"])
    assert {dot.key: (dot.x, dot.y) for dot in theme_map(theme).dots} != before


def test_dots_do_not_overlap(large):
    found = theme_map(large)
    spots = [(dot.x, dot.y) for dot in found.dots]
    gaps = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for a, b in spots for c, d in spots if (a, b) != (c, d)]
    assert len(set(spots)) == 24
    assert min(gaps) > found.gap - 0.3  # places are rounded to a tenth


@pytest.mark.requirement("M-6")
def test_withheld_proposal_is_no_dot(client, theme, address):
    gone = theme.memberships.first().proposal
    gone.withhold(ground="Hors du sujet", at=timezone.now())
    assert gone.number not in numbers_in(theme)
    assert gone.get_absolute_url() not in client.get(address).content.decode()


def test_erased_proposal_is_no_dot(theme):
    gone = theme.memberships.first().proposal
    Version.objects.filter(proposal=gone).blank(at=timezone.now())
    assert gone.number not in numbers_in(theme)


def test_proposal_that_a_person_moved_here_stands_outermost_and_the_table_says_so(
    client, theme, editor, proposals, address
):
    moved = next(row for row in proposals if row.number not in numbers_in(theme))
    actions.move_proposal(proposal=moved, theme=theme, by=editor)
    row = client.get(address).context["rows"][-1]
    assert (row["reference"], row["place"]) == (moved.reference, "placée par une personne")


def test_table_says_where_each_proposal_stands_in_words(client, theme, address):
    places = [row["place"] for row in client.get(address).context["rows"]]
    assert len(set(places)) == 3
    assert places == sorted(places, key=places.index)
    assert places.count(places[0]) == -(-len(places) // 4)


def test_table_counts_positions(client, theme, address):
    first = theme_map(theme).dots[0]
    factories.PositionFactory(proposal=Proposal.objects.get(pk=first.key))
    assert [row["positions"] for row in client.get(address).context["rows"]][:2] == [1, 0]


def test_pepite_is_a_star_and_a_word(client, theme, editor, address):
    plain = client.get(address).content.decode()
    actions.set_pepite(proposal=theme.memberships.first().proposal, reason="Rare", by=editor)
    words = client.get(address).content.decode()
    assert (plain.count('class="dots__star"'), words.count('class="dots__star"')) == (0, 1)
    assert words.count('class="pepite-mark"') == 1


@pytest.mark.requirement("A-3")
def test_tab_key_reaches_one_page_of_dots_and_pages_hold_them_all(client, large, address):
    pages = [client.get(address, {"page": page}) for page in (1, 2, 3)]
    assert [len(links(page, "here")) for page in pages] == [10, 10, 4]
    assert len({link for page in pages for link in links(page, "here")}) == 24
    assert all(page.content.decode().count('tabindex="-1"><title>') <= 24 for page in pages)
    near = re.findall(r'<a class="dots__near" href="[^"]+" tabindex="-1">', pages[0].content.decode())
    assert len(near) == 14


def test_dots_of_a_large_theme_lead_to_their_page_of_the_table(client, large, address, monkeypatch):
    monkeypatch.setattr("synthesis.theme_map.LINKED", 20)
    words = client.get(address, {"page": 2}).content.decode()
    bands = re.findall(r'<a href="\?page=(\d)" tabindex="-1"><title>[^<]+</title><path d="([^"]+)"', words)
    assert [(page, path.count("M")) for page, path in bands] == [("1", 10), ("3", 4)]
    assert "dots__near" not in words


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "%00", "1" * 30])
def test_page_that_is_not_there_gives_one_that_is(client, theme, address, page):
    assert client.get(f"{address}?page={page}").context["rows"]


def test_theme_without_proposals_in_view_says_so(client, theme, address):
    theme.memberships.all().delete()
    response = client.get(address)
    assert (response.status_code, response.context["map"]) == (200, None)
    assert b'class="empty"' in response.content


@pytest.mark.requirement("G-4")
def test_map_of_a_merged_theme_leads_to_the_other_for_good(client, run, theme, editor, consultation, address):
    second = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    response = client.get(address)
    assert (response.status_code, response.url) == (302, reverse("synthesis:theme_map", args=[consultation.slug, 2]))
    assert len(theme_map(second).dots) == second.memberships.count()


@pytest.mark.parametrize("number", [9, 2**40])
def test_theme_that_is_not_there_has_no_map(client, theme, consultation, number):
    assert client.get(reverse("synthesis:theme_map", args=[consultation.slug, number])).status_code == 404


def test_circle_of_a_theme_leads_to_its_map_and_back(client, theme, consultation, address):
    whole = reverse("synthesis:map", args=[consultation.slug])
    assert f'class="tint-1" href="{address}"' in client.get(whole).content.decode()
    assert f'href="{whole}"' in client.get(address).content.decode()


def test_map_names_the_closest_themes_first(client, run, theme, editor, address):
    for cluster in run.clusters.filter(theme=None).order_by("number"):
        actions.adopt_theme(cluster=cluster, name=f"Thème {cluster.number}", by=editor)
    found = client.get(address).context["closest"]
    here = theme.clusters.get()
    places = [close.clusters.get() for close in found]
    away = [(place.x - here.x) ** 2 + (place.y - here.y) ** 2 for place in places]
    assert len(found) == 3
    assert away == sorted(away)


@pytest.mark.requirement("P-8")
def test_map_of_a_theme_sets_no_cookie(client, theme, address):
    assert not client.get(address).cookies


@pytest.mark.requirement("L-2")
def test_map_of_a_theme_costs_the_same_with_six_proposals_and_with_twenty_four(
    client, theme, consultation, proposals, address, django_assert_max_num_queries
):
    client.get(address)  # Wagtail keeps the site's root in mind
    with django_assert_max_num_queries(7) as one:
        client.get(address)
    ThemeMembership.objects.exclude(theme=theme).delete()
    ThemeMembership.objects.bulk_create(
        ThemeMembership(theme=theme, proposal=row, placed_at=timezone.now())
        for row in proposals
        if row.number not in numbers_in(theme)
    )
    with django_assert_max_num_queries(7) as many:
        client.get(address)
    assert len(one) == len(many)


@pytest.mark.requirement("Y-6")
def test_map_of_a_theme_says_who_answered(client, theme, address):
    assert b'class="who-answered"' in client.get(address).content


def test_list_of_a_theme_leads_to_its_map(client, theme, consultation, address):
    listed = reverse("proposals:list", args=[consultation.slug])
    assert f'href="{address}"' in client.get(f"{listed}?theme=1").content.decode()
    assert address not in client.get(listed).content.decode()
    assert "/carte/T-" not in client.get(f"{listed}?theme=9").content.decode()
