from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from proposals.models import Vector, Version
from synthesis import actions, replay
from synthesis.models import GroupingRun
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G-2")]


@pytest.fixture
def run(encoder, run):
    """A run from stored vectors, which nothing may encode again."""
    assert run.encoder == "words-1"
    encoder.may_encode = False
    return run


def replayed(run):
    """What the command says, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("replay_run", run.pk, stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return out.getvalue(), code


def in_sql(statement, *values):
    """Change what never changes: on a database whose guards were taken down."""
    table = statement.split()[1]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS proposals_version_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table that waits for checks cannot be altered
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


def test_replay_gives_the_same_hash(run):
    said, code = replayed(run)
    assert f"The same groups: {run.result_hash}." in said
    assert code == 0


def test_replay_of_a_run_that_started_from_another_gives_the_same_hash(run, consultation, editor):
    second = actions.start_run(consultation=consultation, by=editor, groups=4)
    second.refresh_from_db()
    assert second.previous_id == run.pk
    assert replay.replay(second).same_result


def test_replay_ignores_what_came_or_was_withheld_since(run, consultation, proposals):
    factories.ProposalFactory(consultation=consultation)
    factories.add_version(proposals[0], title="Autre chose", text="Un autre texte")
    proposals[1].withhold(ground="Hors du sujet", at=timezone.now())
    assert replay.replay(run).same_result


def test_altered_text_is_said(run, proposals):
    in_sql("UPDATE proposals_version SET text = 'Rien à voir' WHERE id = %s", proposals[2].current_id)
    said, code = replayed(run)
    assert "Texts that no longer match their fingerprint: P-3." in said
    assert code == 1


def test_altered_fingerprint_is_said(run, proposals):
    in_sql("UPDATE proposals_version SET fingerprint = %s WHERE id = %s", "0" * 64, proposals[2].current_id)
    said, code = replayed(run)
    assert "the corpus has another hash" in said
    assert code == 1


def test_altered_vector_is_said(run, proposals):
    Vector.objects.filter(version=proposals[4].current).update(values=bytes(range(32)))
    said, code = replayed(run)
    assert "Sentence vectors that are not those that the run read: P-5." in said
    assert code == 1


def test_vector_of_another_length_is_said_and_crashes_nothing(run, proposals):
    Vector.objects.filter(version=proposals[4].current).update(values=b"\0\0")
    said, code = replayed(run)
    assert "P-5" in said
    assert code == 1


def test_erased_text_is_said_and_explains_the_difference(run, proposals):
    Version.objects.filter(pk=proposals[2].current_id).blank(at=timezone.now())
    said, code = replayed(run)
    assert "Replayable but for 1 erased: P-3." in said
    assert "adjusted Rand index" in said
    assert code == 0


def test_other_groups_on_the_same_machine_are_not_explained(run):
    GroupingRun.objects.filter(pk=run.pk).update(result_hash="0" * 64)
    said, code = replayed(GroupingRun.objects.get(pk=run.pk))
    assert "Agreement of both on the texts that are left (adjusted Rand index): 1.0000." in said
    assert code == 1


@pytest.mark.parametrize("changed", [{"machine": "another"}, {"blas": []}, {"code": "another"}])
def test_other_groups_on_another_kernel_show_how_alike_they_are(run, changed):
    GroupingRun.objects.filter(pk=run.pk).update(result_hash="0" * 64, environment={**run.environment, **changed})
    said, code = replayed(GroupingRun.objects.get(pk=run.pk))
    assert "adjusted Rand index" in said
    assert code == 0


def test_number_of_threads_is_not_another_kernel(run):
    pools = [{**pool, "num_threads": 64} for pool in run.environment["blas"]]
    run.environment = {**run.environment, "blas": pools}
    assert replay.replay(run).same_machine


def test_runs_are_listed_without_a_number(run):
    out = StringIO()
    call_command("replay_run", stdout=out)
    assert out.getvalue().startswith(f"{run.pk}\tse-deplacer R-1\t24 texts")


def test_replay_without_an_encoder_gives_the_same_hash(consultation, proposals, editor, monkeypatch):
    monkeypatch.setattr("synthesis.corpus.load_encoder", lambda name: None)
    words_alone = actions.start_run(consultation=consultation, by=editor, groups=4, afresh=True)
    words_alone.refresh_from_db()
    assert words_alone.encoder == ""
    assert replay.replay(words_alone).same_result


def test_replay_of_a_run_that_looked_at_stability_gives_the_same_hash(consultation, proposals, editor, settings):
    settings.CONSULT_RESAMPLES = 5
    looked = actions.start_run(consultation=consultation, by=editor, groups=4)
    looked.refresh_from_db()
    assert "stability" in looked.seconds
    settings.CONSULT_RESAMPLES = 0
    assert replay.replay(looked).same_result
