"""Two editors at once, on real threads; each race with the same on an unprotected variant, which must fail."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from consult.errors import Conflict
from proposals.models import Proposal
from synthesis import actions, deciding
from synthesis.models import GroupingRun, Theme, ThemeDecision, ThemeMembership
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TURNS = 8


def at_once(deeds):
    """Run deeds in threads that start together; returns what each gave or raised."""
    gate, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def act(place, deed):
        gate.wait()
        try:
            answers[place] = deed()
        except Exception as error:  # noqa: BLE001 – what it raised is its answer
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def queue_only(monkeypatch):
    """Runs wait: their task is not begun."""
    monkeypatch.setattr(actions.run_grouping.__class__, "enqueue", lambda *args, **kwargs: None)


@pytest.fixture
def no_turns(monkeypatch):
    """Nobody waits for anybody: all have read before one writes."""
    gate = threading.Barrier(TURNS)
    monkeypatch.setattr(actions, "take_turn", lambda name: None)
    monkeypatch.setattr(deciding, "take_turn", lambda name: None)
    return gate


def starting(consultation, editor):
    return [lambda: actions.start_run(consultation=consultation, by=editor) for _turn in range(TURNS)]


def naming(cluster, editor):
    return [lambda: actions.adopt_theme(cluster=cluster, name="Circuler à vélo", by=editor) for _turn in range(TURNS)]


def test_one_of_many_runs_started_at_once_is_queued_and_the_others_hear_why(
    consultation, proposals, editor, queue_only
):
    answers = at_once(starting(consultation, editor))
    assert GroupingRun.objects.count() == 1
    assert sum(isinstance(answer, actions.RunUnderWay) for answer in answers) == TURNS - 1


def test_without_turns_the_constraint_alone_stands_and_says_nothing_kind(
    consultation, proposals, editor, queue_only, no_turns, monkeypatch
):
    counted = actions.readable_count
    monkeypatch.setattr(actions, "readable_count", lambda page: (no_turns.wait(timeout=10), counted(page))[1])
    answers = at_once(starting(consultation, editor))
    assert GroupingRun.objects.count() == 1
    assert not any(isinstance(answer, Conflict) for answer in answers)


def test_cluster_named_by_many_at_once_becomes_one_theme(cluster, editor):
    answers = at_once(naming(cluster, editor))
    assert Theme.objects.count() == 1
    assert sum(isinstance(answer, actions.AlreadyNamed) for answer in answers) == TURNS - 1


def test_without_turns_a_cluster_named_by_many_hits_the_constraint(cluster, editor, no_turns, monkeypatch):
    unnamed = actions._unnamed
    monkeypatch.setattr(actions, "_unnamed", lambda row: (unnamed(row), no_turns.wait(timeout=10))[0])
    answers = at_once(naming(cluster, editor))
    assert not any(isinstance(answer, Conflict) for answer in answers)


def test_move_beside_an_adoption_keeps_the_persons_word(run, cluster, editor):
    """However the two interleave, what the person placed is where they placed it."""
    elsewhere = actions.adopt_theme(cluster=run.clusters.exclude(pk=cluster.pk).first(), name="Autre", by=editor)
    moved = cluster.placements.first().version.proposal
    at_once(
        [
            lambda: actions.adopt_theme(cluster=cluster, name="Circuler à vélo", by=editor),
            lambda: actions.move_proposal(proposal=moved, theme=elsewhere, by=editor),
        ]
    )
    assert ThemeMembership.objects.get(proposal=moved).theme == elsewhere


def test_without_turns_the_adoption_takes_what_was_moved_meanwhile(run, cluster, editor, monkeypatch):
    elsewhere = actions.adopt_theme(cluster=run.clusters.exclude(pk=cluster.pk).first(), name="Autre", by=editor)
    moved = cluster.placements.first().version.proposal
    read, written, write = threading.Event(), threading.Event(), actions.write_places

    def write_late(memberships):
        if len(memberships) > 1:
            read.set()
            written.wait(timeout=10)
        write(memberships)

    def move():
        read.wait(timeout=10)
        actions.move_proposal(proposal=moved, theme=elsewhere, by=editor)
        written.set()

    monkeypatch.setattr(deciding, "take_turn", lambda name: None)
    monkeypatch.setattr(actions, "write_places", write_late)
    at_once([lambda: actions.adopt_theme(cluster=cluster, name="Circuler à vélo", by=editor), move])
    assert ThemeMembership.objects.get(proposal=moved).theme != elsewhere


def setting_aside(theme):
    """Each of many editors sets the same text aside, which the desk had displayed to all of them."""
    text = Proposal.objects.select_related("consultation").get(theme_membership=theme.memberships.earliest("pk"))
    seen = deciding.Shown(timezone.now(), {text.number: text.current_id})
    permission = ["synthesis.group_groupingrun"]
    editors = [factories.staff(f"redaction{n}@example.org", f"R{n}", permission) for n in range(TURNS)]
    fields = {"proposals": [text], "deed": "set_aside", "reason": "off_question", "shown": seen}
    return [lambda by=by: deciding.decide(by=by, **fields) for by in editors]


def test_text_decided_on_by_many_editors_at_once_is_decided_once_and_the_others_are_told(theme):
    acts = at_once(setting_aside(theme))
    assert ThemeDecision.objects.count() == 1
    assert sorted(len(act.done) for act in acts) == [0] * (TURNS - 1) + [1]
    assert sum(len(act.decided) for act in acts) == TURNS - 1


def test_without_turns_each_editor_decides_over_the_others(theme, no_turns, monkeypatch):
    sorted_out = deciding._sorted_out
    monkeypatch.setattr(deciding, "_sorted_out", lambda *given: (sorted_out(*given), no_turns.wait(timeout=10))[0])
    at_once(setting_aside(theme))
    assert ThemeDecision.objects.count() > 1
