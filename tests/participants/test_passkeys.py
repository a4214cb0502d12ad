"""S-7: passkeys in the place of a code before the admin; what is signed is checked, once; several; none lost."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.utils import timezone

from participants import passkeys, second_factor
from participants.models import FactorGuard, Notice, Passkey, User
from participants.my_data import export_of
from tests import factories
from tests.participants.factor_help import GIVE, SET_UP, code_at, set_up, wrong_code
from tests.participants.passkey_help import (
    ASK_AT_THE_GATE,
    ASK_TO_ADD,
    GATE,
    HOST,
    KEYS,
    PRESENT,
    SITE,
    SoftKey,
    add_key,
    asked_of,
    at_the_gate,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("S-7"),
    pytest.mark.usefixtures("asked", "clock", "lenient_templates"),
]
CODES = "/connexion/second-facteur/codes-de-secours/"


@pytest.fixture
def asked(settings):
    settings.CONSULT_SECOND_FACTOR = True
    settings.WAGTAILADMIN_BASE_URL = SITE
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


@pytest.fixture
def anew(client_of):
    """``anew(person)``: another browser of theirs, without the factor."""

    def sign_in(person):
        browser = client_of(User.objects.get(pk=person.pk))
        browser.cookies["langue"] = "en"
        browser.defaults["SERVER_NAME"] = HOST
        return browser

    return sign_in


@pytest.fixture
def browser(anew, moderator):
    return anew(moderator)


@pytest.fixture
def key(browser):
    """The moderator's first factor, made in ``browser``."""
    return add_key(browser)


def opens(browser):
    return browser.get("/admin/").status_code == 200


def test_a_passkey_opens_the_admin_in_the_place_of_a_code(key, anew, moderator):
    browser = anew(moderator)
    assert browser.get("/admin/").url.startswith(GIVE)
    assert "data-passkey" in browser.get(GIVE).text
    assert at_the_gate(browser, key).url == "/admin/"
    assert opens(browser)
    assert Passkey.objects.get().last_used_at == timezone.now()


def test_the_first_one_is_a_factor_by_itself_and_brings_recovery_codes(browser, anew, moderator):
    key = SoftKey()
    answer = key.make(asked_of(browser, ASK_TO_ADD))
    sent = browser.post(KEYS, {"name": "Clé noire", "answer": answer, "next": "/admin/"})
    assert sent.url == f"{CODES}?next=%2Fadmin%2F"
    assert opens(browser)
    codes = second_factor.recovery_codes(moderator)
    assert len(codes) == 10
    assert codes[0] in browser.get(CODES).text
    other = anew(moderator)
    assert "One of your recovery codes" in other.get(GIVE).text
    wrong = other.post(GIVE, {"code": "00000000"}).text
    assert "This is none of your recovery codes" in wrong
    assert "your application" not in wrong
    assert other.post(GIVE, {"code": codes[0]}).url == "/admin/"


def test_the_set_up_page_leads_to_passkeys_and_on(browser):
    assert f'href="{KEYS}?next=%2Fadmin%2F"' in browser.get(SET_UP).text
    assert '<input type="hidden" name="next" value="/admin/">' in browser.get(f"{KEYS}?next=/admin/").text


def test_a_second_one_keeps_the_recovery_codes_and_either_opens(key, browser, anew, moderator):
    codes = second_factor.recovery_codes(moderator)
    other = add_key(browser, name="Mon ordinateur")
    assert second_factor.recovery_codes(moderator) == codes
    assert opens(browser)
    for one in (key, other):
        assert at_the_gate(anew(moderator), one).url == "/admin/"
    page = browser.get(KEYS).text
    assert page.index("Mon téléphone") < page.index("Mon ordinateur")
    assert len({row.handle for row in Passkey.objects.all()}) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"said": {"origin": "https://c0nsult.example"}},
        {"said": {"origin": "http://consult.example"}},
        {"said": {"origin": "https://consult.example:8443"}},
        {"said": {"crossOrigin": True}},
        {"domain": "c0nsult.example"},
        {"kind": "webauthn.create"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"signer": SoftKey()},
        {"handle": "AAAA"},
        {"flags": 0},
    ],
    ids=str,
)
def test_what_is_signed_elsewhere_by_another_or_otherwise_opens_nothing(key, anew, moderator, wrong):
    browser = anew(moderator)
    refused = at_the_gate(browser, key, **wrong)
    assert refused.status_code == 422
    assert "This passkey opens nothing here" in refused.text
    assert browser.get("/admin/").url.startswith(GIVE)
    assert at_the_gate(browser, key).url == "/admin/"  # and nothing else was wrong


