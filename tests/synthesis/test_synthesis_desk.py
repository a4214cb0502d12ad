import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from synthesis import actions
from synthesis.desk import reading
from synthesis.models import Cluster, GroupingRun, Pepite, Theme, ThemeMembership
from tests import factories
from tests.synthesis.at_desk import at, said

pytestmark = pytest.mark.django_db


def place(desk, page, **typed):
    """Decide on what a page of the desk displays."""
    shown = desk.get(page).context["shown"]
    return desk.post(at("place"), {"shown": shown, **typed})


def unfinished(consultation, **fields):
    fields = {"state": "running", "number": 9, "created_at": timezone.now(), **fields}
    return GroupingRun.objects.create(consultation=consultation, **fields)


PAGES = ["index", "desk", "progress", "proposals", "pepites", "same", "folds", "folded"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_of_the_desk_are_whole_in_both_languages(desk, run, theme, name, language):
    desk.cookies["langue"] = language
    response = desk.get(reverse("synthesis_desk:index") if name == "index" else at(name))
    assert response.status_code == 200
    assert set(re.findall(r"UNDEFINED<(.*?)>", html.unescape(response.content.decode()))) <= {
        "icon_classname"
    }  # Wagtail's own


def test_desk_is_for_editors_only(client, run, citizen, moderator):
    assert client.get(at("desk")).status_code == 302
    for person in (citizen, moderator):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(at("desk")).status_code == 302
        assert client.post(at("start"), {"level": "medium"}).status_code == 302
    assert GroupingRun.objects.count() == 1


def test_desk_of_an_empty_consultation_says_why_it_cannot_group(desk, consultation):
    response = desk.post(at("start"), {"level": "medium"})
    assert response.status_code == 302
    assert "0" in said(response)[0]
    assert not GroupingRun.objects.exists()


def test_editor_starts_a_grouping(desk, proposals, editor):
    response = desk.post(at("start"), {"level": "number", "groups": "4"})
    run = GroupingRun.objects.get()
    assert response.url == at("desk")
    assert (run.state, run.parameters["groups"], run.started_by) == ("done", 4, editor)


@pytest.mark.parametrize("typed", [{}, {"level": "number"}, {"level": "number", "groups": "1"}, {"level": "so"}])
def test_grouping_asked_for_badly_is_shown_again(desk, proposals, typed):
    response = desk.post(at("start"), typed)
    assert response.status_code == 422
    assert b"error-message" in response.content
    assert not GroupingRun.objects.exists()


def test_second_grouping_is_refused_in_a_sentence(desk, consultation, proposals):
    unfinished(consultation)
    response = desk.post(at("start"), {"level": "medium"})
    assert len(said(response)) == 1
    assert GroupingRun.objects.count() == 1


@pytest.mark.parametrize("stage", ["", "corpus", "vectors", "features", "groups", "explanation", "writing"])
def test_progress_says_where_the_run_stands(desk, consultation, stage):
    unfinished(consultation, stage=stage, progress=0.42)
    words = desk.get(at("progress")).content.decode()
    assert 'data-run="unfinished"' in words
    assert 'value="42"' in words


def test_page_of_a_run_under_way_can_be_refreshed_and_stopped(desk, consultation):
    run = unfinished(consultation)
    assert at("stop") in desk.get(at("desk")).content.decode()
    desk.post(at("stop"))
    run.refresh_from_db()
    assert run.state == "failed"
    assert 'data-run="over"' in desk.get(at("progress")).content.decode()


def test_nothing_to_stop_is_said(desk, run):
    assert len(said(desk.post(at("stop")))) == 1


def test_cluster_shows_its_texts_and_is_named(desk, run, cluster):
    page = desk.get(at("cluster", 1, cluster.number))
    assert len(page.context["rows"]) == cluster.size
    response = desk.post(at("cluster", 1, cluster.number), {"name": "Circuler à vélo", "description": "À l’abri."})
    assert response.url == at("desk")
    assert Theme.objects.get().description == "À l’abri."


def test_theme_without_a_name_is_asked_again(desk, run, cluster):
    response = desk.post(at("cluster", 1, cluster.number), {"name": ""})
    assert response.status_code == 422
    assert not Theme.objects.exists()


def test_cluster_named_meanwhile_is_said(desk, run, theme, cluster):
    response = desk.post(at("cluster", 1, cluster.number), {"name": "Autre"})
    assert "Circuler à vélo" in said(response)[0]
    assert Theme.objects.count() == 1


@pytest.mark.parametrize("address", [("cluster", 1, 99), ("cluster", 7, 0), ("cluster", 2**40, 0), ("theme", 9)])
def test_what_is_not_there_is_not_found(desk, run, address):
    assert desk.get(at(*address)).status_code == 404


def test_continuation_is_suggested_and_accepted_with_one_click(desk, theme, consultation, editor):
    second = actions.start_run(consultation=consultation, by=editor, groups=4)
    rows = desk.get(at("desk")).context["clusters"]
    (suggested,) = [row for row in rows if row.suggestion]
    assert suggested.suggestion.theme == theme
    assert suggested.suggestion.percent == 100
    desk.post(at("continue", second.number, suggested.cluster.number), {"continue-theme": "1"})
    assert second.clusters.get(theme=theme) == suggested.cluster


def test_all_continuations_are_accepted_at_once(desk, run, theme, consultation, editor):
    for cluster in run.clusters.filter(theme=None):
        actions.adopt_theme(cluster=cluster, name=f"Thème {cluster.number}", by=editor)
    second = actions.start_run(consultation=consultation, by=editor, groups=4)
    desk.post(at("continue_all"))
    assert second.clusters.exclude(theme=None).count() == 4


def test_cluster_that_shares_less_than_half_is_not_suggested(theme, run, editor):
    keep = list(theme.memberships.values_list("pk", flat=True))[: len(theme.memberships.all()) // 2 - 1]
    theme.memberships.exclude(pk__in=keep).delete()
    run.clusters.update(theme=None)
    assert reading.continuations(run, list(run.clusters.all()), [theme]) == {}


def test_theme_is_renamed(desk, theme):
    assert desk.get(at("theme", 1)).status_code == 200
    desk.post(at("theme", 1), {"name": "Le vélo, en sûreté"})
    theme.refresh_from_db()
    assert theme.name == "Le vélo, en sûreté"
    assert desk.post(at("theme", 1), {"name": ""}).status_code == 422


def test_themes_are_merged_and_the_old_address_leads_on(desk, run, theme, editor):
    actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Autre", by=editor)
    response = desk.post(at("merge", 1), {"merge-theme": "2"})
    assert response.url == at("theme", 2)
    assert desk.get(at("theme", 1)).url == at("theme", 2)


def test_merge_into_nothing_is_said(desk, theme):
    assert len(said(desk.post(at("merge", 1), {"merge-theme": "7"}))) == 1


def test_ticked_proposals_are_moved_and_the_page_comes_back(desk, theme, proposals):
    response = place(desk, at("proposals"), proposal=["20", "21"], theme="1", deed="move", next=at("proposals"))
    assert response.url == at("proposals")
    moved = ThemeMembership.objects.filter(theme=theme, by_person=True)
    assert set(moved.values_list("proposal__number", flat=True)) == {20, 21}


def test_ticked_proposals_are_set_aside_or_confirmed(desk, theme):
    first, second = theme.memberships.order_by("pk")[:2]
    place(desk, at("theme", 1), proposal=[str(first.proposal.number)], aside="off_question")
    place(desk, at("theme", 1), proposal=[str(second.proposal.number)], deed="confirm", of="1")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.theme, first.reason) == (None, "off_question")
    assert second.confirmed_at


@pytest.mark.parametrize(
    "typed",
    [
        {}, {"deed": "move"}, {"deed": "confirm", "of": "1"}, {"aside": "off_question"},
        {"proposal": "20", "aside": "boredom"}, {"proposal": "20", "deed": "move", "theme": "7"},
        {"proposal": "20"}, {"proposal": "x", "deed": "move", "theme": "1"},
    ],
)  # fmt: skip
def test_nothing_ticked_or_nowhere_to_go_is_said(desk, theme, typed):
    before = list(ThemeMembership.objects.values())
    assert len(said(place(desk, at("proposals"), **typed))) == 1
    assert list(ThemeMembership.objects.values()) == before


def test_desk_sends_nobody_to_another_site(desk, theme):
    response = place(desk, at("proposals"), proposal="20", theme="1", deed="move", next="https://ailleurs.example/")
    assert response.url == at("desk")


def test_proposals_are_found_by_reference_and_by_words(desk, consultation, run):
    factories.ProposalFactory(consultation=consultation, text="Un téléphérique au-dessus de la vallée")
    for query in ("P-25", " p 25", "telepherique vallee"):
        rows = desk.get(at("proposals"), {"q": query}).context["rows"]
        assert [row.proposal.number for row in rows] == [25]


def test_what_is_to_be_sorted_comes_most_distant_first(desk, run, consultation):
    run.placements.filter(order__in=[2, 9, 17]).update(cluster=None)
    rows = desk.get(at("proposals"), {"in": "unsorted"}).context["rows"]
    distances = [row.figure for row in rows]
    assert len(rows) == 3
    assert distances == sorted(distances, reverse=True)
    assert len(rows) == run.placements.filter(cluster=None).count()


def test_withheld_proposal_leaves_the_desk(desk, run, cluster):
    withheld = cluster.placements.first().version.proposal
    withheld.withhold(ground="Hors du sujet", at=timezone.now())
    assert len(desk.get(at("cluster", 1, cluster.number)).context["rows"]) == cluster.size - 1
    assert desk.get(at("pepite", withheld.number)).status_code == 404


def test_pepite_is_marked_with_its_reason_and_unmarked(desk, proposals):
    assert desk.get(at("pepite", 3)).status_code == 200
    assert desk.post(at("pepite", 3), {"reason": ""}).status_code == 422
    desk.post(at("pepite", 3), {"reason": "Personne d’autre n’y pense"})
    assert Pepite.objects.get().reason == "Personne d’autre n’y pense"
    desk.post(at("pepite_remove", 3))
    assert not Pepite.objects.exists()


@pytest.mark.requirement("L-2")
def test_lists_of_the_desk_cost_the_same_for_one_and_for_many(desk, run, theme, django_assert_max_num_queries):
    def cost(*address, **query):
        with django_assert_max_num_queries(25) as counted:
            desk.get(at(*address), query)
        return len(counted)

    desk.get(at("desk"))
    assert cost("proposals", q="P-1") == cost("proposals")
    assert cost("cluster", 1, 1) == cost("cluster", 1, 3)  # neither has its theme
    assert cost("theme", 1) <= 20


def test_desk_costs_the_same_with_four_clusters_and_with_eight(
    desk, run, theme, consultation, editor, django_assert_max_num_queries
):
    actions.start_run(consultation=consultation, by=editor, groups=4)  # so that both have one to compare with
    desk.get(at("desk"))
    with django_assert_max_num_queries(31) as four:
        desk.get(at("desk"))
    actions.start_run(consultation=consultation, by=editor, groups=8)
    with django_assert_max_num_queries(31) as eight:
        desk.get(at("desk"))
    assert len(four) == len(eight)


def stability_said(desk, page):
    """The words that a page says of its groups, each with its sentence."""
    return re.findall(
        r'data-stability="(\w+)"><strong>[^<]+</strong> <span>[^<]+</span>', desk.get(page).content.decode()
    )


@pytest.mark.requirement("G-3")
def test_desk_says_how_stable_a_group_is(desk, consultation, proposals, editor, settings):
    settings.CONSULT_RESAMPLES = 10
    actions.start_run(consultation=consultation, by=editor, groups=4)
    solid = Cluster.objects.get(run__number=1, number=0)
    assert solid.stability_word == "solid"
    assert "solid" in stability_said(desk, at("desk"))
    assert stability_said(desk, at("cluster", 1, 0)) == ["solid"]


def test_desk_says_nothing_of_stability_for_runs_that_did_not_look(desk, run):
    assert set(run.clusters.values_list("stability", flat=True)) == {None}
    assert stability_said(desk, at("desk")) == []


@pytest.mark.parametrize(("value", "said"), [(0.0, []), (0.4, ["fragile"]), (0.8, ["fair"]), (0.95, ["solid"])])
def test_stability_is_said_in_a_word(desk, run, cluster, value, said):
    Cluster.objects.filter(pk=cluster.pk).update(stability=value)
    assert stability_said(desk, at("cluster", 1, cluster.number)) == said
