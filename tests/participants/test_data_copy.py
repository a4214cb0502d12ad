"""Taking one's data away: in the background, for its owner only, for seven days."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from participants.copies import asking
from participants.copies.asking import ask_for_copy, forget_copies
from participants.copies.packing import as_csv, packed
from participants.copies.tasks import make_copy
from participants.models import DataCopy, Notice
from participants.my_data import erase, export_of
from tests import factories
from tests.conftest import NOON

ASK = "/mon-espace/mes-donnees/demander/"
TAKE = "/mon-espace/mes-donnees/copie/"
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-3"), pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def browser(client, citizen):
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def queued(monkeypatch) -> list[int]:
    """A worker that has not come yet: what is queued stands here."""
    waiting: list[int] = []
    monkeypatch.setattr(type(make_copy), "enqueue", lambda self, *args: waiting.append(args[0]))
    return waiting


def opened(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_the_archive_holds_all_rows_as_json_csv_and_a_page(browser, citizen, consultation):
    factories.ProposalFactory(consultation=consultation, author=citizen, title="Mes trains")
    factories.PositionFactory(participant=citizen, value=-1)
    assert browser.post(ASK).url == "/mon-espace/#donnees"
    answer = browser.get(TAKE)
    archive = opened(answer)
    rows = json.loads(archive.read("mes-donnees.json"))
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert rows["proposals"][0]["title"] == "Mes trains"
    assert set(rows) == set(export_of(citizen))
    assert "Mes trains" in archive.read("mes-donnees.html").decode()
    held = {name.removeprefix("csv/").removesuffix(".csv") for name in archive.namelist() if name.startswith("csv/")}
    assert held == {name for name, some in rows.items() if some}
    lines = list(csv.DictReader(io.StringIO(archive.read("csv/positions.csv").decode("utf-8-sig"))))
    assert lines[0]["position"] == "-1"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_a_formula(begin):
    text = as_csv([{"text": f"{begin}1+1", "tags": [f"{begin}x"]}])
    cells = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert cells["text"] == f"'{begin}1+1"
    assert not cells["tags"].startswith(begin)


@pytest.mark.parametrize(
    ("language", "file", "word"), [("fr", "mes-donnees.html", 'lang="fr"'), ("en", "my-data.html", "My data")]
)
def test_the_page_is_in_the_language_of_the_person(language, file, word):
    archive = zipfile.ZipFile(io.BytesIO(packed({"account": [{"email": "a@b.example"}]}, language=language, at=NOON)))
    page = archive.read(file).decode()
    assert word in page
    assert "a@b.example" in page


def test_the_page_is_inert():
    rows = {"proposals": [{"text": "<script>alert(1)</script>", "title": "<img/src=x/onerror=alert(document.cookie)>"}]}
    page = zipfile.ZipFile(io.BytesIO(packed(rows, language="fr", at=NOON))).read("mes-donnees.html").decode()
    assert "<script" not in page
    assert "<img" not in page


def test_a_narrow_screen_may_break_a_fingerprint():
    rows = {"proposals": [{"text": "a" * 64}]}
    page = zipfile.ZipFile(io.BytesIO(packed(rows, language="fr", at=NOON))).read("mes-donnees.html").decode()
    assert "<wbr>".join(["a" * 16] * 4) in page


def test_its_owner_is_told_once_when_it_is_ready(citizen):
    copy = ask_for_copy(participant=citizen)
    assert make_copy.func(copy.pk) is False
    assert [notice.url for notice in Notice.objects.all()] == ["/mon-espace/#donnees"]
    assert [sent.to for sent in mail.outbox] == [["citoyenne@example.org"]]
    assert mail.outbox[0].attachments == []


def test_another_gets_nothing_and_no_address_names_a_copy(client_of, citizen, other_citizen, client):
    ask_for_copy(participant=citizen)
    assert client_of(other_citizen).get(TAKE).status_code == 404
    assert client.get(TAKE).status_code == 302
    assert client_of(citizen).get(TAKE).status_code == 200


def test_it_is_asked_for_by_a_post_only(browser):
    assert browser.get(ASK).status_code == 405
    assert not DataCopy.objects.exists()


def test_until_it_is_made_the_page_says_so_and_a_second_click_queues_nothing(browser, queued):
    browser.post(ASK)
    browser.post(ASK)
    assert len(queued) == 1
    assert "Your copy is being made" in browser.get("/mon-espace/").text
    assert browser.get(TAKE).status_code == 404


def test_one_that_never_came_can_be_asked_for_again(citizen, queued):
    ask_for_copy(participant=citizen, at=NOON - asking.ASKED_AGAIN)
    ask_for_copy(participant=citizen, at=NOON)
    assert len(queued) == 2
    assert DataCopy.objects.count() == 1


def test_a_new_one_replaces_the_former(browser, citizen):
    browser.post(ASK)
    factories.PositionFactory(participant=citizen)
    browser.post(ASK)
    rows = json.loads(opened(browser.get(TAKE)).read("mes-donnees.json"))
    assert len(rows["positions"]) == 1
    assert DataCopy.objects.count() == 1


def test_one_asked_for_anew_meanwhile_is_not_overwritten(citizen, queued, monkeypatch):
    copy = ask_for_copy(participant=citizen)
    later = NOON + timedelta(hours=2)
    rows = export_of(citizen)
    monkeypatch.setattr(
        "participants.copies.tasks.export_of", lambda person: ask_for_copy(participant=person, at=later) and rows
    )
    assert make_copy.func(copy.pk) is False
    assert DataCopy.objects.get().made_at is None
    assert not Notice.objects.exists()


def test_erased_meanwhile_it_leaves_nothing(citizen, queued, monkeypatch):
    copy = ask_for_copy(participant=citizen)
    monkeypatch.setattr("participants.copies.tasks.export_of", lambda person: erase(participant=person) and {})
    assert make_copy.func(copy.pk) is False
    assert not DataCopy.objects.exists()


@pytest.mark.requirement("P-9")
@pytest.mark.parametrize(("age", "kept"), [(timedelta(days=6), 1), (timedelta(days=7), 0)])
def test_it_is_kept_for_seven_days(client_of, citizen, age, kept):
    DataCopy.objects.create(participant=citizen, asked_at=NOON - age, made_at=NOON - age, archive=b"zip")
    assert client_of(citizen).get(TAKE).status_code == (200 if kept else 404)
    assert forget_copies(at=NOON) == 1 - kept
    assert DataCopy.objects.count() == kept


def test_the_database_holds_a_made_copy_or_none(citizen):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataCopy.objects.create(participant=citizen, asked_at=NOON, made_at=NOON)
