"""manage.py setup_site makes a new installation ready, and can be run again."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site, Workflow

from cms.models import ArticlePage, HomePage
from cms.site_setup import EDITING, MODERATION, ORGANISING, set_up_site
from moderation.models import Ground
from participants.models import ConsentText, User
from tests import factories

pytestmark = pytest.mark.django_db


def counts():
    models = [Page, Site, Group, Workflow, ConsentText, Ground, User]
    return {model.__name__: model.objects.count() for model in models}


def test_a_new_site_has_home_articles_charter_and_consent_text():
    set_up_site()
    home = Site.objects.get().root_page.specific
    assert isinstance(home, HomePage)
    assert {page.slug for page in ArticlePage.objects.child_of(home).live()} == {
        "a-propos",
        "donnees-personnelles",
        "accessibilite",
    }
    assert set(ConsentText.objects.values_list("language", flat=True)) == {"fr", "en"}
    assert Ground.objects.in_force().count() == 8


def test_wagtail_s_own_home_and_groups_are_gone():
    set_up_site()
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()
    assert set(Group.objects.values_list("name", flat=True)) == {"Modération", "Rédaction", "Organisation", "Garants"}
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Relecture"]


def test_the_site_answers_at_its_own_address(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://avis.example.org"
    set_up_site()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("avis.example.org", 443)


def test_run_again_it_changes_nothing():
    set_up_site(organiser_email="premiere@example.org")
    before = counts()
    assert set_up_site(organiser_email="premiere@example.org") == []
    assert counts() == before


def test_what_an_organiser_changed_stays():
    set_up_site()
    HomePage.objects.update(headline="Notre ville répond")
    Ground.objects.filter(position=1).update(sample_words="Restons polis.")
    set_up_site()
    assert HomePage.objects.get().headline == "Notre ville répond"
    assert Ground.objects.filter(sample_words="Restons polis.").exists()


@pytest.mark.parametrize("role", [MODERATION, EDITING, ORGANISING], ids=lambda role: role.name)
def test_each_group_has_its_permissions_and_no_other(role):
    set_up_site()
    group = Group.objects.get(name=role.name)
    named = {f"{row.content_type.app_label}.{row.codename}" for row in group.permissions.select_related("content_type")}
    assert named == set(role.permissions)
    pages = group.page_permissions.select_related("permission", "page")
    assert {row.permission.codename for row in pages} == set(role.pages)
    assert all(isinstance(row.page.specific, HomePage) for row in pages)


def test_a_group_that_people_belong_to_is_not_taken_away():
    group = Group.objects.get(name="Editors")
    factories.UserFactory().groups.add(group)
    set_up_site()
    assert Group.objects.filter(pk=group.pk).exists()


def test_the_first_organiser_has_every_right_and_no_password():
    call_command("setup_site", email="Premiere@Example.org")
    organiser = User.objects.get(email="premiere@example.org")
    assert organiser.is_superuser
    assert not organiser.has_usable_password()


def test_an_address_that_is_none_is_refused():
    with pytest.raises(CommandError, match="pas-une-adresse"):
        call_command("setup_site", email="pas-une-adresse")
    assert not HomePage.objects.exists()


def test_the_pages_of_a_new_site_can_be_read(client, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    set_up_site()
    for path in ["/", "/a-propos/", "/donnees-personnelles/", "/accessibilite/"]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "UNDEFINED" not in answer.text
        assert not answer.cookies
