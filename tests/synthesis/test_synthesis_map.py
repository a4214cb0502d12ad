import pytest
from django.urls import reverse
from django.utils import timezone

from synthesis import actions
from synthesis.idea_map import drawn, fitted, mini_map, mini_maps, territories
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(consultation):
    return reverse("synthesis:map", args=[consultation.slug])


def circles(consultation):
    return {
        circle["label"]: circle
        for circle in drawn(consultation, territories([consultation])[consultation.pk])["circles"]
    }


def name_all(run, editor):
    return [
        actions.adopt_theme(cluster=cluster, name=f"Thème {cluster.number}", by=editor)
        for cluster in run.clusters.all()
    ]


def test_map_without_a_grouping_says_so(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.context["map"] is None
    assert b'<svg class="map__picture"' not in response.content


def test_map_of_an_unknown_or_unpublished_consultation_is_not_found(client, consultation, address):
    assert client.get(reverse("synthesis:map", args=["inconnue"])).status_code == 404
    consultation.unpublish()
    assert client.get(address).status_code == 404


def test_map_before_any_name_shows_clusters_marked_as_computed(client, run, address):
    response = client.get(address)
    assert {circle["class"] for circle in response.context["map"]["circles"]} == {"unsorted"}
    assert all("calcul-" in circle["url"] for circle in response.context["map"]["circles"])


def test_map_shows_themes_and_what_nobody_named_yet(run, theme, consultation):
    found = circles(consultation)
    assert found["Circuler à vélo"]["class"] == "tint-1"
    assert found["Circuler à vélo"]["url"].endswith("/carte/T-1/")
    assert sum(circle["class"] == "unsorted" for circle in found.values()) == 3


def test_sizes_count_what_is_in_view(theme, consultation):
    before = circles(consultation)[theme.name]["size"]
    theme.memberships.first().proposal.withhold(ground="Hors du sujet", at=timezone.now())
    assert circles(consultation)[theme.name]["size"] == before - 1


def test_new_run_that_nobody_looked_at_does_not_shake_the_map(theme, consultation, editor):
    before = circles(consultation)
    actions.start_run(consultation=consultation, by=editor, groups=3)
    assert circles(consultation) == before


def test_circles_of_themes_do_not_overlap(run, editor, consultation):
    name_all(run, editor)
    spots = [(c["x"], c["y"], c["r"]) for c in circles(consultation).values()]
    gaps = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 - r - s for a, b, r in spots for c, d, s in spots if (a, b) != (c, d)]
    assert min(gaps) > -0.2  # places are rounded to a tenth


def test_pepites_are_on_the_map_and_withheld_ones_are_not(client, theme, proposals, editor, address):
    for proposal in proposals[:2]:
        actions.set_pepite(proposal=proposal, reason="Une idée rare", by=editor)
    proposals[1].withhold(ground="Hors du sujet", at=timezone.now())
    response = client.get(address)
    dots = [circle for circle in response.context["map"]["circles"] if circle["class"] == "pepite"]
    assert [dot["url"] for dot in dots] == [proposals[0].get_absolute_url()]
    assert "Une idée rare" in response.content.decode()
    assert response.content.decode().count("<polygon transform=") == 1


def test_map_says_how_it_was_made(client, run, consultation, address):
    factories.ProposalFactory(consultation=consultation)
    response = client.get(address)
    words = response.content.decode()
    assert run.corpus_hash in words
    assert run.result_hash in words
    assert f"replay_run {run.pk}" in words
    assert response.context["arrived_since"] == 1


@pytest.mark.requirement("P-8")
def test_map_sets_no_cookie(client, theme, address):
    assert not client.get(address).cookies


@pytest.mark.requirement("L-2")
def test_map_costs_the_same_with_one_theme_and_with_four(
    client, run, theme, editor, proposals, address, django_assert_max_num_queries
):
    actions.set_pepite(proposal=proposals[0], reason="Rare", by=editor)
    client.get(address)  # Wagtail keeps the site's root in mind
    with django_assert_max_num_queries(7) as one:
        client.get(address)
    for cluster in run.clusters.filter(theme=None):
        actions.adopt_theme(cluster=cluster, name="Autre", by=editor)
    for proposal in proposals[1:12]:
        actions.set_pepite(proposal=proposal, reason="Rare", by=editor)
    with django_assert_max_num_queries(7) as many:
        client.get(address)
    assert len(one) == len(many)


def test_small_maps_of_many_consultations_cost_two_queries(theme, consultation, django_assert_num_queries):
    others = [factories.open_consultation(f"autre-{turn}") for turn in range(3)]
    with django_assert_num_queries(2):
        found = mini_maps([consultation, *others])
    assert set(found) == {consultation.pk}


def test_consultation_that_was_never_grouped_has_no_small_map(consultation):
    assert mini_map(consultation) is None


def test_address_of_a_theme_leads_to_its_proposals(client, theme, consultation):
    response = client.get(reverse("synthesis:theme", args=[consultation.slug, 1]))
    assert (response.status_code, response.url) == (302, theme.get_absolute_url())


@pytest.mark.requirement("G-4")
def test_address_of_a_merged_theme_leads_to_the_other_for_good(client, run, theme, editor, consultation):
    second = actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    actions.merge_themes(theme=theme, into=second, by=editor)
    response = client.get(reverse("synthesis:theme", args=[consultation.slug, 1]))
    assert response.status_code == 302
    assert response.url == reverse("synthesis:theme", args=[consultation.slug, 2])


@pytest.mark.parametrize("number", [9, 2**40])
def test_theme_that_is_not_there_is_not_found(client, theme, consultation, number):
    assert client.get(reverse("synthesis:theme", args=[consultation.slug, number])).status_code == 404


@pytest.mark.parametrize("radius", [0, 10, 30, 60, 90, 200])
@pytest.mark.parametrize("label", ["", "Vélo", "Des pistes cyclables continues et sûres", "a" * 119])
def test_label_stays_inside_its_circle(label, radius):
    lines = fitted(label, radius)
    assert len(lines) <= 4
    assert all(len(line) * 10.8 <= 2 * radius for line in lines)


def test_label_is_written_small_rather_than_cut():
    assert fitted("Des transports en commun", 60) == []
    assert fitted("Des transports en commun", 60, 0.75) == ["Des", "transports", "en commun"]


def test_label_is_not_cut_at_a_hyphen_nor_ends_in_dots_alone():
    assert fitted("co-voiturage gratuit", 40) == []
    assert fitted("co-voiturage gratuit", 75, 0.75) == ["co-voiturage", "gratuit"]


def test_circle_too_small_for_its_label_says_how_many_texts_it_holds(client, run, theme, address, monkeypatch):
    monkeypatch.setattr("synthesis.idea_map.LETTER", 500)
    assert client.get(address).content.decode().count('class="map__label map__size"') == 4
