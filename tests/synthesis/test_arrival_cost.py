"""What placing one newly published text costs, the database included; figures stand in docs/grouping.md.

More texts: ``CONSULT_ARRIVAL_TEXTS=3000,20000 pytest -s tests/synthesis/test_arrival_cost.py``, which prints them.
"""

import os
import sys
import time
from statistics import median

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from proposals.encoder import to_bytes
from proposals.models import Proposal, Vector, Version
from synthesis import arrivals
from synthesis.arrivals import place_arrivals
from synthesis.models import Arrival, Cluster, GroupingRun, Placement
from tests import factories
from tests.synthesis.texts import ALL

pytestmark = pytest.mark.django_db
SIZES = [int(size) for size in os.environ.get("CONSULT_ARRIVAL_TEXTS", "300").split(",")]
TIMES = 7


class Encoder:
    """Knows the vector of any text beforehand, as long as those of the real one."""

    name = "drawn-1"
    dimensions = 512

    def encode(self, texts):
        return np.ones((len(texts), 512), dtype=np.float16)


def grouped(consultation, size):
    """A run done on so many texts, without the search index."""
    author, drawn = factories.CitizenFactory(), np.random.default_rng(0)
    vectors = drawn.normal(size=(size, 512)).astype(np.float16)
    common = {"consultation": consultation, "author": author, "state": "published", "language": "fr"}
    dated = {"created_at": factories.EARLY, "published_at": factories.EARLY, "first_public_version": 1}
    rows = Proposal.objects.bulk_create(
        [Proposal(number=number, **common, **dated) for number in range(1, size + 1)], batch_size=500
    )
    versions = Version.objects.bulk_create(
        [
            Version(
                proposal=row, number=1, title="Une idée", created_at=factories.EARLY, fingerprint=f"{row.number:064}",
                text=f"{ALL[row.number % len(ALL)]} mot{row.number % 997} lieu{row.number % 4999}",
            )
            for row in rows
        ],
        batch_size=500,
    )  # fmt: skip
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"], batch_size=500)
    Vector.objects.bulk_create(
        [
            Vector(version=version, encoder=Encoder.name, values=to_bytes(vector))
            for version, vector in zip(versions, vectors, strict=True)
        ],
        batch_size=500,
    )
    run = GroupingRun.objects.create(
        consultation=consultation, number=1, state="done", encoder=Encoder.name, corpus_size=size,
        corpus_hash="0" * 64, result_hash="0" * 64, created_at=timezone.now(),
    )  # fmt: skip
    clusters = Cluster.objects.bulk_create([Cluster(run=run, number=number, size=1) for number in range(20)])
    Placement.objects.bulk_create(
        [
            Placement(run=run, order=order, version=version, cluster=clusters[order % 20], nearest=clusters[order % 20])
            for order, version in enumerate(versions)
        ],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows


def placed_once(consultation):
    """Seconds of the clock and of this process to place one new text."""
    factories.ProposalFactory(consultation=consultation, title="Neuve", text=ALL[0] + " Vraiment.")
    clock, processor = time.perf_counter(), time.process_time()
    assert place_arrivals(consultation) == 1
    return time.perf_counter() - clock, time.process_time() - processor


@pytest.mark.parametrize("size", SIZES)
def test_one_text_is_placed_without_reading_the_others_again(consultation, size, monkeypatch):
    encoder = Encoder()
    monkeypatch.setattr(arrivals, "load_encoder", lambda name: encoder)
    grouped(consultation, size)
    arrivals._made.cache_clear()
    first = placed_once(consultation)
    read = []
    plain = arrivals._versions
    monkeypatch.setattr(arrivals, "_versions", lambda keys: read.append(len(keys)) or plain(keys))
    others = [placed_once(consultation) for _time in range(TIMES)]
    assert read == []
    clock, processor = (median(column) for column in zip(*others, strict=True))
    sys.stdout.write(
        f"\n{connection.vendor}, {size} texts: first {first[0]:.2f} s ({first[1]:.2f} s CPU), "
        f"then {1000 * clock:.0f} ms ({1000 * processor:.0f} ms CPU)\n"
    )
    assert Arrival.objects.count() == TIMES + 1
    arrivals._made.cache_clear()


def test_voters_are_learnt_anew_once_others_may_vote(consultation, monkeypatch):
    """As many as before, and yet not the same: one is shown again while another is withheld."""
    monkeypatch.setattr(arrivals, "load_encoder", lambda name: None)
    rows = grouped(consultation, 60)
    run = GroupingRun.objects.get()
    rows[0].withhold(ground="Hors du sujet", at=timezone.now())
    before = arrivals._placer(run, with_vectors=False)
    assert arrivals._placer(run, with_vectors=False) is before
    assert len(before.labels) == 59
    Proposal.objects.filter(pk=rows[0].pk).update(state="published", withheld_at=None, withheld_ground="")
    rows[1].withhold(ground="Hors du sujet", at=timezone.now())
    after = arrivals._placer(run, with_vectors=False)
    assert after is not before
    assert after.labels[0] == 0
    assert before.labels[0] == 1


def test_voters_of_a_large_run_are_bounded_and_drawn_from_end_to_end(consultation, monkeypatch):
    monkeypatch.setattr(arrivals, "load_encoder", lambda name: None)
    monkeypatch.setattr(arrivals, "VOTING", 20)
    grouped(consultation, 70)
    run = GroupingRun.objects.get()
    orders = sorted(arrivals._voters(run).values_list("order", flat=True))
    assert orders == list(range(0, 70, 4))
    assert "ORDER BY" not in str(arrivals._silent(run).query)
    assert len(arrivals._placer(run, with_vectors=False).labels) == 18


def test_run_that_has_the_key_of_another_is_not_taken_for_it(consultation, monkeypatch):
    """As after a database was put back from a copy while the process lives."""
    monkeypatch.setattr(arrivals, "load_encoder", lambda name: None)
    grouped(consultation, 60)
    run = GroupingRun.objects.get()
    before = arrivals._placer(run, with_vectors=False)
    Placement.objects.filter(run=run, order__gte=30).delete()
    GroupingRun.objects.update(corpus_size=30, corpus_hash="1" * 64)
    after = arrivals._placer(GroupingRun.objects.get(), with_vectors=False)
    assert (len(before.labels), len(after.labels)) == (60, 30)
