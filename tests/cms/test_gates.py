"""C-7: nothing is published that rests on nothing, by whichever door."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Revision

from cms import tasks
from cms.editions.publishing import publish_edition
from cms.gates import CitationAmiss, FindingWithoutCitation, NothingToStandOn, NotPublishable
from cms.models import Citation, Edition, Finding, SynthesisDesk, SynthesisPage
from cms.site_setup import set_up_site
from cms.tasks import publish_scheduled
from consult.models import JournalEntry
from tests import factories
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(consultation):
    return factories.ProposalFactory(consultation=consultation, text="Il faudrait plus de trains le soir.")


def orphan(proposal):
    return [
        ("agreement", "Les trains du soir manquent.", [(proposal, "plus de trains")]),
        ("question", "Qui paiera ?", []),
    ]


def sound(proposal):
    return [*orphan(proposal)[:1], ("editorial", "Nous avons tout lu.", [])]


@pytest.mark.requirement("C-7")
def test_a_finding_that_cites_nothing_is_refused_with_a_sentence_that_names_it(consultation, proposal):
    page = draft(consultation, orphan(proposal))
    with pytest.raises(FindingWithoutCitation) as refusal:
        page.save_revision().publish()
    assert "2" in refusal.value.sentence
    assert "Qui paiera ?" in refusal.value.sentence
    assert "Les trains du soir manquent" not in refusal.value.sentence
    assert not SynthesisPage.objects.get(pk=page.pk).live
    assert not JournalEntry.objects.filter(event="synthesis.published").exists()


@pytest.mark.requirement("C-7")
def test_with_citations_and_editorial_words_it_is_published(consultation, proposal):
    page = published(consultation, sound(proposal))
    assert page.live
    assert [finding.kind for finding in page.editions.get().findings.order_by("number")] == ["agreement", "editorial"]


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize(("rows", "refused"), [(orphan, True), (sound, False)])
def test_scheduling_passes_the_same_gate(consultation, proposal, rows, refused):
    page = draft(consultation, rows(proposal), go_live_at=timezone.now() + timedelta(days=1))
    if refused:
        with pytest.raises(FindingWithoutCitation):
            page.get_latest_revision().publish()
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
        return
    page.get_latest_revision().publish()
    assert not JournalEntry.objects.filter(event="synthesis.published").exists()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")
    assert SynthesisPage.objects.get(pk=page.pk).live
    assert JournalEntry.objects.filter(event="synthesis.published").count() == 1


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize(("rows", "refused"), [(orphan, True), (sound, False)])
def test_an_approval_passes_the_same_gate(consultation, proposal, settings, rows, refused):
    settings.WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
    set_up_site()
    organiser = factories.UserFactory(is_superuser=True)
    page = draft(consultation, rows(proposal))
    state = page.get_workflow().start(page, organiser)
    with pytest.raises(FindingWithoutCitation) if refused else nullcontext():
        state.current_task_state.approve(user=organiser)
    assert SynthesisPage.objects.get(pk=page.pk).live is not refused
    assert JournalEntry.objects.filter(event="synthesis.published").exists() is not refused
    state.refresh_from_db()
    assert state.status == ("in_progress" if refused else "approved")


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("reason", ["", "Le rapport est attendu."])
def test_no_edition_is_frozen_past_its_gates_whoever_asks_for_it(consultation, proposal, reason):
    """As after Wagtail's own form, which puts the page in view before the edition is frozen."""
    page = draft(consultation, [*sound(proposal), ("agreement", "Des trains.", [(proposal, "trains")])])
    Finding.objects.filter(statement="Des trains.").update(no_contrary=False)
    SynthesisPage.objects.filter(pk=page.pk).update(live=True)
    SynthesisDesk.objects.filter(page=page).update(public_reason=reason)
    Citation.objects.filter(finding__statement="Les trains du soir manquent.").delete()
    with pytest.raises(FindingWithoutCitation):
        publish_edition(page=SynthesisPage.objects.get(pk=page.pk))
    assert not Edition.objects.exists()


@pytest.mark.requirement("C-7")
def test_what_goes_before_its_hour_leaves_the_page_as_it_was(consultation, proposal, monkeypatch):
    """The task looked at the gates; another editor takes the citation out before Wagtail publishes."""
    page = draft(consultation, sound(proposal), go_live_at=timezone.now() + timedelta(days=1))
    page.get_latest_revision().publish()
    look = tasks._is_refused
    monkeypatch.setattr(tasks, "_is_refused", lambda due: (look(due), Citation.objects.all().delete())[0])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        with pytest.raises(FindingWithoutCitation):
            publish_scheduled.func()
        assert not SynthesisPage.objects.get(pk=page.pk).live
        assert publish_scheduled.func() == 1
    assert not Edition.objects.exists()


def test_the_consultation_is_published_before_its_synthesis(consultation, proposal):
    page = draft(consultation, sound(proposal))
    consultation.unpublish()
    page = SynthesisPage.objects.get(pk=page.pk)
    with pytest.raises(NothingToStandOn):
        page.get_latest_revision().publish()


@pytest.mark.requirement("Y-3")
def test_a_script_cannot_publish_other_words_than_the_contributions(consultation, proposal):
    page = draft(consultation, sound(proposal))
    citation = Citation.objects.get(finding__page=page)
    citation.words = "moins de trains"[: citation.end - citation.start]
    citation.save()
    with pytest.raises(CitationAmiss, match="P-1"):
        page.save_revision().publish()


@pytest.mark.requirement("Y-3")
def test_the_database_keeps_words_and_span_of_one_length(consultation, proposal):
    page = draft(consultation, sound(proposal))
    citation = Citation.objects.get(finding__page=page)
    citation.end += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        citation.save()


def test_what_waits_for_moderation_cannot_be_cited(consultation, proposal):
    waiting = factories.ProposalFactory(consultation=consultation, waiting=True, text="Des trains.")
    page = draft(consultation, [("agreement", "Des trains.", [(waiting, "")])])
    with pytest.raises(CitationAmiss, match=waiting.reference):
        page.get_latest_revision().publish()


def test_another_consultation_s_words_cannot_be_cited(consultation, proposal):
    elsewhere = factories.ProposalFactory(consultation=factories.open_consultation("ailleurs"), text="Des trains.")
    page = draft(consultation, [("agreement", "Des trains.", [(elsewhere, "")])])
    with pytest.raises(CitationAmiss):
        page.get_latest_revision().publish()


def test_words_withheld_after_they_were_cited_ask_for_others_or_for_a_reason(consultation, proposal):
    page = published(consultation, sound(proposal))
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    page.title = "Nouveau titre"
    with pytest.raises(NotPublishable, match="1"):
        page.save_revision().publish()
    SynthesisDesk.objects.filter(page=page).update(public_reason="La décision est contestée.")
    page.save_revision().publish()
    assert SynthesisPage.objects.get(pk=page.pk).title == "Nouveau titre"
