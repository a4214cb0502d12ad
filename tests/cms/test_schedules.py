"""Pages that come and go by themselves: through the gate, and with exactly one entry in the journal each time."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageLogEntry

from cms.gates import NothingToStandOn
from cms.models import Citation, SynthesisPage
from cms.models.synthesis import BornInView
from cms.site_setup import set_up_site
from cms.tasks import publish_scheduled
from consult.models import JournalEntry
from tests import factories
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db

IN = ["synthesis.published"]
IN_AND_OUT = [*IN, "synthesis.unpublished"]


@pytest.fixture
def sound(consultation):
    proposal = factories.ProposalFactory(consultation=consultation, text="Il faudrait plus de trains le soir.")
    return [("agreement", "Les trains du soir manquent.", [(proposal, "plus de trains")])]


def journalled():
    return list(
        JournalEntry.objects.filter(event__startswith="synthesis.").order_by("number").values_list("event", flat=True)
    )


def tomorrow():
    return timezone.now() + timedelta(days=1)


@pytest.mark.requirement("V-2")
def test_a_synthesis_that_expires_is_journalled_once(consultation, sound):
    page = published(consultation, sound, expire_at=tomorrow())
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")
        call_command("publish_scheduled")
    assert not SynthesisPage.objects.get(pk=page.pk).live
    assert journalled() == IN_AND_OUT


@pytest.mark.requirement("V-2")
def test_one_that_goes_live_and_expires_by_schedule_is_journalled_at_both_ends(consultation, sound):
    dates = {"go_live_at": tomorrow(), "expire_at": tomorrow() + timedelta(days=2)}
    draft(consultation, sound, **dates).get_latest_revision().publish()
    for days, expected in ((0, []), (2, IN), (2.5, IN), (4, IN_AND_OUT), (5, IN_AND_OUT)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            publish_scheduled.call()
        assert journalled() == expected, f"after {days} days"


@pytest.mark.requirement("V-2")
@pytest.mark.parametrize("way", ["its own", "as a plain page", "with its consultation"])
def test_every_way_out_of_view_is_journalled_once(consultation, sound, way):
    page = published(consultation, sound)
    organiser = factories.UserFactory(is_superuser=True)
    plain = Page.objects.get(pk=page.pk)
    {
        "its own": page.unpublish,
        "as a plain page": plain.unpublish,
        "with its consultation": lambda: unpublish_all(consultation, organiser),
    }[way]()
    assert journalled() == IN_AND_OUT


@pytest.mark.requirement("Y-8")
@pytest.mark.parametrize("way", ["as itself", "as a plain page"])
def test_a_synthesis_with_an_edition_is_not_deleted(consultation, sound, way):
    page = published(consultation, sound)
    with pytest.raises(ProtectedError), transaction.atomic():
        (page if way == "as itself" else Page.objects.get(pk=page.pk)).delete()
    assert SynthesisPage.objects.get(pk=page.pk).live
    assert journalled() == IN


@pytest.mark.requirement("Y-8")
@pytest.mark.parametrize("live", [True, False])
def test_the_admin_says_why_it_is_not_deleted(client_of, consultation, sound, live):
    set_up_site()
    page = published(consultation, sound)
    if not live:
        page.unpublish()
    organiser = client_of(factories.UserFactory(is_superuser=True))
    answer = organiser.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert page.title in " ".join(str(message) for message in answer.context["messages"])
    assert SynthesisPage.objects.filter(pk=page.pk).exists()


def unpublish_all(consultation, user):
    UnpublishPageAction(consultation, user=user, include_descendants=True).execute()


@pytest.mark.requirement("C-7")
def test_what_became_unsound_since_is_not_published_and_holds_up_nothing(consultation, sound):
    broken = draft(consultation, sound, go_live_at=tomorrow())
    broken.get_latest_revision().publish()
    other = draft(consultation, sound, title="Une autre", slug="une-autre", go_live_at=tomorrow() + timedelta(hours=1))
    other.get_latest_revision().publish()
    Citation.objects.filter(finding__page=broken).delete()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert publish_scheduled.call() == 1
    assert [page.live for page in SynthesisPage.objects.order_by("pk")] == [False, True]
    assert PageLogEntry.objects.filter(page=broken.pk, action="wagtail.schedule.cancel").count() == 1


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("way", ["copied alone", "copied with its consultation", "as an alias"])
def test_no_synthesis_is_born_in_view(consultation, sound, way):
    page = published(consultation, sound)
    with pytest.raises(BornInView):
        {
            "copied alone": lambda: page.copy(keep_live=True, update_attrs={"slug": "copie"}),
            "copied with its consultation": lambda: consultation.copy(
                recursive=True, keep_live=True, update_attrs={"slug": "copie"}
            ),
            "as an alias": lambda: page.create_alias(update_slug="copie"),
        }[way]()
    assert SynthesisPage.objects.count() == 1
    assert journalled() == IN


def test_a_synthesis_that_a_script_adds_begins_as_a_draft(consultation):
    consultation.add_child(instance=SynthesisPage(title="Synthèse", slug="synthese", live=True))
    page = SynthesisPage.objects.get()
    assert (page.live, page.has_unpublished_changes) == (False, True)
    assert journalled() == []


def test_a_copy_that_is_a_draft_is_welcome_and_stands_before_the_same_gates(consultation, sound):
    page = published(consultation, sound)
    copy = page.copy(keep_live=False, update_attrs={"slug": "copie"})
    assert not copy.live
    assert journalled() == IN
    with pytest.raises(NothingToStandOn):  # a copy has a desk of its own, where nothing is frozen yet
        copy.get_latest_revision().publish()
