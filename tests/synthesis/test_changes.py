"""What changed since the run before stands on the desk before anything is accepted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from synthesis import actions
from synthesis.desk.changes import changes_of
from synthesis.models import Cluster, GroupingRun, Placement

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G-4")]
HASHES = {"corpus_hash": "0" * 64, "result_hash": "0" * 64}


def run_of(consultation, proposals, *groups, number, nowhere=()):
    """A finished run with these groups, of places in the list of proposals."""
    run = GroupingRun.objects.create(
        consultation=consultation, number=number, state="done", created_at=timezone.now(), **HASHES
    )
    for place, group in enumerate([*groups, nowhere]):
        cluster = None
        if place < len(groups):
            cluster = Cluster.objects.create(run=run, number=place, size=len(group), terms=[f"R{number}g{place}"])
        for text in group:
            Placement.objects.create(run=run, order=text, version=proposals[text].current, cluster=cluster)
    return run


@pytest.fixture
def two_runs(consultation, proposals):
    """A split, a group kept, one that dissolves, and one that is new."""
    before = [range(8), range(8, 14), range(14, 18)]
    after = [range(8, 14), range(4), range(4, 8), range(18, 24)]
    run_of(consultation, proposals, *before, number=1)
    return run_of(consultation, proposals, *after, number=2, nowhere=range(14, 18))


def told(changes):
    return [(row.before and row.before.number, row.fate, [now.number for now in row.after]) for row in changes.rows]


def test_first_run_changes_nothing(run):
    assert changes_of(run) is None


def test_changes_tell_each_group_before_then_what_is_new(two_runs):
    changes = changes_of(two_runs)
    assert changes.since.reference == "R-1"
    assert told(changes) == [(0, "split", [1, 2]), (1, "kept", [0]), (2, "dissolved", []), (None, "new", [3])]
    assert [number for _word, number in changes.counts] == [1, 1, 1, 1]


def test_changes_pass_over_runs_that_failed(consultation, two_runs):
    failed = {"state": "failed", "error": "x", "created_at": timezone.now()}
    GroupingRun.objects.filter(pk=two_runs.pk).update(number=3)
    GroupingRun.objects.create(consultation=consultation, number=2, **failed)
    two_runs.refresh_from_db()
    assert changes_of(two_runs).since.number == 1


def test_desk_shows_what_changed_before_anything_is_accepted(desk, two_runs):
    page = desk.get(reverse("synthesis_desk:desk", args=["se-deplacer"]))
    words = page.content.decode()
    assert len(page.context["changes"].rows) == 4
    for label in ("R1g0", "R1g1", "R1g2", "R2g3"):
        assert label in words
    assert not Cluster.objects.filter(run=two_runs, theme__isnull=False).exists()


def test_changes_name_the_theme_that_a_group_had(desk, consultation, two_runs, editor):
    first = Cluster.objects.get(run__number=1, number=1)
    actions.adopt_theme(cluster=first, name="Prendre le train", by=editor)
    changes = desk.get(reverse("synthesis_desk:desk", args=["se-deplacer"])).context["changes"]
    (kept,) = [row for row in changes.rows if row.fate == "kept"]
    assert kept.before.theme.name == "Prendre le train"


def test_run_on_the_same_texts_keeps_every_group(run, consultation, editor):
    second = actions.start_run(consultation=consultation, by=editor, groups=4)
    changes = changes_of(second)
    assert [row.fate for row in changes.rows] == ["kept"] * 4


@pytest.mark.requirement("L-2")
@pytest.mark.parametrize("groups", [2, 8])
def test_changes_cost_two_queries(run, consultation, editor, groups, django_assert_num_queries):
    second = actions.start_run(consultation=consultation, by=editor, groups=groups)
    with django_assert_num_queries(2):
        assert changes_of(second).rows
