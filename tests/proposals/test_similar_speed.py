"""Ten thousand proposals: what is close to a typed text, in under 150 ms of processor."""

import sys
import time
from uuid import uuid4

import numpy as np
import pytest
from wagtail.search.backends import get_search_backend

from consult.search_words import search_text
from consult.statistics import refresh_statistics
from proposals.encoder import to_bytes
from proposals.models import Impression, Proposal, Vector, Version
from proposals.similar import limits
from proposals.similar.comparing import Comparer
from tests import factories
from tests.row_counts import count_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

TEXTS = 10_000
MOST = 0.150  # seconds of processor of 95 of 100 answers: the site's and the comparing process's, but for encoding
TIMES = 20
SUBJECTS = ["train", "vélo", "bus", "trottoir", "gare", "parking", "tram", "covoiturage", "navette", "péage"]
WISHES = ["plus souvent", "moins cher", "jusqu’au soir", "le dimanche", "sans attendre", "pour tous", "au village"]
WIDTH = 512


class Drawn:
    """An encoder that costs nothing: the vector of a text is drawn from its words."""

    name, dimensions = "drawn", WIDTH

    def encode(self, texts):
        table = np.array([np.random.default_rng(sum(map(ord, text))).normal(size=WIDTH) for text in texts])
        table += 0.06 * WIDTH**0.5  # as sentences are: none is at right angles to another
        return (table / np.linalg.norm(table, axis=1, keepdims=True)).astype(np.float16)


def text_of(number):
    subject, other = SUBJECTS[number % 10], SUBJECTS[number // 10 % 10]
    wish, more = WISHES[number % 7], WISHES[number // 7 % 7]
    return f"Un {subject} {wish}, numéro {number}. Il faudrait aussi un {other} {more}, et que chacun le sache."


@pytest.fixture
def ten_thousand(consultation):
    author = factories.CitizenFactory()
    at = factories.EARLY
    rows = Proposal.objects.bulk_create(
        [
            Proposal(
                consultation=consultation, author=author, number=number, state="published", language="fr",
                created_at=at, published_at=at, first_public_version=1,
                search_text=search_text(text_of(number), "fr"),
            )
            for number in range(1, TEXTS + 1)
        ],
        batch_size=1_000,
    )  # fmt: skip
    versions = Version.objects.bulk_create(
        [
            Version(proposal=row, number=1, title=f"Pour {SUBJECTS[row.number % 10]}", text=text_of(row.number),
                    created_at=at, fingerprint="f" * 64)
            for row in rows
        ],
        batch_size=1_000,
    )  # fmt: skip
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"], batch_size=1_000)
    table = Drawn().encode([version.text for version in versions])
    Vector.objects.bulk_create(
        [
            Vector(version=version, encoder="drawn", values=to_bytes(vector))
            for version, vector in zip(versions, table, strict=True)
        ],
        batch_size=1_000,
    )
    get_search_backend().get_index_for_model(Proposal).add_items(Proposal, rows)  # which no row made at once is in
    count_rows()
    refresh_statistics()  # as an import of so many does
    return rows


def test_what_is_close_among_ten_thousand_is_found_in_time(client, ten_thousand, monkeypatch, capsys):
    comparer = Comparer(Drawn())
    monkeypatch.setattr("proposals.similar.suggesting.ask", comparer.compare)
    monkeypatch.setattr(limits, "WHOLE_BURST", 1_000.0)
    monkeypatch.setattr(limits, "BURST", 1_000.0)
    monkeypatch.setattr(limits, "buckets", limits.Buckets())
    typed = {"title": "Un train le soir", "tags": "", "key": str(uuid4())}
    costs, clocks = [], []
    began = time.process_time()
    for turn in range(TIMES + 1):
        processor, clock = time.process_time(), time.perf_counter()
        page = client.post(
            "/se-deplacer/deposer/proches/",
            {**typed, "text": text_of(turn * 977 + 3)},
            headers={"HX-Request": "true"},
        )
        costs.append(time.process_time() - processor)
        clocks.append(time.perf_counter() - clock)
        assert len(page.context["similar"]["suggestions"]) == 5
    begun, *costs = costs
    costs, clocks = sorted(costs), sorted(clocks[1:])
    place = int(0.95 * TIMES) - 1
    with capsys.disabled():
        sys.stdout.write(
            f"\nclose to a text among {TEXTS:,}: median {costs[TIMES // 2]:.3f} s of processor "
            f"({clocks[TIMES // 2]:.3f} s by the clock), "
            f"95 of 100 within {costs[place]:.3f} s ({clocks[place]:.3f} s); "
            f"index made in {begun:.1f} s; {time.process_time() - began:.1f} s in all\n"
        )
    assert Impression.objects.exists()
    assert costs[place] < MOST


def test_by_words_alone_it_is_in_time_too(client, ten_thousand, monkeypatch, capsys):
    monkeypatch.setattr(limits, "buckets", limits.Buckets())
    costs = []
    for turn in range(10):
        processor, clock = time.process_time(), time.perf_counter()
        page = client.post(
            "/se-deplacer/deposer/proches/",
            {
                "title": f"Pour {SUBJECTS[(turn * 977 + 3) % 10]}",  # else another, with a train, shares as many words
                "text": text_of(turn * 977 + 3),
                "key": str(uuid4()),
            },
            headers={"HX-Request": "true"},
        )
        costs.append((time.process_time() - processor, time.perf_counter() - clock))
        assert page.context["similar"]["suggestions"][0]["reference"] == f"P-{turn * 977 + 3}"
    with capsys.disabled():
        sys.stdout.write(f"\nby words alone: {sorted(costs)[5][0]:.3f} s of processor, {sorted(costs)[5][1]:.3f} s\n")
    assert sorted(costs)[5][0] < MOST
