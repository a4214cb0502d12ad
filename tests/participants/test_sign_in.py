import itertools
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from participants.adapter import AccountAdapter
from participants.models import User
from participants.sign_in import account_for
from tests import factories

pytestmark = pytest.mark.django_db

CODE = "/connexion/code/"


def test_a_known_address_signs_in_with_the_code_of_the_mail(client, citizen, sign_in):
    answer = sign_in(client, "citoyenne@example.org", "/registre/")
    assert answer.status_code == 302
    assert answer["Location"] == "/registre/"
    assert client.session["_auth_user_id"] == str(citizen.pk)
    assert EmailAddress.objects.get(user=citizen).verified


def test_an_unknown_address_gets_an_account_confirmed_by_the_code(client, sign_in):
    answer = sign_in(client, "Nouvelle@Example.org", "/registre/")
    user = User.objects.get(email="nouvelle@example.org")
    assert answer["Location"] == "/bienvenue/?next=%2Fregistre%2F"
    assert EmailAddress.objects.get(user=user).verified
    assert not user.has_usable_password()


def test_an_unknown_address_has_no_confirmed_account_before_the_code(client):
    client.post("/connexion/", {"email": "nouvelle@example.org"})
    user = User.objects.get(email="nouvelle@example.org")
    assert user.last_login is None
    assert not EmailAddress.objects.filter(user=user, verified=True).exists()
    assert "_auth_user_id" not in client.session


