"""Ten thousand proposals: the whole map, and the map of one theme that holds them all, in under 300 ms."""

import gzip
import sys
import time

import pytest
from django.urls import reverse

from proposals.models import Proposal, Version
from synthesis.models import Cluster, GroupingRun, Pepite, Placement, Theme, ThemeMembership
from tests import factories
from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db

TEXTS, THEMES, PEPITES = 10_000, 20, 20
MOST = 0.3  # seconds of processor, of the whole view: address to bytes, through the test client
TIMES = 5  # of which the best counts: machines are shared
WEIGHT = 150_000  # bytes, compressed: what a page may weigh with its styles


@pytest.fixture
def themes(consultation):
    """Ten thousand proposals in twenty themes, placed there by a run, twenty of them pépites."""
    run = GroupingRun.objects.create(
        consultation=consultation, number=1, state="done", created_at=factories.EARLY, started_at=factories.EARLY,
        finished_at=factories.EARLY, corpus_hash="c" * 64, result_hash="r" * 64, corpus_size=TEXTS,
    )  # fmt: skip
    rows = proposals_of(consultation)
    themes = Theme.objects.bulk_create(
        Theme(consultation=consultation, number=n + 1, name=f"Un thème qui se lit {n + 1}", named_at=factories.EARLY)
        for n in range(THEMES)
    )
    clusters = Cluster.objects.bulk_create(
        Cluster(run=run, number=n, size=TEXTS // THEMES, theme=theme, x=n * 7 % THEMES / THEMES, y=n / THEMES)
        for n, theme in enumerate(themes)
    )
    Placement.objects.bulk_create(
        [
            Placement(
                run=run, order=n, version=row.current, cluster=clusters[n % THEMES], nearest=clusters[n % THEMES],
                fit=n * 7_919 % TEXTS / TEXTS, turn=n * 6_101 % TEXTS / TEXTS,
            )
            for n, row in enumerate(rows)
        ],
        batch_size=1_000,
    )  # fmt: skip
    ThemeMembership.objects.bulk_create(
        [
            ThemeMembership(theme=themes[n % THEMES], proposal=row, run=run, placed_at=factories.EARLY)
            for n, row in enumerate(rows)
        ],
        batch_size=1_000,
    )
    Pepite.objects.bulk_create(
        Pepite(proposal=row, reason="Une idée rare", set_at=factories.EARLY) for row in rows[:: TEXTS // PEPITES]
    )
    count_rows()  # as PostgreSQL does by itself; SQLite is left without: neither map may need them
    return themes


def proposals_of(consultation):
    author = factories.CitizenFactory()
    rows = Proposal.objects.bulk_create(
        [
            Proposal(
                consultation=consultation, author=author, number=number, state="published", language="fr",
                created_at=factories.EARLY, published_at=factories.EARLY, first_public_version=1,
            )
            for number in range(1, TEXTS + 1)
        ],
        batch_size=1_000,
    )  # fmt: skip
    title = "Des pistes cyclables continues entre les bourgs et la gare, numéro"
    versions = Version.objects.bulk_create(
        [
            Version(
                proposal=row, number=1, title=f"{title} {row.number}", text="…", created_at=factories.EARLY,
                fingerprint="f" * 64,
            )
            for row in rows
        ],
        batch_size=1_000,
    )  # fmt: skip
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"], batch_size=1_000)
    return rows


def best_of(client, address):
    """The least seconds of processor and by the clock, and the bytes.

    SQLite works in the same process; what PostgreSQL does is in the second figure alone, which a busy machine
    lengthens, and which is therefore told but not judged.
    """
    costs = []
    for _turn in range(TIMES):
        processor, clock = time.process_time(), time.perf_counter()
        body = client.get(address).content
        costs.append((time.process_time() - processor, time.perf_counter() - clock))
    processors, clocks = zip(*costs, strict=True)
    return min(processors), min(clocks), body


def tell(capsys, what, processor, clock, body):
    with capsys.disabled():
        sys.stdout.write(
            f"\n{what} of {TEXTS:,} proposals: {processor:.3f} s of processor, {clock:.3f} s by the clock, "
            f"{len(body):,} bytes, {len(gzip.compress(body)):,} compressed\n"
        )


def test_whole_map_of_ten_thousand_proposals_takes_less_than_300_ms(client, themes, consultation, capsys):
    address = reverse("synthesis:map", args=[consultation.slug])
    processor, clock, body = best_of(client, address)
    tell(capsys, "The map", processor, clock, body)
    assert body.count(b'class="tint-') == THEMES
    assert body.count(b'class="pepite"') == PEPITES
    assert processor < MOST


def test_map_of_a_theme_of_ten_thousand_proposals_takes_less_than_300_ms(client, themes, consultation, capsys):
    ThemeMembership.objects.update(theme=themes[0])
    Cluster.objects.update(theme=themes[0])
    count_rows()
    processor, clock, body = best_of(client, reverse("synthesis:theme_map", args=[consultation.slug, 1]))
    tell(capsys, "The map of one theme", processor, clock, body)
    assert body.count(b"h0") + body.count(b'class="dots__star"') >= TEXTS - 40 - PEPITES
    assert len(gzip.compress(body)) < WEIGHT
    assert processor < MOST
