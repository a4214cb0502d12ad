"""What is decided while a grouping is computed and it does not hold is named before anything is accepted."""

import pytest
from django.urls import reverse

from synthesis import actions, folding, replay, same, tasks
from synthesis.models import GroupingRun
from synthesis.unkept import NAMED, unkept_of
from tests.synthesis.test_synthesis_given import members, nearest_of, two_of_one_cluster, two_of_two_clusters

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G-4")]


@pytest.fixture
def meanwhile(consultation, editor, monkeypatch):
    """Does something while the next run is computed, after it read what was decided; returns that run, done."""

    def computed(deed):
        real = tasks.group

        def group(*given, **asked):
            found = real(*given, **asked)
            deed()
            return found

        monkeypatch.setattr(tasks, "group", group)
        run = actions.start_run(consultation=consultation, by=editor, groups=4)
        monkeypatch.setattr(tasks, "group", real)
        run.refresh_from_db()
        assert (run.state, run.error) == ("done", "")
        return GroupingRun.objects.select_related("consultation").get(pk=run.pk)

    return computed


@pytest.fixture
def desk(client, editor):
    """The words of the theme desk."""
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return lambda: client.get(reverse("synthesis_desk:desk", args=["se-deplacer"])).content.decode()


@pytest.fixture
def other_theme(run, theme, editor):
    return actions.adopt_theme(cluster=run.clusters.filter(theme=None).first(), name="Prendre le train", by=editor)


def names(*proposals):
    return tuple(row.reference for row in sorted(proposals, key=lambda row: row.number))


def test_not_the_same_is_named_and_the_next_run_keeps_it(meanwhile, desk, run, proposals, editor):
    pair = two_of_one_cluster(run, proposals)
    found = meanwhile(lambda: same.say_same(first=pair[0], second=pair[1], same=False, by=editor))
    assert nearest_of(found, pair[0]) == nearest_of(found, pair[1])
    assert unkept_of(found).apart == [names(*pair)]
    page = desk()
    assert 'id="unkept"' in page
    assert page.index('id="unkept"') < page.index("desk-groups")
    again = meanwhile(lambda: None)
    assert unkept_of(again) is None
    assert 'id="unkept"' not in desk()


def test_same_is_named(meanwhile, run, proposals, editor):
    pair = two_of_two_clusters(run, proposals)
    found = meanwhile(lambda: same.say_same(first=pair[0], second=pair[1], same=True, by=editor))
    assert unkept_of(found) == ([], [names(*pair)], [], 0)


def test_fold_is_named(meanwhile, consultation, run, proposals, editor):
    pair = two_of_two_clusters(run, proposals)
    found = meanwhile(lambda: folding.fold(into=pair[0], proposals=[pair[1]], by=editor))
    assert unkept_of(found).together == [names(*pair)]


def test_move_and_pin_are_named(meanwhile, theme, other_theme, editor):
    moved = members(theme)[0]
    found = meanwhile(lambda: actions.move_proposal(proposal=moved, theme=other_theme, by=editor))
    assert unkept_of(found).pinned == [(moved.reference, other_theme.reference)]


def test_merged_themes_are_named(meanwhile, theme, other_theme, editor):
    for named in (theme, other_theme):
        actions.confirm_members(theme=named, proposals=members(named)[:1], by=editor)
    gone = members(other_theme)[0]
    found = meanwhile(lambda: actions.merge_themes(theme=other_theme, into=theme, by=editor))
    assert (gone.reference, theme.reference) in unkept_of(found).pinned


def test_what_the_groups_hold_anyway_is_not_named(meanwhile, run, theme, other_theme, proposals, editor):
    """A name is the theme's own, and holds whatever is computed."""
    pair, apart = two_of_one_cluster(run, proposals), two_of_two_clusters(run, proposals)

    def decide():
        same.say_same(first=pair[0], second=pair[1], same=True, by=editor)
        same.say_same(first=apart[0], second=apart[1], same=False, by=editor)
        actions.confirm_members(theme=theme, proposals=members(theme)[:1], by=editor)
        actions.rename_theme(theme=theme, name="Rouler sans danger", by=editor)

    found = meanwhile(decide)
    assert unkept_of(found) is None
    assert found.decisions == {"pinned": [], "together": [], "apart": []}
    theme.refresh_from_db()
    assert theme.name == "Rouler sans danger"


def test_what_was_taken_back_since_is_named_no_more(meanwhile, run, proposals, editor):
    pair, said = two_of_one_cluster(run, proposals), []
    found = meanwhile(lambda: said.append(same.say_same(first=pair[0], second=pair[1], same=False, by=editor)))
    assert unkept_of(found) is not None
    same.take_back(said=said[0])
    assert unkept_of(found) is None


def test_first_ones_are_named_and_the_others_counted(meanwhile, desk, theme, other_theme, editor, monkeypatch):
    monkeypatch.setattr("synthesis.unkept.NAMED", 1)
    moved = members(theme)[:3]
    found = meanwhile(lambda: [actions.move_proposal(proposal=row, theme=other_theme, by=editor) for row in moved])
    assert NAMED == 20
    assert (len(unkept_of(found).pinned), unkept_of(found).more) == (1, 2)
    assert desk().count("<li>" + moved[0].reference) == 1


@pytest.mark.requirement("G-2")
def test_run_is_replayed_with_what_it_was_given_alone(meanwhile, run, proposals, editor):
    pair = two_of_one_cluster(run, proposals)
    found = meanwhile(lambda: same.say_same(first=pair[0], second=pair[1], same=False, by=editor))
    assert replay.replay(found).same_result


def test_run_that_holds_all_costs_no_query(run, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert unkept_of(run) is None
