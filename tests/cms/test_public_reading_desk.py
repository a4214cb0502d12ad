"""Readings in the admin, on other pages, and in one's own data."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cms.models import EditionCitation, PublicReading, Remark, SynthesisPage
from cms.readings.remarks import answer, comment, look_at, say_meaning
from consult.models import JournalEntry
from consult.register import described
from participants.my_data import erase, export_of
from tests import factories
from tests.cms.readings_shelf import member, opened, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_draft(consultation, at_noon):
    return opened(consultation)


def remark_of(reading, author, text="Et les bus ?"):
    return comment(reading=reading, finding=reading.edition.findings.get(), author=author, text=text)


def meaning_of(reading, author, **fields):
    citation = EditionCitation.objects.select_related("version__proposal", "argument").get()
    return say_meaning(reading=reading, citation=citation, author=author, **fields)


def test_an_editor_opens_a_draft_from_its_form(consultation, at_noon, client_of):
    stand = ready(consultation)
    client, address = client_of(stand.editor), reverse("readings_desk:open", args=[stand.page.pk])
    assert client.post(address, {"closes_at": "2020-01-01T12:00"}).status_code == 422
    closes = (at_noon + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    done = client.post(address, {"closes_at": closes, "words": "Dites ce qui manque."})
    reading = PublicReading.objects.get()
    assert done.headers["Location"] == reverse("readings_desk:remarks", args=[reading.pk])
    assert (reading.words, reading.opens_at) == ("Dites ce qui manque.", at_noon)
    assert client.post(address, {"closes_at": closes}).status_code == 409


def test_a_moderator_finds_what_waits_and_publishes_it(open_draft, citizen, client_of):
    _stand, reading = open_draft
    remark = remark_of(reading, citizen, "Deux\nlignes.")
    client = client_of(member("moderatrice@example.org", "Modération"))
    assert reverse("readings_desk:remarks", args=[reading.pk]) in client.get(reverse("readings_desk:index")).text
    look = reverse("readings_desk:look", args=[reading.pk, remark.number])
    client.post(look, {"deed": "publish", "read_text": "Autre chose."})
    client.post(look, {"deed": "decline", "read_text": "Deux\r\nlignes."})  # without a reason
    assert Remark.objects.get().state == Remark.State.SUBMITTED
    client.post(look, {"deed": "publish", "read_text": "Deux\r\nlignes."})
    assert Remark.objects.get().state == Remark.State.PUBLISHED


@pytest.mark.requirement("S-2")
def test_a_moderator_of_one_consultation_looks_at_its_remarks_only(open_draft, citizen, client_of):
    _stand, reading = open_draft
    remark_of(reading, citizen)
    address = reverse("readings_desk:remarks", args=[reading.pk])
    local = client_of(factories.mandated("ici@example.org", "Ici", reading.consultation))
    other = client_of(factories.mandated("port@example.org", "Port", factories.open_consultation("port")))
    assert [browser.get(address).status_code for browser in (local, other)] == [200, 404]
    assert [address in browser.get(reverse("readings_desk:index")).text for browser in (local, other)] == [True, False]
    sent = {"deed": "publish", "read_text": "Et les bus ?"}
    look = reverse("readings_desk:look", args=[reading.pk, 1])
    assert other.post(look, sent).status_code == 404
    assert Remark.objects.get().state == Remark.State.SUBMITTED
    local.post(look, sent)
    assert Remark.objects.get().state == Remark.State.PUBLISHED


def test_an_editor_answers_on_the_desk(open_draft, citizen, client_of):
    stand, reading = open_draft
    remark = remark_of(reading, citizen)
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    client = client_of(stand.editor)
    address = reverse("readings_desk:answer", args=[reading.pk, remark.number])
    client.post(address, {"kept": "", "words": "Oui."})
    assert not remark.answers.exists()
    client.post(address, {"kept": "yes", "words": "Le constat en parle."})
    assert [(given.kept, given.words) for given in remark.answers.all()] == [(True, "Le constat en parle.")]
    assert "Le constat en parle." in client.get(reverse("readings_desk:remarks", args=[reading.pk])).text


def test_what_is_here_is_closed_to_others(open_draft, citizen, client_of, client):
    _stand, reading = open_draft
    address = reverse("readings_desk:remarks", args=[reading.pk])
    assert client.get(address).status_code == 302
    assert client_of(citizen).get(address).status_code == 302
    assert client_of(member("autre@example.org", "Garants")).get(address).status_code == 200


def test_the_desk_of_the_synthesis_leads_here(open_draft, client_of):
    stand, reading = open_draft
    desk = client_of(stand.editor).get(reverse("cms_desk:desk", args=[stand.page.pk])).text
    assert reverse("readings_desk:open", args=[stand.page.pk]) in desk
    assert reverse("readings_desk:remarks", args=[reading.pk]) in desk


def test_the_consultation_says_that_a_draft_is_open(open_draft, client, consultation):
    _stand, reading = open_draft
    assert reading.get_absolute_url() in client.get(consultation.get_url()).text


def test_the_edition_says_what_its_readers_said(open_draft, citizen, client):
    stand, reading = open_draft
    meaning_of(reading, stand.author, meant=False)
    remark = remark_of(reading, citizen)
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    SynthesisPage.objects.get(pk=stand.page.pk).save_revision().publish()
    page = client.get(stand.page.get_url(), headers={"Cookie": "langue=en"}).text
    assert "Read by all before it was published" in page
    assert "1 cited author: not what I meant" in page
    assert f"{reading.get_absolute_url()}#constat-1" in page


def test_each_step_reads_as_a_sentence_in_the_register(open_draft, citizen):
    stand, reading = open_draft
    remark = remark_of(reading, citizen)
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    answer(remark=remark, by=stand.editor, kept=False, words="Non.")
    entries = JournalEntry.objects.filter(event__startswith="reading.")
    sentences = [described([entry])[0]["sentence"] for entry in entries]
    assert len(sentences) == 3
    assert not any(entry.event in sentence for entry, sentence in zip(entries, sentences, strict=True))
    told = str([entry.content for entry in entries])
    assert "bus" not in told  # no word of anyone
    assert "Non." not in told


def test_one_takes_away_what_one_said(open_draft, citizen):
    stand, reading = open_draft
    remark_of(reading, citizen)
    meaning_of(reading, stand.author, meant=True, text="Oui, le soir.")
    assert [row["text"] for row in export_of(citizen)["remarks"]] == ["Et les bus ?"]
    assert [row["kind"] for row in export_of(stand.author)["remarks"]] == ["meant"]
    assert [row["reading"] for row in export_of(stand.editor)["drafts_opened"]] == ["L-1"]


def test_published_words_outlive_the_account_and_others_go(open_draft, citizen, client):
    stand, reading = open_draft
    public, declined = remark_of(reading, citizen, "Public."), remark_of(reading, citizen, "Refusé.")
    remark_of(reading, citizen, "En attente.")
    look_at(remark=public, by=stand.editor, publish=True, read_text="Public.")
    look_at(remark=declined, by=stand.editor, publish=False, why="Non.", read_text="Refusé.")
    counts = erase(participant=citizen)
    assert counts["waiting_remarks"] == 1
    left = {row.number: (row.text, row.author_id) for row in Remark.objects.all()}
    assert left == {public.number: ("Public.", None), declined.number: ("", None)}
    page = client.get(reading.get_absolute_url()).text
    assert "Public." in page
    assert "Ana" not in page


def test_whether_one_was_understood_stays_counted_without_a_name(open_draft, client):
    stand, reading = open_draft
    meaning_of(reading, stand.author, meant=False, text="Je parlais du bus.")
    erase(participant=stand.author)
    said = Remark.objects.get()
    assert (said.kind, said.text, said.author_id) == ("not_meant", "", None)
    assert "Je parlais du bus." not in client.get(reading.get_absolute_url()).text


def test_an_editor_who_leaves_takes_no_reading_along(open_draft, citizen):
    stand, reading = open_draft
    remark = remark_of(reading, citizen)
    look_at(remark=remark, by=stand.editor, publish=True, read_text=remark.text)
    answer(remark=remark, by=stand.editor, kept=True, words="Oui.")
    erase(participant=stand.editor)
    assert PublicReading.objects.get().opened_by is None
    assert Remark.objects.get().answers.get().by is None
