"""Following: by one form, after the sign-in when need be, listed, taken away and erased."""

import pytest
from django.urls import reverse

from cms.answering.targets import finding_target
from participants.following import follow
from participants.models import Follow
from participants.my_data import erase, export_of
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.shelf import published

pytestmark = pytest.mark.django_db
FOLLOW = "/suivre/"


@pytest.fixture
def page(consultation):
    proposal = factories.ProposalFactory(consultation=consultation)
    return published(consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "")])])


@pytest.fixture
def target(page):
    return finding_target(page.consultation, answers.finding_of(page).key)


def test_one_follows_once_and_stops(target, citizen, client_of):
    browser = client_of(citizen)
    for _time in range(2):
        assert browser.post(FOLLOW, {"cible": target}).status_code == 302
    assert Follow.objects.get().target == target
    browser.post(FOLLOW, {"cible": target, "geste": "ne-plus-suivre"})
    assert not Follow.objects.exists()


def test_what_someone_was_about_to_follow_survives_the_sign_in(target, client, citizen):
    response = client.post(FOLLOW, {"cible": target})
    assert response.headers["Location"].startswith(reverse("participants:sign_in"))
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    assert "Les trains du soir manquent." in client.get(FOLLOW).content.decode()
    assert f'value="{target}"' in client.get(FOLLOW).content.decode()
    client.post(FOLLOW, {"cible": target})
    assert client.get(FOLLOW).status_code == 404  # nothing is kept any more


@pytest.mark.parametrize(
    "wrong", ["", "x", "a/b/c", "0a1b/constat/pas-une-cle", "a/engagement/E-1", "\x00/constat/\x00"]
)
def test_what_names_nothing_in_view_is_404(page, citizen, client_of, wrong):
    browser = client_of(citizen)
    assert browser.get(FOLLOW, {"cible": wrong}).status_code == 404
    assert browser.post(FOLLOW, {"cible": wrong}).status_code == 404
    assert not Follow.objects.exists()


def test_what_is_out_of_view_cannot_be_followed_but_can_be_left(page, target, citizen, client_of):
    follow(participant=citizen, target=target)
    page.unpublish()
    browser = client_of(citizen)
    assert browser.post(FOLLOW, {"cible": target}).status_code == 404
    assert "Les trains" not in browser.get(reverse("participants:space")).content.decode()
    assert browser.post(FOLLOW, {"cible": target, "geste": "ne-plus-suivre"}).status_code == 302
    assert not Follow.objects.exists()


def test_what_one_follows_is_listed_in_one_s_own_space(target, citizen, other_citizen, client_of):
    follow(participant=citizen, target=target)
    space = reverse("participants:space")
    assert "Les trains du soir manquent." in client_of(citizen).get(space).content.decode()
    assert "Les trains du soir manquent." not in client_of(other_citizen).get(space).content.decode()


def test_the_page_of_a_finding_says_whether_one_follows_it(page, target, citizen, client_of):
    browser = client_of(citizen)
    address = reverse("answers:finding", args=[page.consultation.slug, answers.finding_of(page).key])
    assert "ne-plus-suivre" not in browser.get(address).content.decode()
    follow(participant=citizen, target=target)
    assert "ne-plus-suivre" in browser.get(address).content.decode()


def test_follows_are_taken_away_and_erased_with_the_account(target, citizen):
    follow(participant=citizen, target=target)
    assert [row["target"] for row in export_of(citizen)["follows"]] == [target]
    assert erase(participant=citizen)["follows"] == 1
    assert not Follow.objects.exists()


def test_a_form_leads_back_to_our_own_pages_only(target, citizen, client_of):
    response = client_of(citizen).post(FOLLOW, {"cible": target, "retour": "https://example.org/"})
    assert response.headers["Location"].startswith("/")
