"""S-7: whichever door the team comes by, the admin opens once the second factor was given in that session."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participants.models import User
from proposals.models import Proposal
from tests import factories
from tests.participants.factor_help import GIVE, code_at, set_up

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("S-7"),
    pytest.mark.usefixtures("asked", "clock", "lenient_templates"),
]
ADMIN = "/admin/"
TO_THE_FACTOR = "/connexion/second-facteur/?next=%2Fadmin%2F"
PASSWORD = "une phrase assez longue"


@pytest.fixture
def asked(settings):
    settings.CONSULT_SECOND_FACTOR = True


@pytest.fixture
def organiser(db):
    factories.home_page()
    return User.objects.create_superuser("orga@example.org", PASSWORD, display_name="Orga")


def opens(browser):
    return browser.get(ADMIN).status_code == 200


def test_by_the_code_of_the_mail(client, organiser, sign_in):
    assert sign_in(client, organiser.email, ADMIN)["Location"] == ADMIN
    assert client.get(ADMIN)["Location"] == TO_THE_FACTOR
    secret = set_up(client)
    assert opens(client)
    again = Client()
    sign_in(again, organiser.email, ADMIN)
    assert again.get(ADMIN)["Location"] == TO_THE_FACTOR
    assert again.get("/connexion/?next=/admin/")["Location"] == ADMIN  # no refusal, and no way round
    assert again.post(GIVE, {"code": code_at(secret, later=30), "next": ADMIN})["Location"] == ADMIN
    assert opens(again)


def test_by_a_password(client, organiser):
    set_up_by = Client()
    set_up_by.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    set_up(set_up_by)
    organiser.set_password("une autre phrase, toute neuve")
    organiser.save()
    assert client.login(email=organiser.email, password="une autre phrase, toute neuve")
    assert client.get(ADMIN)["Location"] == TO_THE_FACTOR


def test_wagtails_own_sign_in_and_reset_of_passwords_open_nothing(client, organiser):
    sent = client.post("/admin/login/", {"username": organiser.email, "password": PASSWORD})
    assert sent["Location"].startswith("/connexion/")
    assert "_auth_user_id" not in client.session
    for address in ("/admin/password_reset/", "/admin/password_reset/done/", "/admin/password_reset/complete/"):
        assert client.get(address).status_code in {302, 404}
        assert client.post(address, {"email": organiser.email}).status_code in {302, 404, 405}


def test_by_a_session_that_was_kept_from_before(client, organiser, settings):
    settings.CONSULT_SECOND_FACTOR = False
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    assert opens(client)
    settings.CONSULT_SECOND_FACTOR = True
    assert client.get(ADMIN)["Location"] == TO_THE_FACTOR


def test_a_factor_given_by_one_person_is_not_the_next_ones(client, organiser, moderator):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    set_up(client)
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADMIN)["Location"] == TO_THE_FACTOR


def test_a_form_sent_without_the_factor_changes_nothing(client, organiser, citizen):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    sent = client.post(f"/admin/users/{citizen.pk}/delete/")
    assert sent["Location"] == TO_THE_FACTOR
    assert User.objects.filter(pk=citizen.pk).exists()
    by_htmx = client.post(f"/admin/users/{citizen.pk}/delete/", headers={"HX-Request": "true"})
    assert by_htmx.headers["HX-Redirect"] == TO_THE_FACTOR


def test_signing_out_needs_no_factor(client, organiser):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/admin/logout/")
    assert answer["Location"] == "/connexion/"
    assert "_auth_user_id" not in client.session


def test_citizens_and_strangers_are_answered_as_ever(client, citizen, organiser):
    assert client.get(ADMIN)["Location"] == "/connexion/?next=/admin/"
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADMIN)["Location"] == "/connexion/?next=/admin/"
    assert client.get("/connexion/?next=/admin/").status_code == 403


def test_without_the_setting_nothing_is_asked(client, organiser, settings):
    settings.CONSULT_SECOND_FACTOR = False
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    assert opens(client)


def test_on_public_pages_the_rights_of_the_team_sleep_until_then(client, moderator, consultation):
    proposal = factories.ProposalFactory(consultation=consultation)
    proposal.withhold(ground="Hors la loi", at=factories.EARLY)
    Proposal.objects.filter(pk=proposal.pk).update(published_at=None)  # for its author and for moderators
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    assert proposal.current.text not in client.get(proposal.get_absolute_url()).text
    set_up(client)
    assert proposal.current.text in client.get(proposal.get_absolute_url()).text


def test_a_citizen_pays_no_query_for_the_gate(client, client_of, citizen, consultation, settings):
    browser, counted = client_of(citizen), []
    for asked_for in (True, False, True):  # the first fills what is read once
        settings.CONSULT_SECOND_FACTOR = asked_for
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/se-deplacer/propositions/").status_code == 200
        counted.append(len(captured))
    assert counted[1] == counted[2] > 0


def test_roles_and_exports_ask_for_it_again_after_a_quarter_of_an_hour(client, organiser, citizen, clock):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    secret = set_up(client)
    personal = ["/admin/users/", f"/admin/users/edit/{citizen.pk}/", "/admin/reports/site-history/?export=csv"]
    for address in personal:
        assert client.get(address).status_code == 200, address
    clock.shift(16 * 60)
    assert opens(client)
    for address in personal:
        assert client.get(address)["Location"].startswith(GIVE), address
    form = {"email": citizen.email, "display_name": "Ana B.", "language": "fr", "is_active": "on"}
    in_time = client.post(f"/admin/users/edit/{citizen.pk}/", form)
    assert in_time["Location"] == "/admin/users/"
    clock.shift(50 * 60)
    late = client.post(f"/admin/users/edit/{citizen.pk}/", {**form, "is_superuser": "on"})
    assert late["Location"] == TO_THE_FACTOR
    assert not User.objects.get(pk=citizen.pk).is_superuser
    assert client.post(GIVE, {"code": code_at(secret), "next": "/admin/users/"})["Location"] == "/admin/users/"
    assert client.get("/admin/users/").status_code == 200


@pytest.mark.parametrize("address", ["/mon-espace/effacer/", "/mon-espace/mes-donnees/"])
def test_what_takes_an_account_away_or_out_asks_for_the_factor_of_the_team(client, organiser, sign_in, address):
    sign_in(client, organiser.email, "/mon-espace/")
    set_up(client)
    again = Client()
    sign_in(again, organiser.email, "/mon-espace/")
    for method in (again.get, again.post):
        answer = method(address, {"texts": "keep", "sure": "on"})
        assert answer.status_code in (302, 405)
    assert again.get(address)["Location"].startswith(GIVE)
    assert User.objects.filter(pk=organiser.pk).exists()
    assert client.get(address).status_code == 200


def test_citizens_are_asked_for_nothing_there(client_of, citizen):
    assert client_of(citizen).get("/mon-espace/effacer/").status_code == 200