@pytest.mark.parametrize(
    "wrong", [{"said": {"origin": "https://c0nsult.example"}}, {"domain": "c0nsult.example"}, {"flags": 64}], ids=str
)
def test_a_key_made_elsewhere_is_not_kept(browser, wrong):
    answer = SoftKey().make(asked_of(browser, ASK_TO_ADD), **wrong)
    refused = browser.post(KEYS, {"name": "Clé", "answer": answer})
    assert refused.status_code == 422
    assert "did not sign what was asked" in refused.text
    assert not Passkey.objects.exists()


def test_a_stolen_answer_sent_again_opens_nothing(key, anew, moderator):
    owner, thief = anew(moderator), anew(moderator)
    answer = key.sign(asked_of(owner, ASK_AT_THE_GATE))
    assert owner.post(GATE, {"answer": answer}).url == "/admin/"
    asked_of(thief, ASK_AT_THE_GATE)
    assert thief.post(GATE, {"answer": answer}).status_code == 422  # another session's question
    assert owner.post(GATE, {"answer": answer}).status_code == 422  # its own, answered already
    assert "sent twice" in thief.post(GATE, {"answer": answer}).text


def test_an_answer_sent_twice_at_once_is_taken_once(key, anew, moderator):
    """As when two requests read the session before either of them has written it: the rows know."""
    browser = anew(moderator)
    answer = key.sign(asked_of(browser, ASK_AT_THE_GATE))
    kept = browser.session["passkey_asked"]
    key_in_rows = Passkey.objects.get()
    assert browser.post(GATE, {"answer": answer}).url == "/admin/"
    session = browser.session
    session["passkey_asked"] = kept
    session.save()
    Passkey.objects.filter(pk=key_in_rows.pk).update(sign_count=0)  # so that its count is not what refuses
    again = browser.post(GATE, {"answer": answer})
    assert again.status_code == 422
    assert "sent twice" in again.text


def test_what_was_asked_for_is_forgotten_after_five_minutes(key, anew, moderator, clock):
    browser = anew(moderator)
    answer = key.sign(asked_of(browser, ASK_AT_THE_GATE))
    clock.shift(5 * 60 + 1)
    assert browser.post(GATE, {"answer": answer}).status_code == 422
    assert at_the_gate(browser, key).url == "/admin/"


def test_a_question_for_one_purpose_is_no_answer_to_another(key, anew, moderator):
    browser = anew(moderator)
    to_sign_in = key.sign(asked_of(anew(moderator), "/connexion/cle/demande/"))
    asked_of(browser, "/connexion/cle/demande/")
    assert browser.post(GATE, {"answer": to_sign_in}).status_code == 422
    assert not second_factor_given(browser)


def second_factor_given(browser):
    return "second_factor" in browser.session


def test_a_copy_that_counts_behind_is_refused_and_told(key, anew, moderator):
    at_the_gate(anew(moderator), key)
    at_the_gate(anew(moderator), key)
    key.times = 0  # the copy, made before
    assert at_the_gate(anew(moderator), key).status_code == 422
    assert Notice.objects.filter(recipient=moderator, kind="account_factor_passkey_copied").count() == 1


def test_keys_that_do_not_count_are_taken_each_time(browser, anew, moderator):
    shared = add_key(browser, SoftKey(counts=False))
    for _time in range(3):
        assert at_the_gate(anew(moderator), shared).url == "/admin/"


def test_at_the_gate_a_touch_is_enough(key, anew, moderator):
    """Beside the code by e-mail; signing in by the passkey alone takes more."""
    assert at_the_gate(anew(moderator), key, flags=PRESENT).url == "/admin/"


def test_the_fifth_wrong_one_ends_the_session_codes_included(key, browser, anew, moderator, clock):
    secret = set_up(browser)
    clock.shift(60)
    thief = anew(moderator)
    for _try in range(2):
        assert thief.post(GIVE, {"code": wrong_code(secret)}).status_code == 422
    told = [at_the_gate(thief, key, signer=SoftKey()).status_code for _try in range(3)]
    assert told == [422, 422, 429]
    assert "_auth_user_id" not in thief.session