def test_answers_are_the_same_for_known_unknown_and_suspended_addresses(citizen):
    factories.UserFactory(email="suspendue@example.org", is_active=False)
    seen = set()
    for address in ["citoyenne@example.org", "inconnue@example.org", "suspendue@example.org"]:
        browser = Client()
        first = browser.post("/connexion/", {"email": address})
        page = browser.get(first["Location"]).content.decode().replace(address, "ADDRESS")
        words = [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
        seen.add((first.status_code, first["Location"], "\n".join(words)))
    assert len(seen) == 1
    assert len(mail.outbox) == 3
    assert len({message.body[-60:] for message in mail.outbox}) == 1


def test_the_third_wrong_code_ends_the_attempt_with_a_sentence(client, citizen, last_code):
    client.post("/connexion/", {"email": citizen.email})
    wrong = "111111" if last_code() != "111111" else "222222"
    tries = [client.post(CODE, {"code": wrong}) for _try in range(3)]
    assert [answer.status_code for answer in tries] == [422, 422, 422]
    assert "third wrong code" in _text(tries[2])
    right = client.post(CODE, {"code": last_code()})
    assert right.status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_code_is_worth_nothing_in_another_session(client, citizen):
    client.post("/connexion/", {"email": citizen.email})
    other = Client()
    other.post("/connexion/", {"email": "voleuse@example.org"})
    answer = other.post(CODE, {"code": _code_of(mail.outbox[0])})
    assert answer.status_code == 422
    assert "_auth_user_id" not in other.session


def test_a_code_ends_after_fifteen_minutes(client, citizen, last_code, clock):
    client.post("/connexion/", {"email": citizen.email})
    clock.shift(16 * 60)  # seconds
    answer = client.post(CODE, {"code": last_code()})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_resending_makes_the_older_code_useless(client, citizen, last_code, monkeypatch):
    codes = map("{:06d}".format, itertools.count(111_111))
    monkeypatch.setattr(AccountAdapter, "generate_login_code", lambda self: next(codes))
    client.post("/connexion/", {"email": citizen.email})
    first = last_code()
    answer = client.post("/connexion/code/renvoyer/", {"next": "/registre/"})
    assert answer["Location"] == "/connexion/code/?next=%2Fregistre%2F&sent=again"
    assert len(mail.outbox) == 2
    assert last_code() != first
    assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": last_code()}).status_code == 302


@pytest.mark.parametrize("typed", ["", "pas une adresse", "a" * 250 + "@b.fr", "ana@example.org\x00"])
def test_what_is_no_address_is_refused_with_a_sentence(client, typed):
    answer = client.post("/connexion/", {"email": typed})
    assert answer.status_code == 422
    assert 'class="error-summary"' in _text(answer)
    assert not User.objects.exists()


def test_codes_asked_for_too_fast_are_refused_with_a_sentence(client, citizen):
    answers = [client.post("/connexion/", {"email": citizen.email}) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Too many codes" in _text(answers[3])
    assert len(mail.outbox) == 3


def test_a_suspended_account_reads_a_sentence_after_the_right_code(client, sign_in):
    factories.UserFactory(email="suspendue@example.org", is_active=False)
    answer = sign_in(client, "suspendue@example.org")
    assert answer.status_code == 403
    assert "suspended" in _text(answer)
    assert "_auth_user_id" not in client.session


def test_suspending_ends_the_session_at_the_next_request(client_of, citizen):
    browser = client_of(citizen)
    assert browser.get("/mon-espace/").status_code == 200
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    assert browser.get("/mon-espace/")["Location"].startswith("/connexion/")


def test_an_account_erased_between_the_two_steps_is_a_sentence(client, citizen, last_code):
    client.post("/connexion/", {"email": citizen.email})
    User.objects.get(pk=citizen.pk).delete()
    answer = client.post(CODE, {"code": last_code()})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_next_leads_to_our_own_host_only(client, citizen, sign_in, elsewhere):
    assert sign_in(client, citizen.email, elsewhere)["Location"] == "/mon-espace/"


def test_next_is_kept_from_page_to_page(client, citizen):
    page = client.get("/connexion/?next=/registre/").content.decode()
    assert '<input type="hidden" name="next" value="/registre/">' in page
    answer = client.post("/connexion/", {"email": citizen.email, "next": "/registre/"})
    assert answer["Location"] == "/connexion/code/?next=%2Fregistre%2F"
    assert 'value="/registre/"' in client.get(answer["Location"]).content.decode()


def test_who_is_signed_in_already_goes_on(client_of, citizen):
    assert client_of(citizen).get("/connexion/?next=/registre/")["Location"] == "/registre/"
    assert client_of(citizen).get("/connexion/code/?next=/registre/")["Location"] == "/registre/"


def test_the_code_page_without_a_sign_in_under_way_leads_to_the_first_step(client):
    assert client.get("/connexion/code/?next=/registre/")["Location"] == "/connexion/?next=%2Fregistre%2F"


def test_the_team_arrives_in_the_admin(client, sign_in):
    factories.staff("equipe@example.org", "Équipe", [])
    outside = client.get("/admin/")
    first = client.get(outside["Location"])
    while first.status_code == 302:
        first = client.get(first["Location"])
    answer = sign_in(client, "equipe@example.org", "/admin/")
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_without_admin_rights_the_admin_is_a_403_and_no_loop(client_of, citizen):
    browser = client_of(citizen)
    browser.cookies["langue"] = "en"
    answer = browser.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) <= 2
    assert "for the team" in _text(answer)
    assert 'class="messages"' not in browser.get("/mon-espace/").content.decode()


def test_signing_out_ends_the_session(client_of, citizen):
    browser = client_of(citizen)
    answer = browser.post("/deconnexion/")
    assert answer["Location"] == "/"
    assert "_auth_user_id" not in browser.session
    assert browser.get("/deconnexion/").status_code == 405


def test_the_demonstration_shows_the_code_and_the_invented_accounts(client, settings):
    settings.CONSULT_DEMO = True
    factories.UserFactory(email="ana@demo.example", display_name="Ana (citoyenne)", invented=True)
    factories.UserFactory(email=None, display_name="Voix importée", invented=True)
    page = client.get("/connexion/").content.decode()
    assert 'name="email" value="ana@demo.example"' in page
    assert "Voix importée" not in page
    client.post("/connexion/", {"email": "ana@demo.example"})
    assert _code_of(mail.outbox[0]) in client.get(CODE).content.decode()


def test_outside_the_demonstration_neither_code_nor_accounts_are_shown(client):
    factories.UserFactory(email="ana@demo.example", display_name="Ana (citoyenne)", invented=True)
    assert "ana@demo.example" not in client.get("/connexion/").content.decode()
    client.post("/connexion/", {"email": "ana@demo.example"})
    assert _code_of(mail.outbox[0]) not in client.get(CODE).content.decode()


def test_the_code_field_suits_telephones(client, citizen):
    client.post("/connexion/", {"email": citizen.email})
    page = client.get(CODE).content.decode()
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page


def test_an_address_changed_by_the_team_leaves_no_old_way_in(citizen):
    account_for(citizen.email)
    User.objects.filter(pk=citizen.pk).update(email="neuve@example.org")
    assert account_for("neuve@example.org") == citizen
    assert list(EmailAddress.objects.filter(user=citizen).values_list("email", flat=True)) == ["neuve@example.org"]
    assert account_for("citoyenne@example.org") != citizen


def test_the_mail_brings_the_code_in_text_and_html(client, citizen):
    client.cookies["langue"] = "en"
    client.post(reverse("participants:sign_in"), {"email": citizen.email})
    message = mail.outbox[0]
    code = _code_of(message)
    assert message.subject == f"{code} is your code to sign in"
    assert code in message.body
    assert code in message.alternatives[0].content
    assert message.to == ["citoyenne@example.org"]


def _code_of(message) -> str:
    return re.search(r"\b\d{6}\b", message.body).group()


def _text(answer) -> str:
    return answer.content.decode()
