"""What a person made of themes outlives the next grouping: mergers, splits, and texts whose cluster has no name yet."""

import pytest
from django.utils import timezone

from synthesis import actions, reshaping
from synthesis.deciding import Shown
from synthesis.desk import reading
from synthesis.models import Pepite, Theme, ThemeMembership
from tests.synthesis.at_desk import at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G-4")]


def undo_button(desk):
    return desk.get(at("desk")).context["undo"]


@pytest.fixture
def named(run, editor):
    """A theme of each of the four clusters."""
    clusters = run.clusters.order_by("number")
    return [actions.adopt_theme(cluster=one, name=f"Thème {one.number}", by=editor) for one in clusters]


def regrouped(consultation, editor):
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    return run


def test_merger_outlives_the_next_grouping(desk, named, consultation, editor):
    merged, into = named[1], named[0]
    both = set(ThemeMembership.objects.filter(theme__in=[merged, into]).values_list("proposal", flat=True))
    reshaping.merge(theme=merged, into=into, by=editor)
    run = regrouped(consultation, editor)
    found = reading.continuations(run, list(run.clusters.all()), reading.themes_of(consultation))
    assert sorted(row.theme.pk for row in found.values()).count(into.pk) == 2
    desk.post(at("continue_all"))
    assert set(into.memberships.values_list("proposal", flat=True)) == both
    assert undo_button(desk) == ""


def test_texts_stay_in_their_theme_until_their_cluster_is_named(named, consultation, editor):
    merged, into = named[1], named[0]
    reshaping.merge(theme=merged, into=into, by=editor)
    whole = into.memberships.count()
    run = regrouped(consultation, editor)
    found = reading.continuations(run, list(run.clusters.all()), reading.themes_of(consultation))
    first, second = [key for key, row in found.items() if row.theme == into]
    actions.continue_theme(cluster=run.clusters.get(pk=first), theme=into, by=editor)
    assert into.memberships.count() == whole
    other = actions.adopt_theme(cluster=run.clusters.get(pk=second), name="À part", by=editor)
    assert into.memberships.count() + other.memberships.count() == whole


def test_theme_that_a_person_made_is_suggested_where_its_texts_lie(named, consultation, editor):
    places = named[0].memberships.select_related("proposal__consultation").order_by("pk")[:4]
    rows = [place.proposal for place in places]
    shown = Shown(timezone.now(), {row.number: row.current_id for row in rows})
    made = reshaping.split_theme(theme=named[0], proposals=rows, name="Plus précis", by=editor, shown=shown).theme
    run = regrouped(consultation, editor)
    found = reading.continuations(run, list(run.clusters.all()), reading.themes_of(consultation))
    (suggested,) = [row for row in found.values() if row.theme == made]
    assert (suggested.held, suggested.of) == (4, 4)


def test_what_people_hold_is_suggested_also_where_it_is_the_smaller_part(run, theme, cluster, editor):
    keep = list(theme.memberships.order_by("pk").values_list("pk", flat=True))[: theme.memberships.count() // 2 - 1]
    theme.memberships.exclude(pk__in=keep).delete()
    run.clusters.update(theme=None)
    clusters = list(run.clusters.all())
    assert reading.continuations(run, clusters, [theme]) == {}
    theme.memberships.update(by_person=True, confirmed_at=theme.named_at)
    found = reading.continuations(run, clusters, [theme])
    assert found[cluster.pk].theme == theme
    assert found[cluster.pk].share < reading.CONTINUES


def test_mark_of_a_pepite_is_taken_back_and_given_again(desk, run):
    desk.post(at("pepite", 5), {"reason": "Personne d’autre n’y pense"})
    assert "P-5" in undo_button(desk)
    desk.post(at("undo"))
    assert not Pepite.objects.exists()
    desk.post(at("pepite", 5), {"reason": "Rare"})
    desk.post(at("pepite", 5), {"reason": "Rare et utile"})
    desk.post(at("undo"))
    assert Pepite.objects.get().reason == "Rare"
    desk.post(at("pepite_remove", 5))
    desk.post(at("undo"))
    assert Pepite.objects.get().reason == "Rare"


def test_mark_that_somebody_changed_meanwhile_is_left_alone(desk, run, editor):
    desk.post(at("pepite", 5), {"reason": "Rare"})
    Pepite.objects.update(reason="Autre chose")
    desk.post(at("undo"))
    assert Pepite.objects.get().reason == "Autre chose"
    assert "P-5" in undo_button(desk)  # what was refused can be asked again
    Pepite.objects.update(reason="Rare")
    desk.post(at("undo"))
    assert not Pepite.objects.exists()


@pytest.mark.parametrize("deed", ["name", "continue", "continue_all"])
def test_button_never_takes_back_an_act_before_the_last_one(desk, run, theme, consultation, editor, deed):
    run = regrouped(consultation, editor)
    desk.post(at("theme", 1), {"name": "Le vélo, en sûreté"})
    assert "T-1" in undo_button(desk)
    cluster = next(
        row for row in reading.cluster_rows(run, [theme]) if bool(row.suggestion) == (deed != "name")
    ).cluster
    if deed == "name":
        desk.post(at("cluster", run.number, cluster.number), {"name": "Autre"})
    elif deed == "continue":
        desk.post(at("continue", run.number, cluster.number), {"continue-theme": "1"})
    else:
        desk.post(at("continue_all"))
    assert undo_button(desk) == ""
    assert Theme.objects.get(number=1).name == "Le vélo, en sûreté"