def test_wrong_codes_of_a_thief_keep_no_owner_from_their_passkey(key, browser, anew, moderator, clock):
    secret = set_up(browser)
    clock.shift(60)
    for _try in range(second_factor.TRIES):
        second_factor.give(user=moderator, code=wrong_code(secret), at=timezone.now())
    assert at_the_gate(anew(moderator), key).url == "/admin/"
    assert FactorGuard.objects.get(user=moderator).wrong == second_factor.TRIES  # codes wait on
    assert anew(moderator).post(GIVE, {"code": code_at(secret)}).status_code == 429


def test_who_reads_the_mail_adds_no_passkey_beside_a_factor(key, anew, moderator):
    thief = anew(moderator)
    for address in (KEYS, f"{KEYS}{Passkey.objects.get().pk}/retirer/"):
        assert thief.get(address).url.startswith(GIVE)
        assert thief.post(address, {"name": "Clé", "answer": "{}"}).url.startswith(GIVE)
    assert thief.post(ASK_TO_ADD).status_code == 404


def test_a_passkey_of_before_joining_the_team_opens_no_admin(client_of, anew, settings):
    person = factories.CitizenFactory(email="bientot@example.org")
    planted = add_key(anew(person))
    colleague = factories.staff("bientot2@example.org", "Sam", ["moderation.moderate_decision"])
    person.groups.set(colleague.groups.all())
    person.user_permissions.set(colleague.user_permissions.all())
    browser = anew(person)
    assert browser.get(GIVE).url.startswith(SET_UP)
    assert at_the_gate(browser, planted).status_code == 422
    assert "it was added before you worked for this site" in browser.get(KEYS).text


def test_removing_one_ends_the_other_sessions_and_its_use(key, browser, anew, moderator):
    set_up(browser)
    other = anew(moderator)
    pk = Passkey.objects.get().pk
    assert "Mon téléphone" in browser.get(f"{KEYS}{pk}/retirer/").text
    assert browser.post(f"{KEYS}{pk}/retirer/").url == KEYS
    assert "The passkey was removed" in browser.get(KEYS).text
    assert other.get(KEYS).url.startswith("/connexion/?next=")
    assert at_the_gate(anew(moderator), key).status_code == 422
    assert Notice.objects.filter(recipient=moderator, kind="account_factor_passkey_removed").exists()


@pytest.mark.requirement("S-13")
def test_adding_one_ends_the_other_sessions_and_is_told(browser, anew, moderator):
    other = anew(moderator)
    add_key(browser)
    assert other.get(KEYS).url.startswith("/connexion/?next=")
    assert browser.get(KEYS).status_code == 200
    assert Notice.objects.filter(recipient=moderator, kind="account_factor_passkey_added").exists()


def test_the_last_factor_stays(key, browser):
    refused = browser.post(f"{KEYS}{Passkey.objects.get().pk}/retirer/")
    assert refused.status_code == 422
    assert "your only second factor" in refused.text
    assert Passkey.objects.exists()


def test_of_two_passkeys_one_may_go(key, browser):
    add_key(browser, name="L’autre")
    first, second = Passkey.objects.order_by("pk")
    assert browser.post(f"{KEYS}{first.pk}/retirer/").status_code == 302
    assert browser.post(f"{KEYS}{second.pk}/retirer/").status_code == 422


def test_anothers_passkey_is_not_found(key, anew, citizen):
    pk = Passkey.objects.get().pk
    for method in ("get", "post"):
        assert getattr(anew(citizen), method)(f"{KEYS}{pk}/retirer/").status_code == 404
    assert Passkey.objects.filter(pk=pk).exists()


def test_one_key_is_added_once_whoever_sends_it(key, browser, anew, citizen):
    assert asked_of(browser, ASK_TO_ADD)["publicKey"]["excludeCredentials"][0]["id"]
    for one in (browser, anew(citizen)):
        answer = key.make(asked_of(one, ASK_TO_ADD))
        again = one.post(KEYS, {"name": "Encore", "answer": answer})
        assert again.status_code == 409
        assert "was added already" in again.text


