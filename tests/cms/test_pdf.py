"""The PDF of an edition: made once in the background, with links that work, and never with words that were erased."""

import re
import subprocess
import sys
import time
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import SynthesisPage
from cms.pdf import keeping, rendering
from cms.pdf.content import html_of, style
from cms.pdf.rendering import available, pdf_of
from cms.tasks import make_missing_pdfs, make_pdf
from proposals.models import Version
from tests import factories
from tests.cms.shelf import published
from tests.cms.verifying import edition_of, unpacked, withhold

pytestmark = [pytest.mark.django_db, pytest.mark.pango]
HOSTILE = (
    '</h3><img src="http://127.0.0.1:9/x.png"><link rel="stylesheet" href="file:///etc/passwd"> url(file:///etc/passwd)'
)


@pytest.fixture(autouse=True)
def made_here(settings):
    settings.CONSULT_PDF = True
    assert available(), "this machine lacks Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@pytest.fixture
def rendered(monkeypatch):
    """Renders nothing, and keeps what it was asked for: for tests of when a PDF is made."""
    asked = []

    def pretend(html, css):
        asked.append(html)
        return b"%PDF-1.7 pretended %%EOF\n"

    monkeypatch.setattr(keeping, "pdf_of", pretend)
    return asked


@pytest.fixture
def proposals(consultation):
    return [factories.ProposalFactory(consultation=consultation, text=f"Plus de trains n°{n}.") for n in range(3)]


@pytest.fixture
def page(rendered, consultation, proposals):
    rows = [("agreement", "Les trains manquent.", [(proposal, "") for proposal in proposals[:2]])]
    return published(consultation, rows, title="Ce qui a été dit")


def address(page):
    return f"{page.url}edition-1/synthese.pdf"


def test_it_is_made_at_publication_and_served(client, page, rendered):
    answer = client.get(address(page))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "ce-qui-a-ete-dit-edition-1.pdf" in answer.headers["Content-Disposition"]
    assert not answer.cookies
    assert len(rendered) == 1
    assert f'href="{address(page)}"' in client.get(page.url).text


def test_it_is_made_once(page, rendered):
    assert make_pdf.call(edition_of(page).pk) is False
    assert make_missing_pdfs.call() == 0
    assert len(rendered) == 1


@pytest.mark.parametrize("what", ["erased", "withheld"])
def test_words_that_are_gone_are_in_no_pdf(client, page, proposals, moderator, rendered, what):
    if what == "erased":
        Version.objects.filter(proposal=proposals[0]).blank(at=timezone.now())
    else:
        withhold(proposals[0], moderator)
    answer = client.get(address(page))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert make_missing_pdfs.call() == 1
    assert client.get(address(page)).status_code == 200
    assert "Plus de trains n°0." in rendered[0]
    assert "Plus de trains n°0." not in rendered[1]
    assert len(default_storage.listdir(f"editions/{edition_of(page).hash}")[1]) == 1


def test_a_synthesis_out_of_view_keeps_no_pdf(client, page, rendered):
    SynthesisPage.objects.get(pk=page.pk).unpublish()
    assert make_missing_pdfs.call() == 0
    assert default_storage.listdir(f"editions/{edition_of(page).hash}")[1] == []
    SynthesisPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert make_missing_pdfs.call() == 1
    assert client.get(address(page)).status_code == 200


def test_asking_for_what_is_missing_makes_nothing_and_writes_nothing(client, page, proposals, rendered):
    Version.objects.filter(proposal=proposals[0]).blank(at=timezone.now())
    client.get(address(page))
    with CaptureQueriesContext(connection) as seen:
        for _time in range(3):
            assert client.get(address(page)).status_code == 503
    assert len(rendered) == 1
    assert not [query["sql"] for query in seen if not query["sql"].startswith("SELECT")]


def test_a_file_that_was_cut_short_is_not_served(client, page):
    edition = edition_of(page)
    name = keeping.name_of(edition, html_of(edition))
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"%PDF-1.7 half of it"))
    assert client.get(address(page)).status_code == 503


