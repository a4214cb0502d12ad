import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from consult.errors import Refused
from consult.models import JournalEntry
from synthesis import actions, tasks
from synthesis.models import Cluster, GroupingRun, Placement
from tests import factories

pytestmark = pytest.mark.django_db


def waiting_run(consultation, **fields):
    """A run that no worker has taken yet."""
    fields = {"number": 1, "parameters": {"groups": 4}, "created_at": timezone.now(), **fields}
    return GroupingRun.objects.create(consultation=consultation, **fields)


def test_run_stores_all_that_explains_it(run):
    assert run.state == "done"
    assert run.corpus_size == 24
    assert len(run.corpus_hash) == len(run.result_hash) == 64
    assert run.parameters["groups"] == 4
    assert run.parameters["seed"] == 0
    assert run.environment["numpy"]
    assert run.environment["code"]
    assert set(run.groups_offered) == {"broad", "medium", "fine"}
    assert run.seconds.keys() == {"features", "groups", "explanation"}


def test_run_places_each_text_once_in_the_order_of_the_corpus(run, proposals):
    placements = list(Placement.objects.filter(run=run).order_by("order"))
    assert [placement.version_id for placement in placements] == [proposal.current_id for proposal in proposals]
    assert run.clusters.count() == 4
    assert sum(cluster.size for cluster in run.clusters.all()) == sum(p.cluster_id is not None for p in placements)


def test_each_cluster_is_explained_by_terms_and_central_texts(run):
    for cluster in run.clusters.all():
        assert cluster.terms
        assert cluster.label
        ranks = cluster.placements.filter(central_rank__isnull=False).values_list("central_rank", flat=True)
        assert sorted(ranks) == [0, 1, 2]


def test_run_leaves_a_journal_entry_of_hashes_and_counts(run):
    entry = JournalEntry.objects.get(event="grouping.done")
    assert entry.content == {
        "run": "R-1", "corpus": run.corpus_hash, "texts": 24, "result": run.result_hash, "groups": 4,
    }  # fmt: skip


def test_second_run_is_refused_while_one_is_under_way(consultation, proposals, editor):
    waiting_run(consultation)
    with pytest.raises(actions.RunUnderWay):
        actions.start_run(consultation=consultation, by=editor)


def test_database_itself_refuses_two_runs_at_once(consultation):
    waiting_run(consultation)
    with pytest.raises(IntegrityError, match=r"one_run_at_a_time|consultation_id"), transaction.atomic():
        waiting_run(consultation, number=2)


@pytest.mark.requirement("G-7")
@pytest.mark.parametrize("size", [0, 1, 2, 9])
def test_too_few_texts_are_refused_in_a_sentence(consultation, editor, size):
    for _turn in range(size):
        factories.ProposalFactory(consultation=consultation)
    with pytest.raises(actions.TooFewTexts, match=str(size)):
        actions.start_run(consultation=consultation, by=editor)


@pytest.mark.requirement("G-7")
def test_ten_texts_alike_give_a_result(consultation, editor):
    for _turn in range(10):
        factories.ProposalFactory(consultation=consultation)
    run = actions.start_run(consultation=consultation, by=editor)
    run.refresh_from_db()
    assert run.state == "done"
    assert run.clusters.count() == 1


@pytest.mark.parametrize("groups", [1, 13, 61])
def test_number_of_groups_out_of_reach_is_refused(consultation, proposals, editor, groups):
    with pytest.raises(Refused):
        actions.start_run(consultation=consultation, by=editor, groups=groups)


def test_task_of_a_run_that_is_over_changes_nothing(run):
    before = list(Placement.objects.filter(run=run).values())
    tasks.run_grouping.func(run.pk)
    assert list(Placement.objects.filter(run=run).values()) == before
    assert JournalEntry.objects.filter(event="grouping.done").count() == 1


def test_run_whose_worker_was_killed_starts_clean(consultation, proposals):
    killed = waiting_run(consultation, state="running", attempt=1, stage="groups", progress=0.6)
    tasks.run_grouping.func(killed.pk)
    killed.refresh_from_db()
    assert killed.state == "done"
    assert killed.attempt == 2
    assert killed.placements.count() == 24


def test_attempt_that_another_has_overtaken_writes_nothing(consultation, proposals, monkeypatch):
    slow = waiting_run(consultation)
    plain = tasks.group

    def group_slowly(*args, **kwargs):
        GroupingRun.objects.filter(pk=slow.pk).update(attempt=2)
        return plain(*args, **{**kwargs, "progress": None})

    monkeypatch.setattr(tasks, "group", group_slowly)
    tasks.run_grouping.func(slow.pk)
    assert not Cluster.objects.exists()
    assert not JournalEntry.objects.filter(event="grouping.done").exists()


def test_run_that_a_person_stopped_writes_nothing(consultation, proposals, monkeypatch):
    stopped = waiting_run(consultation)
    plain = tasks.freeze
    monkeypatch.setattr(tasks, "freeze", lambda *a, **k: (actions.stop_run(run=stopped), plain(*a, **k))[1])
    tasks.run_grouping.func(stopped.pk)
    stopped.refresh_from_db()
    assert stopped.state == "failed"
    assert stopped.error
    assert not Cluster.objects.exists()


def test_failure_leaves_its_reason_and_frees_the_way(consultation, proposals, editor, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "group", lambda *args, **kwargs: 1 / 0)
        failed = actions.start_run(consultation=consultation, by=editor)
    failed.refresh_from_db()
    assert failed.state == "failed"
    assert failed.error == "ZeroDivisionError: division by zero"
    assert actions.start_run(consultation=consultation, by=editor).number == 2


def test_texts_withheld_while_it_waited_end_the_run_in_a_sentence(consultation, proposals, editor):
    waiting = waiting_run(consultation, started_by=editor)
    for proposal in proposals[:15]:
        proposal.withhold(ground="Hors du sujet", at=timezone.now())
    tasks.run_grouping.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "9" in waiting.error
    assert "Error" not in waiting.error


def test_database_that_fails_lets_the_worker_try_again(consultation, proposals, monkeypatch):
    waiting = waiting_run(consultation)
    monkeypatch.setattr(tasks, "freeze", lambda *a, **k: (_ for _ in ()).throw(OperationalError("gone")))
    with pytest.raises(OperationalError):
        tasks.run_grouping.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "running"


def test_progress_is_written_while_it_works(consultation, proposals, monkeypatch):
    waiting, seen = waiting_run(consultation), []
    plain = tasks._teller

    def watched(run):
        tell = plain(run)

        def told(stage, progress):
            tell(stage, progress)
            seen.append(GroupingRun.objects.values_list("stage", "progress").get(pk=run.pk))

        return told

    monkeypatch.setattr(tasks, "_teller", watched)
    tasks.run_grouping.func(waiting.pk)
    assert [stage for stage, _share in seen] == ["corpus", "features", "groups", "explanation", "done", "writing"]
    assert [share for _stage, share in seen] == sorted(share for _stage, share in seen)


def test_run_asked_for_the_same_way_starts_from_the_previous_groups(run, consultation, editor):
    again = actions.start_run(consultation=consultation, by=editor, groups=4)
    again.refresh_from_db()
    assert again.previous == run
    assert again.result_hash == run.result_hash


@pytest.mark.parametrize("asked", [{"groups": 3}, {"level": "fine"}, {"groups": 4, "afresh": True}])
def test_run_asked_for_otherwise_starts_afresh(run, consultation, editor, asked):
    assert actions.start_run(consultation=consultation, by=editor, **asked).previous is None
