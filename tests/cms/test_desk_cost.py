"""What a deed at the desk costs the server: bounded queries, and little time on a corpus of 3,000 texts."""

import sys
import time
from functools import partial
from statistics import median

import pytest
from django.db import connection
from django.template import Template
from django.test.utils import CaptureQueriesContext, _TestState

from cms.models import Citation, Finding, SynthesisDesk
from consult.search_words import search_text
from proposals.models import Proposal, Version
from synthesis.freezing import freeze_corpus
from synthesis.models import Theme, ThemeMembership
from tests import factories
from tests.cms.desk_shelf import SCRIPT, at, do, member, typed
from tests.cms.shelf import draft
from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db
TEXTS, THEMES, FINDINGS = 3_000, 20, 60
LIMIT = 0.3  # seconds of the server's own time
TEXT = "Plus de trains le soir et le dimanche, à un prix raisonnable, avec des correspondances qui attendent."


def corpus_of(consultation, count):
    """So many published proposals in themes, every other one confirmed, written in a few statements."""
    words = search_text(TEXT, "fr")
    rows = [
        Proposal(consultation=consultation, number=number, state="published", created_at=factories.EARLY,
                 published_at=factories.EARLY, first_public_version=1, language="fr", search_text=words)
        for number in range(1, count + 1)
    ]  # fmt: skip
    proposals = Proposal.objects.bulk_create(rows)
    versions = Version.objects.bulk_create(
        Version(proposal=row, number=1, title="", title_derived=True, text=TEXT, created_at=factories.EARLY,
                fingerprint=f"{row.number:064d}")
        for row in proposals
    )  # fmt: skip
    for row, version in zip(proposals, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(proposals, ["current"], batch_size=500)
    themes = [
        Theme.objects.create(consultation=consultation, number=n, name=f"Thème {n}", named_at=factories.EARLY)
        for n in range(1, THEMES + 1)
    ]
    ThemeMembership.objects.bulk_create(
        ThemeMembership(theme=themes[row.number % THEMES], proposal=row, placed_at=factories.EARLY,
                        confirmed_at=factories.EARLY if row.number % 2 else None)
        for row in proposals
    )  # fmt: skip
    return versions


def findings_of(page, versions, count):
    """So many findings of three citations each."""
    findings = Finding.objects.bulk_create(
        Finding(page=page, kind="question", statement=f"Quels trains, {n} ?", sort_order=n) for n in range(count)
    )
    Citation.objects.bulk_create(
        Citation(finding=finding, version=versions[3 * n + place], words=TEXT[:14], start=0, end=14, sort_order=place)
        for n, finding in enumerate(findings)
        for place in range(3)
    )
    return findings


def world(consultation, texts, findings):
    versions = corpus_of(consultation, texts)
    page = draft(consultation, [], freeze=False)
    SynthesisDesk.objects.create(page=page, corpus=freeze_corpus(consultation=consultation, by=None))
    return page, versions, findings_of(page, versions, findings)


def look(client, page, **query):
    return client.get(at("desk", page), {**query, "part": "corpus"}, headers=SCRIPT)


def deeds(client, page, versions, finding):
    """Each deed of an editor's day, and each look."""
    stamp = Finding.objects.get(pk=finding.pk).stamp
    free = versions[-1 - Citation.objects.count()].pk
    citation = finding.citations.first().pk
    keep = {"next": f"{at('desk', page)}?theme=1&finding={finding.pk}"}
    looks = {"theme": {"theme": 1}, "search": {"q": "trains"}, "text": {"text": 5}}
    return {
        "cite": lambda: do(client, "cite", page, finding=finding.pk, version=free, words="le soir", **keep),
        "save": lambda: do(client, "save", page, finding.pk, stamp=stamp, **typed(f"Dit {stamp}.", **keep)),
        "add": lambda: do(client, "add", page, **typed("Une de plus.", **keep)),
        "move": lambda: do(client, "move", page, finding.pk, way="up", **keep),
        "role": lambda: do(client, "role", page, citation, role="contrary", **keep),
        **{name: partial(look, client, page, **query) for name, query in looks.items()},
    }


@pytest.fixture
def plain_templates(monkeypatch):
    """Templates are rendered as a server does: without the copies that tests keep of each context."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


def test_on_three_thousand_texts_a_deed_takes_less_than_three_tenths_of_a_second(
    client_of, consultation, plain_templates
):
    page, versions, findings = world(consultation, TEXTS, FINDINGS)
    count_rows()  # as databases do by themselves; a test's rows are never committed
    client = client_of(member("Rédaction"))
    assert client.get(at("desk", page)).status_code == 200  # templates and permissions are read once
    spent = {name: [] for name in deeds(client, page, versions, findings[5])}
    for finding in findings[5:10]:
        for name, deed in deeds(client, page, versions, finding).items():
            before = time.process_time()
            assert deed().status_code == 200, name
            spent[name].append(time.process_time() - before)
    quiet = {name: round(min(seconds), 3) for name, seconds in spent.items()}  # others use the machine meanwhile
    usual = {name: round(median(seconds), 3) for name, seconds in spent.items()}
    sys.stdout.write(f"seconds of server time a deed, {TEXTS} texts, {FINDINGS} findings: {quiet}, usual {usual}\n")
    assert max(quiet.values()) < LIMIT, (quiet, usual)


def queries_of(client, page, versions, finding):
    counted = {}
    for name, deed in deeds(client, page, versions, finding).items():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert deed().status_code == 200, name
        counted[name] = len(captured)
    return counted


def test_no_deed_asks_more_of_the_database_when_there_is_more(client_of, consultation):
    client = client_of(member("Rédaction"))
    page, versions, findings = world(consultation, 40, 4)
    client.get(at("desk", page))
    queries_of(client, page, versions, findings[0])  # that somebody worked here is kept once
    few = queries_of(client, page, versions, findings[1])
    more = findings_of(page, versions[12:], 8)
    many = queries_of(client, page, versions, more[1])
    assert many == few
    assert max(few.values()) <= 60, few