def test_a_machine_without_the_library_says_so(client, page, settings, monkeypatch):
    settings.CONSULT_PDF = False
    answer = client.get(address(page))
    assert answer.status_code == 404
    assert "synthese.pdf" not in client.get(page.url).text
    assert make_pdf.call(edition_of(page).pk) is False
    monkeypatch.setattr(rendering, "SYSTEM_PARTS", (("libdoesnotexist.so.0",),))
    assert rendering._installed.__wrapped__() is False


def test_the_pages_own_doors_hold_for_its_files(client, page):
    for name in ("synthese.pdf", "verifier.zip"):
        assert client.get(f"{page.url}edition-1/{name}").status_code == 200
        assert client.get(f"{page.url}edition-2/{name}").status_code == 404
    page.unpublish()
    for name in ("synthese.pdf", "verifier.zip"):
        assert client.get(f"{page.url}edition-1/{name}").status_code == 404


@pytest.mark.requirement("Y-9")
def test_the_bundle_is_at_its_address(client, page):
    answer = client.get(f"{page.url}edition-1/verifier.zip")
    assert "check.py" in unpacked(b"".join(answer.streaming_content))
    assert not answer.cookies
    assert f'href="{page.url}edition-1/verifier.zip"' in client.get(page.url).text


def test_an_edition_of_a_hundred_findings_is_set_in_less_than_ten_seconds(rendered, consultation, capsys):
    rows = [factories.ProposalFactory(consultation=consultation, text=f"Des trains, n°{n}. " * 12) for n in range(100)]
    findings = [
        ("agreement", f"Constat {n} : les trains manquent.", [(rows[(n + k) % 100], "") for k in range(3)])
        for n in range(100)
    ]
    edition = edition_of(published(consultation, findings, theme_floor=500, lead=HOSTILE))
    html = html_of(edition)
    pdf_of("<!doctype html><html lang=fr><title>a</title><p>a", style())  # the library is loaded once a worker
    began, used = time.perf_counter(), time.process_time()
    made = pdf_of(html, style())
    took, used = time.perf_counter() - began, time.process_time() - used
    with capsys.disabled():
        told = f"\n100 findings, 300 citations: {took:.1f} s ({used:.1f} s of processor), {len(made) // 1024} kB\n"
        sys.stdout.write(told)
    assert used < 10
    links = links_of(made)
    assert links["internal"] >= 100
    assert f"{rows[0].get_absolute_url()}" in links["paths"]


def test_links_lead_to_the_site_and_within(page, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://consult.example.org"
    edition = edition_of(page)
    made = pdf_of(html_of(edition), style())
    links = links_of(made)
    assert all(address.startswith("https://consult.example.org/") for address in links["addresses"])
    assert f"https://consult.example.org{page.url}edition-1/verifier.zip" in links["addresses"]
    text = plain(made)
    assert b"/Lang" in text
    assert b"/Outlines" in text
    assert b"pdfuaid" in text


def test_hostile_words_fetch_nothing(consultation, monkeypatch, caplog):
    proposal = factories.ProposalFactory(consultation=consultation, text=HOSTILE)
    edition = edition_of(published(consultation, [("agreement", HOSTILE[:500], [(proposal, "")])], lead=HOSTILE))
    html = html_of(edition)
    assert "<img" not in html
    assert "<link" not in html
    opened = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda self, request, *a, **k: opened.append(request))
    pdf_of(html, style())
    pdf_of(f"<!doctype html><html lang=fr><title>a</title>{HOSTILE}<p style='background: {HOSTILE[-23:]}'>a", style())
    assert opened == []
    assert "Nothing is fetched" in caplog.text


def test_it_names_no_author(page, citizen, proposals):
    proposals[0].author = citizen
    proposals[0].save()
    assert citizen.display_name not in re.sub(r"<[^>]*>", "", html_of(edition_of(page)))


def test_the_library_is_not_loaded_by_a_page(page):
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'consult.settings.test'; import django; django.setup();"
        "import consult.urls, cms.pdf; cms.pdf.available(); sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def plain(made):
    """The bytes of a PDF with its compressed parts opened."""
    found = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def links_of(made):
    text = plain(made)
    addresses = [found.decode("latin-1") for found in re.findall(rb"/URI \((.*?)\)", text)]
    return {
        "addresses": addresses,
        "paths": [re.sub(r"^https?://[^/]*", "", address).split("#")[0] for address in addresses],
        "internal": len(re.findall(rb"/Dest \(", text)),
    }
