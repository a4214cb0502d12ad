"""Y-11: three thousand real answers read and confirmed, and what each act costs the software itself."""

import sys
import time
from typing import NamedTuple

import pytest
from django.urls import reverse

from cms.demonstration.files import rows_of
from proposals.models import Proposal, Version
from proposals.models.version import fingerprint
from synthesis.models import Cluster, GroupingRun, Placement, Theme, ThemeDecision, ThemeMembership
from tests import factories
from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db

TEXTS = 3_000
THEMES = 8  # large ones, as a coarse grouping gives: the dear case
SINGLY = 40  # acts on one text each
MOST = 0.3  # seconds that one act may cost: the decision, and the page that follows it


class Cost(NamedTuple):
    """Seconds of one act: of the processor, which a busy machine does not lengthen, and by the clock."""

    processor: float
    clock: float


@pytest.fixture
def themes(consultation, editor):
    """The 3,000 answers of the demonstration in eight themes of 375, placed there by the machine."""
    rows = proposals_of(consultation)
    run = GroupingRun.objects.create(
        consultation=consultation, number=1, state="done", created_at=factories.EARLY, started_at=factories.EARLY,
        finished_at=factories.EARLY, corpus_hash="c" * 64, result_hash="r" * 64, corpus_size=TEXTS,
    )  # fmt: skip
    themes = Theme.objects.bulk_create(
        Theme(consultation=consultation, number=n + 1, name=f"Thème {n + 1}", named_at=factories.EARLY)
        for n in range(THEMES)
    )
    clusters = Cluster.objects.bulk_create(
        Cluster(run=run, number=n, size=TEXTS // THEMES, theme=theme) for n, theme in enumerate(themes)
    )
    Placement.objects.bulk_create(
        Placement(
            run=run, order=n, version=row.current, cluster=clusters[n % THEMES], nearest=clusters[n % THEMES],
            fit=1 - n / TEXTS, central_rank=n // THEMES if n < 3 * THEMES else None,
        )
        for n, row in enumerate(rows)
    )  # fmt: skip
    ThemeMembership.objects.bulk_create(
        ThemeMembership(theme=themes[n % THEMES], proposal=row, run=run, placed_at=factories.EARLY)
        for n, row in enumerate(rows)
    )
    count_rows()  # as databases do by themselves; a test's rows are never committed
    return themes


def proposals_of(consultation):
    answers = rows_of("mobilite-3000.csv", {"text": "text", "id": "id"}, TEXTS)
    author = factories.CitizenFactory()
    rows = Proposal.objects.bulk_create(
        Proposal(
            consultation=consultation, author=author, number=number, state="published", language="fr",
            created_at=factories.EARLY, published_at=factories.EARLY, first_public_version=1,
        )
        for number, _answer in enumerate(answers, start=1)
    )  # fmt: skip
    versions = Version.objects.bulk_create(
        Version(
            proposal=row, number=1, title=answer.text[:40], text=answer.text, created_at=factories.EARLY,
            title_derived=True,
            fingerprint=fingerprint(
                reference=row.reference, number=1, title=answer.text[:40], text=answer.text, language="fr",
                created_at=factories.EARLY,
            ),
        )
        for row, answer in zip(rows, answers, strict=True)
    )  # fmt: skip
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"], batch_size=500)
    return rows


class ScriptedEditor:
    """Reads a page, acts on it, and is led to the next one; each act is measured with the page that follows."""

    def __init__(self, browser):
        self.browser = browser
        self.page = None
        self.costs = []

    def opens(self, theme):
        self.page = self.browser.get(reverse("synthesis_desk:read", args=["se-deplacer", theme.number]))

    def unread(self):
        return [row.proposal for row, _near in self.page.context["rows"] if not row.proposal.read]

    def confirms(self, **typed):
        context = self.page.context
        form = {"shown": context["shown"], "next": context["here"], "of": context["of"].number, **typed}
        processor, clock = time.process_time(), time.perf_counter()
        self.page = self.browser.post(reverse("synthesis_desk:place", args=["se-deplacer"]), form, follow=True)
        self.costs.append(Cost(time.process_time() - processor, time.perf_counter() - clock))
        assert self.page.status_code == 200


@pytest.mark.requirement("Y-11")
def test_three_thousand_texts_are_confirmed_in_bulk_and_singly_for_under_0_3_s_an_act(
    themes, consultation, editor, client_of, capsys
):
    person = ScriptedEditor(client_of(editor))
    person.opens(themes[0])
    for _turn in range(SINGLY):
        person.confirms(only=str(person.unread()[0].number))
    for theme in themes:
        person.opens(theme)
        while person.unread():
            person.confirms(deed="all")
    assert ThemeMembership.objects.held().filter(proposal__consultation=consultation).count() == TEXTS
    decisions = ThemeDecision.objects.filter(consultation=consultation, deed="confirmed", by=editor)
    assert decisions.values("version").distinct().count() == decisions.count() == TEXTS
    assert decisions.filter(together=1).count() == SINGLY
    processor, clock = (sum(times) / len(person.costs) for times in zip(*person.costs, strict=True))
    told = f"\nY-11: {TEXTS:,} texts confirmed in {len(person.costs)} acts, {SINGLY} of them on one text each; an act"
    with capsys.disabled():
        sys.stdout.write(
            f"{told} and the page that follows cost {processor:.3f} s of processor, {clock:.3f} s by the clock\n"
        )
    assert processor < MOST
