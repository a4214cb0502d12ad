"""What the desk says of a run that is under way: steps, texts read, time left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.vectors import store_vectors
from synthesis.desk.progressing import STEPS, about, progress_of
from synthesis.models import GroupingRun

pytestmark = pytest.mark.django_db


def under_way(consultation, stage="", progress=0.0, worked=60, number=9, **fields):
    now = timezone.now()
    kept = {"state": "running", "started_at": now - timedelta(seconds=worked), "created_at": now, **fields}
    return GroupingRun.objects.create(consultation=consultation, number=number, stage=stage, progress=progress, **kept)


def told(run):
    return progress_of(run, timezone.now())


@pytest.fixture
def encoded(consultation, proposals, encoder, settings, monkeypatch):
    """Seven of the texts have their vector."""
    settings.CONSULT_ENCODER = "use"
    monkeypatch.setattr("synthesis.desk.progressing.load_encoder", lambda name: encoder)
    vectors = encoder.encode([row.current.text for row in proposals[:7]])
    store_vectors(dict(zip([row.current_id for row in proposals[:7]], vectors, strict=True)), encoder.name)


def test_step_under_way_says_how_many_texts_are_read(consultation, encoded, client, editor):
    run = under_way(consultation, "vectors", 0.1)
    states = [step.state for step in told(run).steps]
    assert states[:3] == ["done", "now", "next"]
    assert told(run).steps[1].tally in ("7 sur 24", "7 of 24")
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("synthesis_desk:progress", args=["se-deplacer"])).content.decode()
    assert "7 sur 24" in page or "7 of 24" in page
    assert page.count('aria-current="step"') == 1


def test_steps_are_those_that_the_site_takes(consultation, proposals, settings):
    settings.CONSULT_ENCODER, settings.CONSULT_RESAMPLES = "none", 0
    assert [step.words for step in told(under_way(consultation)).steps] == [
        words for name, words in STEPS.items() if name not in ("vectors", "parts", "stability")
    ]


def test_time_left_goes_by_what_was_done(consultation, encoded):
    assert told(under_way(consultation, "vectors", 0.1, worked=60)).left == about(timedelta(seconds=540))


def test_time_left_goes_by_the_last_run_once_texts_are_gathered(consultation, encoded):
    hashes = {"corpus_hash": "c", "result_hash": "r"}
    under_way(consultation, number=1, state="done", corpus_size=12, seconds={"groups": 600}, **hashes)
    run = under_way(consultation, "groups", 0.7, worked=5)
    assert told(run).left == about(timedelta(seconds=1200 * 0.5))


@pytest.mark.parametrize(("progress", "worked"), [(0.0, 60), (0.04, 60), (0.5, 1)])
def test_nothing_is_told_where_one_cannot_know(consultation, proposals, progress, worked):
    assert told(under_way(consultation, "groups", progress, worked=worked)).left == ""


def test_run_that_waits_has_no_time_and_one_that_is_over_no_progress(consultation, proposals):
    run = under_way(consultation, state="queued", started_at=None)
    assert told(run).left == ""
    run.state = "failed"
    assert told(run) is None


def test_lengths_are_rounded_so_that_they_do_not_jump():
    assert len({about(timedelta(seconds=seconds)) for seconds in (110, 120, 130)}) == 1
    assert len({about(timedelta(seconds=seconds)) for seconds in (5, 45, 120, 4000, 10_000)}) == 5


def test_progress_costs_three_queries(consultation, encoded, django_assert_num_queries):
    run = under_way(consultation, "groups", 0.7)
    with django_assert_num_queries(3):
        told(run)
