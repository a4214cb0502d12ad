"""A-8: signing in with a passkey from the sign-in page, which says nothing of whose passkeys there are."""

import pytest
from django.test import Client
from fido2.utils import websafe_decode

from participants.models import Passkey, User
from tests.participants.factor_help import GIVE, SET_UP
from tests.participants.passkey_help import (
    ASK_TO_ADD,
    ASK_TO_SIGN_IN,
    HOST,
    KEYS,
    PRESENT,
    SIGN_IN,
    SITE,
    SoftKey,
    add_key,
    asked_of,
    signs_in,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("A-8"),
    pytest.mark.usefixtures("at_home", "clock", "lenient_templates"),
]


@pytest.fixture
def at_home(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


@pytest.fixture
def anew():
    """``anew()``: a browser in which nobody has signed in."""

    def open_one():
        browser = Client(SERVER_NAME=HOST)
        browser.cookies["langue"] = "en"
        return browser

    return open_one


@pytest.fixture
def key(anew, citizen):
    browser = anew()
    browser.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    return add_key(browser)


def who(browser):
    pk = browser.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def test_a_passkey_signs_its_owner_in_and_leads_on(key, anew, citizen):
    browser = anew()
    answer = key.sign(asked_of(browser, ASK_TO_SIGN_IN))
    sent = browser.post(SIGN_IN, {"answer": answer, "next": "/se-deplacer/propositions/"})
    assert sent.status_code == 302
    assert "/se-deplacer/propositions/" in sent.url or "%2Fse-deplacer%2Fpropositions%2F" in sent.url
    assert who(browser) == citizen
    assert browser.get("/mon-espace/").status_code == 200


def test_it_does_not_lead_out_of_the_site(key, anew):
    browser = anew()
    answer = key.sign(asked_of(browser, ASK_TO_SIGN_IN))
    sent = browser.post(SIGN_IN, {"answer": answer, "next": "https://c0nsult.example/"})
    assert "c0nsult" not in sent.url


def test_the_session_has_another_key_than_before(key, anew):
    browser = anew()
    answer = key.sign(asked_of(browser, ASK_TO_SIGN_IN))
    before = browser.session.session_key
    browser.post(SIGN_IN, {"answer": answer})
    assert browser.session.session_key != before


def test_what_is_asked_for_is_the_same_for_everybody_and_names_no_key(key, anew):
    one, other = asked_of(anew(), ASK_TO_SIGN_IN)["publicKey"], asked_of(anew(), ASK_TO_SIGN_IN)["publicKey"]
    assert one.pop("challenge") != other.pop("challenge")
    assert one == other
    assert "allowCredentials" not in one
    assert one["userVerification"] == "required"


def test_an_unknown_key_and_a_wrong_signature_get_the_same_answer(key, anew):
    stranger, forged = SoftKey(), {"signer": SoftKey()}
    unknown = signs_in(anew(), stranger)
    wrong = signs_in(anew(), key, **forged)
    assert unknown.status_code == wrong.status_code == 422
    assert "This passkey opens nothing here" in unknown.text
    assert visible(unknown) == visible(wrong)


def visible(answer):
    return [line for line in answer.text.splitlines() if "csrf" not in line]


def test_a_device_that_did_not_make_sure_of_its_owner_signs_nobody_in(key, anew):
    browser = anew()
    assert signs_in(browser, key, flags=PRESENT).status_code == 422
    assert who(browser) is None


ELSEWHERE = [{"said": {"origin": "https://c0nsult.example"}}, {"domain": "c0nsult.example"}, {"handle": "AAAA"}]


@pytest.mark.parametrize("wrong", ELSEWHERE, ids=str)
def test_what_was_signed_elsewhere_signs_nobody_in(key, anew, wrong):
    browser = anew()
    assert signs_in(browser, key, **wrong).status_code == 422
    assert who(browser) is None


def test_a_stolen_answer_signs_in_nowhere_else_and_not_twice(key, anew):
    owner, thief = anew(), anew()
    answer = key.sign(asked_of(owner, ASK_TO_SIGN_IN))
    asked_of(thief, ASK_TO_SIGN_IN)
    assert thief.post(SIGN_IN, {"answer": answer}).status_code == 422
    assert owner.post(SIGN_IN, {"answer": answer}).status_code == 302
    owner.post("/deconnexion/")
    assert owner.post(SIGN_IN, {"answer": answer}).status_code == 422
    assert who(thief) is None
    assert who(owner) is None


def test_a_suspended_person_is_told_so_and_stays_out(key, anew, citizen):
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    browser = anew()
    told = signs_in(browser, key)
    assert told.status_code == 403
    assert "suspended" in told.text
    assert who(browser) is None


def test_a_citizens_passkey_is_made_to_be_found_by_its_device(anew, citizen):
    browser = anew()
    browser.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    options = asked_of(browser, ASK_TO_ADD)["publicKey"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["user"]["displayName"] == citizen.public_name
    assert len(websafe_decode(options["user"]["id"])) == 32  # by chance, of nobody's number or name


def test_a_citizens_passkey_without_the_owner_is_not_kept(anew, citizen):
    browser = anew()
    browser.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    answer = SoftKey().make(asked_of(browser, ASK_TO_ADD), flags=PRESENT | 64)
    assert browser.post(KEYS, {"name": "Clé", "answer": answer}).status_code == 422
    assert not Passkey.objects.exists()


@pytest.mark.requirement("S-7")
def test_the_teams_passkey_gives_both_factors_where_it_is_one(anew, moderator, settings):
    settings.CONSULT_SECOND_FACTOR = True
    browser = anew()
    browser.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    key = add_key(browser)
    other = anew()
    answer = key.sign(asked_of(other, ASK_TO_SIGN_IN))
    assert other.post(SIGN_IN, {"answer": answer, "next": "/admin/"}).url == "/admin/"
    assert other.get("/admin/").status_code == 200


@pytest.mark.requirement("S-7")
def test_the_gate_asks_whose_passkey_was_made_before_they_joined_the_team(anew, moderator, settings):
    browser = anew()
    browser.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    key = add_key(browser)  # while no second factor is asked for
    settings.CONSULT_SECOND_FACTOR = True
    other = anew()
    assert signs_in(other, key).status_code == 302
    assert who(other) == moderator
    assert other.get("/admin/").url.startswith(GIVE)


@pytest.mark.requirement("S-9")
def test_one_machine_asks_thirty_times_a_minute(anew, clock):
    asked = [anew().post(ASK_TO_SIGN_IN).status_code for _try in range(31)]
    assert asked == [200] * 30 + [429]
    clock.shift(61)
    assert anew().post(ASK_TO_SIGN_IN).status_code == 200


def test_the_page_offers_it_and_says_what_to_do_without_javascript(anew):
    page = anew().get("/connexion/").text
    assert 'data-passkey="get"' in page
    assert "take a code by e-mail" in page


def test_who_comes_back_to_the_page_of_a_refusal_begins_again(anew):
    assert anew().get(f"{SIGN_IN}?next=/admin/").url == "/connexion/?next=%2Fadmin%2F"


def test_reading_the_sign_in_page_opens_no_session(anew):
    browser = anew()
    browser.get("/connexion/")
    assert "sessionid" not in browser.cookies


@pytest.mark.requirement("S-7")
def test_a_session_begun_by_a_passkey_of_before_sets_up_no_first_factor(anew, citizen, moderator, settings):
    browser = anew()
    browser.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    planted = add_key(browser)
    citizen.groups.set(moderator.groups.all())
    citizen.user_permissions.set(moderator.user_permissions.all())
    settings.CONSULT_SECOND_FACTOR = True
    thief = anew()
    assert signs_in(thief, planted).status_code == 302
    assert thief.get("/admin/").status_code == 302
    for answer in (thief.get(SET_UP), thief.post(SET_UP, {"code": "000000"}), thief.post(ASK_TO_ADD)):
        assert answer.status_code == 403
    assert "sign in with a code by e-mail" in thief.get(SET_UP).text
    owner = anew()
    owner.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")  # by a code
    assert owner.get(SET_UP).status_code == 200


def test_a_number_longer_than_the_standard_allows_is_refused(anew, citizen):
    browser = anew()
    browser.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    made = SoftKey(number=b"x" * 2_000).make(asked_of(browser, ASK_TO_ADD))
    assert browser.post(KEYS, {"name": "Longue", "answer": made}).status_code == 422
    assert not Passkey.objects.exists()
