import pytest
from django.utils import timezone

from participants.models import User
from proposals.models import Proposal, Vector, Version
from proposals.tasks import version_text
from synthesis import actions, corpus
from synthesis.clustering import Parameters, group
from tests import factories

pytestmark = pytest.mark.django_db


def test_corpus_is_ordered_by_number_and_sealed(consultation, proposals):
    frozen = corpus.freeze(consultation)
    assert frozen.references == [f"P-{number}" for number in range(1, 25)]
    assert frozen.versions == [proposal.current_id for proposal in proposals]
    assert frozen.vectors is None
    assert frozen.encoder == ""


@pytest.mark.requirement("G-6")
def test_corpus_leaves_out_what_waits_or_was_withheld(consultation, proposals):
    before = corpus.freeze(consultation)
    proposals[3].withhold(ground="Hors du sujet", at=timezone.now())
    factories.ProposalFactory(consultation=consultation, waiting=True)
    after = corpus.freeze(consultation)
    assert after.references == [reference for reference in before.references if reference != "P-4"]
    assert after.hash != before.hash


@pytest.mark.requirement("G-6")
def test_texts_of_a_suspended_account_leave_the_next_run(consultation, proposals, editor):
    other = factories.CitizenFactory()
    Proposal.objects.filter(pk__in=[proposals[3].pk, proposals[9].pk]).update(author=other)
    kept = [row for row in proposals if row.number not in {4, 10}]
    without = group([version_text(row.current) for row in kept], None, parameters=Parameters(groups=4))
    User.objects.filter(pk=other.pk).update(is_active=False)
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert [place.version.proposal_id for place in run.placements.order_by("order")] == [row.pk for row in kept]
    assert run.result_hash == without.result_hash
    assert proposals[3] in Proposal.objects.listed(), "people go on reading it"


def test_voice_that_was_imported_or_erased_is_not_suspended(consultation, proposals):
    nobody = factories.UserFactory(email=None, is_active=False)
    Proposal.objects.filter(pk=proposals[3].pk).update(author=nobody)
    Proposal.objects.filter(pk=proposals[4].pk).update(author=None)
    assert {"P-4", "P-5"} <= set(corpus.freeze(consultation).references)


@pytest.mark.requirement("M-6")
def test_run_after_a_withholding_reads_neither_the_text_nor_its_vector(consultation, proposals, encoder):
    proposals[3].withhold(ground="Hors du sujet", at=timezone.now())
    frozen = corpus.freeze(consultation)
    assert proposals[3].current_id not in frozen.versions
    assert not Vector.objects.filter(version=proposals[3].current).exists()


def test_corpus_leaves_out_erased_texts(consultation, proposals):
    Version.objects.filter(pk=proposals[0].current_id).blank(at=timezone.now())
    assert "P-1" not in corpus.freeze(consultation).references


def test_corpus_reads_the_current_version_only(consultation, proposals):
    factories.add_version(proposals[0], title="Mieux dit", text="Des pistes cyclables partout")
    frozen = corpus.freeze(consultation)
    assert len(frozen.versions) == 24
    assert frozen.texts[0] == "Mieux dit\nDes pistes cyclables partout"


def test_missing_vectors_are_stored_once_and_known_ones_are_not_encoded_again(consultation, proposals, encoder):
    first = corpus.freeze(consultation)
    encoder.may_encode = False
    again = corpus.freeze(consultation)
    assert Vector.objects.filter(encoder="words-1").count() == 24
    assert (first.vectors == again.vectors).all()


def test_vector_that_is_stored_already_stands(consultation, proposals, encoder):
    kept = bytes(32)
    Vector.objects.create(version=proposals[0].current, encoder="words-1", values=kept)
    frozen = corpus.freeze(consultation)
    assert not frozen.vectors[0].any()
    assert frozen.vectors[1].any()


def test_text_erased_while_it_is_encoded_gets_no_vector(consultation, proposals, encoder):
    erased = Version.objects.filter(pk=proposals[0].current_id)
    plain = encoder.encode

    def encode_meanwhile(texts):
        erased.blank(at=timezone.now())
        return plain(texts)

    encoder.encode = encode_meanwhile
    corpus.freeze(consultation)
    assert not Vector.objects.filter(version__in=erased).exists()


def test_freezing_costs_three_queries_when_all_is_known(consultation, proposals, encoder, django_assert_num_queries):
    corpus.freeze(consultation)
    with django_assert_num_queries(3):
        corpus.freeze(consultation)


def test_progress_tells_how_much_is_encoded(consultation, proposals, encoder, monkeypatch):
    monkeypatch.setattr(corpus, "BATCH", 12)
    told = []
    corpus.freeze(consultation, progress=lambda stage, share: told.append((stage, share)))
    assert told == [("vectors", 0.0), ("vectors", 0.5)]


def test_a_process_that_is_killed_loses_one_batch(consultation, proposals, encoder, monkeypatch):
    monkeypatch.setattr(corpus, "BATCH", 6)
    plain, batches = encoder.encode, []

    def encode_until_killed(texts):
        batches.append(texts)
        if len(batches) == 4:
            raise KeyboardInterrupt
        return plain(texts)

    encoder.encode = encode_until_killed
    with pytest.raises(KeyboardInterrupt):
        corpus.freeze(consultation)
    assert Vector.objects.count() >= 12
    encoder.encode = plain
    corpus.freeze(consultation)
    assert Vector.objects.count() == 24


def test_two_processes_store_the_same_vectors(consultation, proposals, monkeypatch, settings):
    settings.CONSULT_ENCODER = "use"
    monkeypatch.setattr(corpus, "BATCH", 4)
    alone = corpus.freeze(consultation).vectors
    Vector.objects.all().delete()
    settings.CONSULT_ENCODER_PROCESSES = 2
    told = []
    shared = corpus.freeze(consultation, progress=lambda stage, share: told.append(share)).vectors
    assert shared.tobytes() == alone.tobytes()
    assert told == sorted(told)
    assert len(told) == 6