def test_a_passkey_has_a_name_and_there_are_twenty_at_most(browser, moderator):
    assert browser.post(KEYS, {"name": "  ", "answer": "{}"}).status_code == 422
    for number in range(passkeys.MOST):
        factories.PasskeyFactory(user=moderator, name=f"Clé {number}")
    answer = SoftKey().make(asked_of(browser, ASK_TO_ADD))
    refused = browser.post(KEYS, {"name": "Une de trop", "answer": answer})
    assert refused.status_code == 422
    assert "many passkeys already" in refused.text


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "0", '{"id": 1}', "[" * 9000, "é", "x" * 30_000, '{"rawId":"AA","response":{}}']
)
def test_what_no_browser_sends_is_refused_in_a_sentence(key, anew, moderator, answer):
    browser = anew(moderator)
    asked_of(browser, ASK_AT_THE_GATE)
    assert browser.post(GATE, {"answer": answer}).status_code == 422


def test_answers_with_any_byte_changed_open_nothing_and_break_nothing(key, moderator):
    asked = asked_from(moderator)
    right = json.loads(key.sign(asked[0]))
    for part, whole in right["response"].items():
        if part == "userHandle":
            continue
        for place in range(0, len(whole), 7):
            letter = "A" if whole[place] != "A" else "Z"
            changed = {**right["response"], part: whole[:place] + letter + whole[place + 1 :]}
            answer = json.dumps({**right, "response": changed})
            assert not passkeys.give(user=moderator, answer=answer, asked=asked[1], at=timezone.now()), (part, place)
    assert passkeys.give(user=moderator, answer=json.dumps(right), asked=asked[1], at=timezone.now())


def asked_from(person):
    return passkeys.options_at_the_gate(person)


def test_roles_and_exports_ask_for_the_passkey_again(key, anew, clock):
    organiser = User.objects.create_superuser("orga@example.org", display_name="Orga")
    factories.home_page()
    browser = anew(organiser)
    key = add_key(browser)
    personal = ["/admin/users/", "/admin/groups/", "/admin/reports/site-history/?export=csv", KEYS]
    assert [browser.get(address).status_code for address in personal] == [200] * 4
    clock.shift(16 * 60)
    assert opens(browser)
    for address in personal:
        assert browser.get(address).url.startswith(GIVE), address
    assert at_the_gate(browser, key).url == "/admin/"
    assert [browser.get(address).status_code for address in personal] == [200] * 4


def test_an_operator_takes_passkeys_away_too(key, browser, moderator):
    call_command("reset_second_factor", moderator.email)
    assert not Passkey.objects.exists()
    assert not second_factor.has_factor(moderator)
    assert browser.get(KEYS).url.startswith("/connexion/?next=")


def test_another_telephone_for_codes_leaves_the_passkeys(key, browser, anew, moderator):
    set_up(browser)
    assert at_the_gate(anew(moderator), key).url == "/admin/"
    assert Authenticator.objects.filter(user=moderator, type="totp").exists()


def test_after_a_change_of_domain_recovery_codes_still_open(key, anew, moderator, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://testserver"
    browser = anew(moderator)
    page = browser.get(GIVE).text
    assert "Your passkeys do not work at this address" in page
    assert "data-passkey" not in page
    assert at_the_gate(browser, key).status_code == 422
    assert browser.post(GIVE, {"code": second_factor.recovery_codes(moderator)[0]}).url == "/admin/"
    assert "It was made for consult.example" in browser.get(KEYS).text


@pytest.mark.parametrize("address", ["http://consult.example", "https://127.0.0.1", "https://autre.example"])
def test_where_browsers_know_none_the_page_says_so(browser, settings, address):
    settings.WAGTAILADMIN_BASE_URL = address
    browser.defaults["SERVER_NAME"] = "127.0.0.1" if "127" in address else HOST
    settings.ALLOWED_HOSTS = ["*"]
    page = browser.get(KEYS).text
    assert "browsers know no passkeys" in page
    assert "data-passkey" not in page


@pytest.mark.requirement("P-3")
def test_the_copy_of_ones_data_names_the_passkeys(key, moderator):
    (row,) = export_of(moderator)["passkeys"]
    assert (row["name"], row["domain"], row["opens_admin"]) == ("Mon téléphone", HOST, True)
    assert "credential" not in str(row)


def test_my_space_counts_them(key, browser):
    page = browser.get("/mon-espace/").text
    assert "1 passkey is a second factor" in page
    assert "You can sign in with 1 passkey." in page
