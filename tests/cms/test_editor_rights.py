"""What the group of editors may do in the admin, with the rights that a new site gives it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from cms.models import ArticlePage, HomePage, SynthesisPage
from cms.site_setup import set_up_site
from consult.models import ConsultationPage
from tests import factories
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db


def member(group):
    factories.home_page()
    set_up_site()
    user = factories.UserFactory(email=f"{group.lower()}@example.org")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(client_of):
    return client_of(member("Rédaction"))


@pytest.fixture
def organiser(client_of):
    return client_of(member("Organisation"))


def site_page(kind):
    home = HomePage.objects.get()
    return home if kind == "home" else ArticlePage.objects.child_of(home).get(slug="a-propos")


@pytest.mark.parametrize("kind", ["home", "article"])
@pytest.mark.parametrize("deed", ["edit", "unpublish", "copy", "move", "delete"])
def test_the_pages_of_the_site_are_not_the_editors(editor, kind, deed):
    page = site_page(kind)
    address = reverse(f"wagtailadmin_pages:{deed}", args=[page.pk])
    assert editor.get(address).status_code == 302
    editor.post(address, {"title": "Pris", "slug": "pris", "action-publish": "on"})
    after = Page.objects.get(pk=page.pk)
    assert (after.live, after.title) == (True, page.title)


@pytest.mark.parametrize("kind", ["home", "article"])
@pytest.mark.parametrize("deed", ["edit", "unpublish"])
def test_they_are_the_organisers(organiser, kind, deed):
    assert organiser.get(reverse(f"wagtailadmin_pages:{deed}", args=[site_page(kind).pk])).status_code == 200


@pytest.mark.parametrize("model", ["consult/consultationpage", "cms/articlepage"])
def test_editors_put_nothing_right_under_home(editor, model):
    address = reverse("wagtailadmin_pages:add", args=[*model.split("/"), HomePage.objects.get().pk])
    before = Page.objects.count()
    assert editor.get(address).status_code == 302
    editor.post(address, {"title": "À nous", "slug": "a-nous", "action-publish": "on"})
    assert Page.objects.count() == before
    assert not ConsultationPage.objects.filter(slug="a-nous").exists()


def test_editors_move_no_article_under_home(editor, consultation):
    article = consultation.add_child(instance=ArticlePage(title="Méthode", body="<p>Voici.</p>"))
    user = Group.objects.get(name="Rédaction").user_set.get()
    rights = article.permissions_for_user(user)
    assert rights.can_edit()
    assert rights.can_move()
    assert not rights.can_move_to(HomePage.objects.get())


def test_editors_write_and_publish_under_a_consultation(editor, consultation):
    address = reverse("wagtailadmin_pages:add", args=["cms", "synthesispage", consultation.pk])
    assert editor.get(address).status_code == 200
    page = draft(consultation, [("editorial", "Tout est lu.", [])])
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    rights = page.permissions_for_user(Group.objects.get(name="Rédaction").user_set.get())
    assert rights.can_publish()


def test_a_synthesis_that_cites_stays_under_its_consultation(consultation):
    proposal = factories.ProposalFactory(consultation=consultation)
    elsewhere = factories.open_consultation("ailleurs")
    cites = published(consultation, [("agreement", "Des trains.", [(proposal, "")])])
    empty = draft(consultation, [("editorial", "Rien encore.", [])], slug="rien")
    root = factories.UserFactory(email="racine@example.org", is_superuser=True)
    assert not SynthesisPage.objects.get(pk=cites.pk).permissions_for_user(root).can_move_to(elsewhere)
    assert empty.permissions_for_user(root).can_move_to(elsewhere)
