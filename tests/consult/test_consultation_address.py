"""Once it holds contributions a consultation keeps its address, whichever way somebody tries to change it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage
from consult.addresses import AddressKept
from consult.models import ConsultationPage
from tests import factories
from tests.consult.test_consultation_admin import SPRING, edit_address, sentences, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_of):
    factories.home_page()
    return client_of(factories.UserFactory(is_superuser=True))


@pytest.fixture
def held(consultation):
    """A consultation that holds one proposal."""
    factories.ProposalFactory(consultation=consultation)
    return ConsultationPage.objects.get(pk=consultation.pk)


def send(client, page, **fields):
    phase = {**SPRING, "id": page.phases.get().pk}
    return client.post(edit_address(page), typed(phase, initial=1, **fields))


def slug_of(page):
    return ConsultationPage.objects.get(pk=page.pk).slug


@pytest.mark.parametrize("action", [{}, {"action-publish": "on"}])
def test_the_form_refuses_another_address_in_a_sentence(admin, held, action):
    answer = send(admin, held, slug="ailleurs", **action)
    (sentence,) = answer.context["form"].errors["slug"]
    assert answer.status_code == 200
    assert "se-deplacer" in sentence
    assert "1 " in sentence
    assert slug_of(held) == "se-deplacer"
    assert not held.revisions.exists()


def test_the_form_takes_another_title(admin, held):
    answer = send(admin, held, title="Se déplacer sans voiture", **{"action-publish": "on"})
    assert answer.status_code == 302
    assert ConsultationPage.objects.get().title == "Se déplacer sans voiture"


def test_an_empty_consultation_takes_another_address(admin, consultation):
    assert send(admin, consultation, slug="ailleurs", **{"action-publish": "on"}).status_code == 302
    assert slug_of(consultation) == "ailleurs"


def save_cleaned(page):
    page.slug = "ailleurs"
    page.save()


def save_unchecked(page):
    page.slug = "ailleurs"
    page.save(clean=False)


def save_one_column(page):
    page.slug = "ailleurs"
    page.save(update_fields=["slug"])


def save_draft(page):
    page.live, page.slug = False, "ailleurs"
    page.save()


def save_as_plain_page(page):
    plain = Page.objects.get(pk=page.pk)
    plain.slug = "ailleurs"
    plain.save()


def keep_revision(page):
    page.slug = "ailleurs"
    page.save_revision()


WAYS = [save_cleaned, save_unchecked, save_one_column, save_draft, save_as_plain_page, keep_revision]


@pytest.mark.parametrize("way", WAYS)
def test_a_script_is_refused_too(held, way):
    with pytest.raises((ValidationError, AddressKept), match="se-deplacer"):
        way(held)
    assert slug_of(held) == "se-deplacer"
    assert Page.objects.get(pk=held.pk).url_path.endswith("/se-deplacer/")


@pytest.mark.parametrize("way", [save_cleaned, save_unchecked, save_draft, save_as_plain_page])
def test_a_script_renames_an_empty_one(consultation, way):
    way(ConsultationPage.objects.get())
    assert slug_of(consultation) == "ailleurs"


def test_a_scheduled_draft_older_than_the_contributions_does_not_bring_its_address_back(consultation):
    consultation.save_revision().publish()
    page = ConsultationPage.objects.get()
    page.slug, page.title = "ailleurs", "Un autre titre"
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    factories.ProposalFactory(consultation=consultation)
    assert slug_of(page) == "se-deplacer"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")
    published = ConsultationPage.objects.get()
    assert (published.title, published.slug, published.url) == ("Un autre titre", "se-deplacer", "/se-deplacer/")


def test_without_contributions_a_scheduled_address_comes(consultation):
    consultation.save_revision().publish()
    page = ConsultationPage.objects.get()
    page.slug, page.go_live_at = "ailleurs", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")
    assert slug_of(page) == "ailleurs"


def root():
    return Page.get_first_root_node()


def test_the_admin_refuses_a_move_in_a_sentence(admin, held):
    confirm = reverse("wagtailadmin_pages:move_confirm", args=[held.pk, root().pk])
    for ask in (admin.get, admin.post):
        answer = ask(confirm, follow=True)
        assert held.title in sentences(answer)
        assert ConsultationPage.objects.get().url == "/se-deplacer/"


def test_moving_several_at_once_moves_none_and_says_why(admin, held):
    empty = factories.open_consultation("vide", title="Vide")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    answer = admin.post(f"{address}?id={empty.pk}&id={held.pk}", {"chooser": root().pk})
    assert answer.status_code == 422
    assert held.title in answer.text
    assert edit_address(held) in answer.text
    assert {page.url for page in ConsultationPage.objects.all()} == {"/se-deplacer/", "/vide/"}


def test_a_script_does_not_move_it_away(held):
    with pytest.raises(AddressKept, match=held.title):
        Page.objects.get(pk=held.pk).move(root(), pos="last-child")
    assert ConsultationPage.objects.get().url == "/se-deplacer/"


def test_an_empty_one_is_moved(consultation):
    Page.objects.get(pk=consultation.pk).move(root(), pos="last-child")
    assert ConsultationPage.objects.get().get_parent() == root()


def test_it_changes_places_beneath_home(admin, held):
    factories.open_consultation("autre")
    home = HomePage.objects.get()
    confirm = reverse("wagtailadmin_pages:move_confirm", args=[held.pk, home.pk])
    assert admin.post(confirm).status_code == 302
    assert [page.slug for page in home.get_children()] == ["autre", "se-deplacer"]


def test_saving_it_unchanged_counts_no_contribution(held):
    with CaptureQueriesContext(connection) as queries:
        held.save()
    assert not [query for query in queries if "COUNT(" in query["sql"]]
