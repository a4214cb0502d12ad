"""Guarantors read all that the team reads, change nothing, and sign opinions that never change."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cms.desk.traces import leave_trace
from cms.models import Edition, Finding, Opinion, SynthesisPage
from cms.readings import second
from cms.readings.guarantor import ChangedSince, JudgeAndParty, content_of, hash_to_read, opinions_on, sign_opinion
from cms.readings.opening import open_reading
from cms.readings.remarks import comment
from consult.canonical import sha256_of
from consult.errors import NotAllowed
from consult.models import JournalEntry
from synthesis.freezing import freeze_corpus
from synthesis.models import Theme, ThemeMembership
from tests import factories
from tests.cms import answers_shelf
from tests.cms.readings_shelf import member, ready
from tests.cms.shelf import cite
from tests.guards import world as worlds
from tests.guards.addresses import is_ours, walk
from tests.guards.test_reading_changes_nothing import checksums

pytestmark = pytest.mark.django_db
OWN_DEED = "readings_desk:opinion"


@pytest.fixture
def guarantor(db):
    return member("garante@example.org", "Garants")


@pytest.fixture
def stand(consultation, at_noon):
    return ready(consultation)


def sign(page, guarantor, edition=None, words="J’ai tout lu ; rien ne manque.", **fields):
    read = fields.pop("read_hash", hash_to_read(page, edition))
    return sign_opinion(page=page, by=guarantor, words=words, name="Ana Dias, garante", read_hash=read, edition=edition)


def publish(page):
    SynthesisPage.objects.get(pk=page.pk).save_revision().publish()
    return Edition.objects.of(page).published().first()


def test_an_opinion_seals_what_was_read(stand, guarantor):
    opinion = sign(stand.page, guarantor)
    assert opinion.hash == sha256_of(content_of(Opinion.objects.get(pk=opinion.pk)))
    entry = JournalEntry.objects.get(event="opinion.signed")
    assert (entry.content["read"], entry.content["hash"]) == (opinion.read_hash, opinion.hash)
    assert "tout lu" not in str(entry.content)
    assert "Ana" not in str(entry.content)


def test_only_guarantors_sign_and_only_what_they_read(stand, guarantor):
    with pytest.raises(NotAllowed):
        sign(stand.page, stand.editor)
    read = hash_to_read(stand.page, None)
    Finding.objects.filter(page=stand.page).update(statement="Autre chose.")
    with pytest.raises(ChangedSince):
        sign(stand.page, guarantor, read_hash=read)
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    "deed",
    [
        *("wrote", "cited", "changed", "confirmed", "published"),
        *("worked at the desk", "named a theme", "froze", "answered", "promised"),
    ],
)
def test_whoever_made_a_synthesis_signs_no_opinion_on_it(stand, guarantor, deed):
    finding = Finding.objects.get(page=stand.page)
    text = factories.ProposalFactory(consultation=stand.consultation)
    match deed:
        case "wrote":
            Finding.objects.create(page=stand.page, kind="question", statement="Qui ?", added_by=guarantor)
        case "cited":
            cite(finding, stand.proposal, "le soir", added_by=guarantor)
        case "changed":
            finding.wordings.create(stamp=0, statement="Avant.", at=factories.EARLY, by=guarantor)
        case "confirmed":
            place = {"placed_at": factories.EARLY, "placed_by": guarantor, "confirmed_at": factories.EARLY}
            theme = Theme.objects.create(
                consultation=stand.consultation, number=1, name="Le train", named_at=factories.EARLY
            )
            ThemeMembership.objects.create(proposal=text, theme=theme, by_person=True, **place)
        case "worked at the desk":
            leave_trace(stand.page, guarantor)
        case "named a theme":
            named = {"name": "Le train", "named_at": factories.EARLY, "named_by": guarantor}
            Theme.objects.create(consultation=stand.consultation, number=1, **named)
        case "froze":
            freeze_corpus(consultation=stand.consultation, by=guarantor)
        case "answered" | "promised":
            SynthesisPage.objects.get(pk=stand.page.pk).get_latest_revision().publish()
            answers_shelf.answer(stand.page, by=guarantor if deed == "answered" else None)
            answers_shelf.commitment(stand.page, by=guarantor if deed == "promised" else None)
        case "published":
            SynthesisPage.objects.get(pk=stand.page.pk).get_latest_revision().publish(
                user=guarantor, skip_permission_checks=True
            )
    with pytest.raises(JudgeAndParty, match="autre garant"):
        sign(stand.page, guarantor)
    assert not Opinion.objects.exists()
    sign(stand.page, member("autre@example.org", "Garants"))  # who had no hand in it may


def test_a_signed_opinion_never_changes_and_a_new_one_may_follow(stand, guarantor):
    opinion = sign(stand.page, guarantor)
    for change in ({"words": "Autre"}, {"name": "Autre"}, {"read_hash": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(pk=opinion.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        opinion.delete()
    assert sign(stand.page, guarantor, words="Je complète.").number == 2


def test_an_edition_says_whether_it_is_what_was_read(stand, guarantor, client):
    sign(stand.page, guarantor)
    first = publish(stand.page)
    assert [row["same"] for row in opinions_on(first)] == [True]
    shown = client.get(stand.page.get_url(), headers={"Cookie": "langue=en"}).text
    assert "read in this very state" in shown
    assert "Ana Dias, garante" in shown


def test_an_edition_says_that_the_text_changed_since(stand, guarantor, client):
    sign(stand.page, guarantor)
    Finding.objects.filter(page=stand.page).update(statement="Il faut plus de trains le matin.")
    edition = publish(stand.page)
    assert [row["same"] for row in opinions_on(edition)] == [False]
    shown = client.get(stand.page.get_url(), headers={"Cookie": "langue=en"}).text
    assert "the text changed since it was read" in shown


def test_an_opinion_of_an_edition_stays_with_it(stand, guarantor, at_noon):
    first = publish(stand.page)
    sign(stand.page, guarantor, edition=first)
    Finding.objects.filter(page=stand.page).update(statement="Il faut plus de trains le matin.")
    second_edition = publish(stand.page)
    assert [row["same"] for row in opinions_on(first)] == [True]
    assert opinions_on(second_edition) == []


def test_an_opinion_of_an_open_draft_comes_with_the_edition_that_it_became(stand, guarantor, at_noon):
    reading = open_reading(page=stand.page, by=stand.editor, closes_at=at_noon + timedelta(days=1))
    sign(stand.page, guarantor, edition=reading.edition)
    assert [row["same"] for row in opinions_on(publish(stand.page))] == [True]


def test_the_form_signs_and_keeps_what_was_typed(stand, guarantor, client_of):
    client, address = client_of(guarantor), reverse("readings_desk:opinion", args=[stand.page.pk])
    typed = {"words": "Mes mots à moi.", "name": "Ana Dias", "read_hash": hash_to_read(stand.page, None)}
    Finding.objects.filter(page=stand.page).update(statement="Autre chose.")
    refused = client.post(address, typed)
    assert refused.status_code == 409
    assert "Mes mots à moi." in refused.text
    assert hash_to_read(stand.page, None) in refused.text  # it can be sent again, on what is read now
    done = client.post(address, {**typed, "read_hash": hash_to_read(stand.page, None)})
    assert done.status_code == 302
    assert Opinion.objects.get().signed_by == guarantor


def rows_of_all_kinds():
    """A row for every address of our rooms in the admin, and what fills the addresses in."""
    world = worlds.build()
    stand = ready(world.consultation)
    soon = timezone.now() + timedelta(days=1)
    reading = open_reading(page=stand.page, by=stand.editor, closes_at=soon)
    remark = comment(reading=reading, finding=reading.edition.findings.first(), author=stand.author, text="Un mot.")
    sample = second.draw(page=stand.page, by=stand.editor)
    finding = Finding.objects.get(page=stand.page)
    values = {
        "slug": world.consultation.slug,
        "number": world.published.number,
        "argument": world.argument.number,
        "amendment": 1,
        "run": 1,
        "pk": stand.page.pk,
        "page": stand.page.pk,
        "finding": finding.pk,
        "citation": finding.citations.get().pk,
        "theme": 1,
        "user": stand.editor.pk,
        "reading": reading.pk,
        "sample": sample.pk,
        "remark": remark.number,
        "order": 1,
        "key": str(finding.key),
        "version": world.published.current_id,
        "edition": 1,
        "commitment": 1,
        "reference": world.appeal.reference,
        "pause": 1,
    }
    return stand, values


def addresses(values):
    """Name and address of each of our pages in the admin."""
    for found in walk():
        if is_ours(found) and found.route.startswith("admin/") and found.name != "admin_sign_in":
            own = {"reading": values["sample"]} if "second-reading" in found.route else {}
            if found.name.startswith("wagtailusers_"):
                own = {"pk": values["user"]}
            kwargs = {name: {**values, **own}[name] for name in re.findall(r"<(?:\w+:)?(\w+)>", found.route)}
            yield found.name, reverse(found.name, kwargs=kwargs)


def test_any_deed_of_a_guarantor_is_refused_and_changes_nothing(db, at_noon, client_of):
    """Every address of our rooms in the admin, by POST: 403, or 405 where nothing is posted at all."""
    _stand, values = rows_of_all_kinds()
    client = client_of(member("garante@example.org", "Garants"))
    client.get("/admin/readings/")
    before, answers = checksums(), {}
    for name, address in addresses(values):
        if name != OWN_DEED:
            answers[name] = client.post(address).status_code
    assert len(answers) > 40
    other = {name: status for name, status in answers.items() if status not in {403, 405}}
    assert {name for name in other if not name.startswith("wagtailusers_")} == set()
    assert set(other.values()) <= {302}  # Wagtail's own pages of users send away with a sentence
    assert sum(status == 403 for status in answers.values()) > 25
    after = checksums()
    assert {table for table in after if after[table] != before[table]} <= {"django_session"}


def test_a_guarantor_reads_what_the_team_reads(db, at_noon, client_of):
    stand, values = rows_of_all_kinds()
    client = client_of(member("garante@example.org", "Garants"))
    pages = {
        "theme desk": reverse("synthesis_desk:desk", args=[values["slug"]]),
        "a theme": reverse("synthesis_desk:theme", args=[values["slug"], 1]),
        "a group of a run": reverse("synthesis_desk:cluster", args=[values["slug"], 1, 1]),
        "moderation": reverse("moderation_desk:queue"),
        "a text": reverse("moderation_desk:proposal", args=[values["slug"], values["number"]]),
        "synthesis desk": reverse("cms_desk:desk", args=[stand.page.pk]),
        "readings": reverse("readings_desk:index"),
        "remarks": reverse("readings_desk:remarks", args=[values["reading"]]),
        "sample": reverse("readings_desk:second", args=[values["sample"]]),
        "opinion": reverse("readings_desk:opinion", args=[stand.page.pk]),
        "register": reverse("consult:register"),
        "menu": reverse("wagtailadmin_home"),
    }
    statuses = {name: client.get(address).status_code for name, address in pages.items()}
    assert set(statuses.values()) == {200}, statuses
    menu = client.get(pages["menu"]).text
    assert all(address in menu for address in ("/admin/readings/", "/admin/themes/", "/admin/moderation/"))
    assert stand.page.title in client.get(pages["readings"]).text
    assert reverse("cms_desk:desk", args=[stand.page.pk]) in client.get(pages["readings"]).text
    assert "guarantor" in client.get(pages["synthesis desk"], headers={"Accept-Language": "en"}).text or "garant" in (
        client.get(pages["synthesis desk"]).text
    )


def test_others_of_the_team_still_work_where_they_worked(db, at_noon, client_of):
    """The positive control: the same walk as an organiser's and an editor's is not all refused."""
    _stand, values = rows_of_all_kinds()
    client = client_of(member("redactrice@example.org", "Rédaction"))
    mails = "cms_desk:review"  # asks Wagtail to write to reviewers
    statuses = {name: client.post(address).status_code for name, address in addresses(values) if name != mails}
    assert statuses["synthesis_desk:start"] != 403
    assert statuses["cms_desk:add"] != 403
    assert statuses[OWN_DEED] == 403
