"""S-7: the code of an application, each once, few wrong ones; recovery codes; another telephone."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import override_settings

from participants import second_factor
from participants.factor_adapter import FactorUnreadable
from participants.models import FactorGuard, Notice, User
from participants.second_factor import TooManyWrongCodes
from participants.setting_up import offer_of
from tests import factories
from tests.conftest import NOON
from tests.participants.factor_help import GIVE, SET_UP, code_at, offer_in, secret_in, set_up, wrong_code

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-7"), pytest.mark.usefixtures("asked", "clock")]
CODES = "/connexion/second-facteur/codes-de-secours/"
NEW_CODES = f"{CODES}nouveaux/"


@pytest.fixture
def asked(settings):
    settings.CONSULT_SECOND_FACTOR = True


@pytest.fixture
def browser(client_of, moderator):
    opened = client_of(moderator)
    opened.cookies["langue"] = "en"
    return opened


@pytest.fixture
def anew(client_of):
    """``anew(person)``: another browser of theirs, without the factor."""

    def sign_in(person):
        other = client_of(User.objects.get(pk=person.pk))
        other.cookies["langue"] = "en"
        return other

    return sign_in


def test_the_page_shows_a_picture_and_the_same_key_in_letters(browser, moderator):
    page = browser.get(SET_UP).text
    assert len(secret_in(page)) == 32
    assert 'src="data:image/svg+xml;base64,' in page
    assert not Authenticator.objects.exists()


def test_a_factor_is_kept_once_a_code_of_it_was_typed(browser, moderator):
    page = browser.get(SET_UP).text
    secret = secret_in(page)
    refused = browser.post(SET_UP, {"offer": offer_in(page), "code": wrong_code(secret)})
    assert refused.status_code == 422
    assert secret_in(refused.text) == secret
    assert not second_factor.has_factor(moderator)
    kept = browser.post(SET_UP, {"offer": offer_in(refused.text), "code": code_at(secret), "next": "/admin/"})
    assert kept.url == f"{CODES}?next=%2Fadmin%2F"
    assert second_factor.has_factor(moderator)


def test_what_is_kept_of_a_factor_does_not_say_its_secret(browser, moderator):
    secret = set_up(browser)
    row = Authenticator.objects.get(user=moderator, type="totp")
    assert secret not in str(row.data)
    with override_settings(SECRET_KEY="another" * 10), pytest.raises(FactorUnreadable):
        second_factor.give(user=moderator, code="123456", at=NOON)
    with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=["tests-only-" + "x" * 50]):
        assert second_factor.give(user=moderator, code=code_at(secret, later=30), at=NOON)


def test_an_offer_is_for_one_person_and_half_an_hour(browser, moderator, citizen, clock):
    page = browser.get(SET_UP).text
    secret = secret_in(page)
    others = {"offer": offer_of(citizen, secret), "code": code_at(secret)}
    assert "open for too long" in browser.post(SET_UP, others).text
    clock.shift(31 * 60)
    late = browser.post(SET_UP, {"offer": offer_in(page), "code": code_at(secret)})
    assert late.status_code == 422
    assert secret_in(late.text) != secret
    assert not second_factor.has_factor(moderator)


def test_a_code_works_once_even_where_the_cache_forgets(browser, moderator, anew, clock):
    secret = set_up(browser)
    clock.shift(30)
    code = code_at(secret)
    assert anew(moderator).post(GIVE, {"code": code}).url == "/admin/"
    cache.clear()
    again = anew(moderator).post(GIVE, {"code": code})
    assert again.status_code == 422
    before = code_at(secret, later=-30)  # of the set-up: older than the last one that worked
    assert anew(moderator).post(GIVE, {"code": before}).status_code == 422


def test_a_code_of_the_half_minute_beside_is_good_and_no_further(moderator, browser, clock):
    secret = set_up(browser)
    clock.shift(600)
    now = NOON.replace(minute=10)
    assert not second_factor.give(user=moderator, code=code_at(secret, later=60), at=now)
    assert not second_factor.give(user=moderator, code=code_at(secret, later=-60), at=now)
    assert second_factor.give(user=moderator, code=code_at(secret, later=-30), at=now)
    assert second_factor.give(user=moderator, code=f" {code_at(secret)[:3]} {code_at(secret)[3:]} ", at=now)


def test_fifteen_wrong_codes_in_three_sessions_make_the_account_wait(browser, moderator, anew, clock):
    secret = set_up(browser)
    clock.shift(60)
    for _session in range(3):
        thief = anew(moderator)
        tries = [thief.post(GIVE, {"code": wrong_code(secret)}).status_code for _try in range(5)]
        assert tries == [422] * 4 + [429]
    cache.clear()  # the count stands in the database
    other = anew(moderator)
    refused = other.post(GIVE, {"code": code_at(secret)})
    assert refused.status_code == 429
    assert "wait 45 minutes" in refused.text
    clock.shift(45 * 60)
    assert other.post(GIVE, {"code": code_at(secret)}).url == "/admin/"
    assert FactorGuard.objects.get(user=moderator).wrong == 0


def test_wrong_codes_of_one_person_make_nobody_else_wait(browser, moderator, client_of, anew, clock):
    secret = set_up(browser)
    colleague = factories.staff("autre@example.org", "Sam", ["moderation.moderate_decision"])
    theirs = client_of(colleague)
    key = set_up(theirs)
    clock.shift(60)
    for _try in range(second_factor.TRIES):
        second_factor.give(user=moderator, code=wrong_code(secret), at=NOON)
    with pytest.raises(TooManyWrongCodes):
        second_factor.give(user=moderator, code=code_at(secret), at=NOON)
    assert anew(colleague).post(GIVE, {"code": code_at(key)}).url == "/admin/"


def test_wrong_codes_are_told_to_the_owner_once(browser, moderator, clock):
    secret = set_up(browser)
    clock.shift(60)
    for _try in range(second_factor.TRIES):
        second_factor.give(user=moderator, code=wrong_code(secret), at=NOON)
    told = Notice.objects.filter(recipient=moderator, kind="account_factor_wrong")
    assert told.count() == 1
    assert told.get().subject in mail.outbox[-1].body


def test_recovery_codes_are_shown_once_and_each_opens_once(browser, moderator, anew):
    set_up(browser)
    page = browser.get(CODES).text
    shown = re.findall(r"<li><code>(\d{8})</code></li>", page)
    assert len(shown) == 10
    assert browser.post(CODES, {"next": "/admin/"}).url == "/admin/"
    assert browser.get(CODES).status_code == 302
    assert anew(moderator).post(GIVE, {"code": shown[3]}).url == "/admin/"
    assert anew(moderator).post(GIVE, {"code": shown[3]}).status_code == 422
    assert len(second_factor.recovery_codes(moderator)) == 9


def test_recovery_codes_go_out_of_view_after_ten_minutes(browser, clock):
    set_up(browser)
    clock.shift(11 * 60)
    assert browser.get(CODES).url == "/admin/"


def test_another_telephone_takes_the_place_of_the_first(browser, moderator, clock):
    first = set_up(browser)
    clock.shift(60)
    second = set_up(browser)
    assert second != first
    clock.shift(60)
    now = NOON.replace(minute=2)
    assert not second_factor.give(user=moderator, code=code_at(first), at=now)
    assert second_factor.give(user=moderator, code=code_at(second), at=now)


def test_to_replace_a_factor_one_gives_it_first(browser, moderator, anew):
    secret = set_up(browser)
    thief = anew(moderator)  # who reads the e-mail and has no telephone
    for address in (SET_UP, NEW_CODES):
        assert thief.get(address).url.startswith(GIVE)
        assert thief.post(address, {"offer": offer_of(moderator, secret), "code": "123456"}).url.startswith(GIVE)
    assert thief.get(CODES).url == "/admin/"


def test_new_recovery_codes_end_the_old_ones(browser, moderator):
    set_up(browser)
    old = second_factor.recovery_codes(moderator)
    assert browser.get(NEW_CODES).status_code == 200
    assert browser.post(NEW_CODES).url.startswith(CODES)
    assert not second_factor.give(user=moderator, code=old[0], at=NOON)
    assert second_factor.give(user=moderator, code=second_factor.recovery_codes(moderator)[0], at=NOON)


def test_these_pages_are_the_teams(client_of, citizen):
    assert client_of(citizen).get(GIVE).status_code == 404
    assert client_of(citizen).get(SET_UP).status_code == 404


def test_my_space_says_where_the_factor_stands(browser, client_of, moderator, citizen):
    assert "set up a second factor" in browser.get("/mon-espace/").text
    set_up(browser)
    assert "10 recovery codes are left" in browser.get("/mon-espace/").text
    second_factor.give(user=moderator, code=second_factor.recovery_codes(moderator)[0], at=NOON)
    assert "9 recovery codes are left" in browser.get("/mon-espace/").text
    assert "second-facteur" not in client_of(citizen).get("/mon-espace/").text


def test_an_operator_takes_a_factor_away(browser, moderator, capsys):
    set_up(browser)
    assert browser.get(NEW_CODES).status_code == 200
    call_command("reset_second_factor", moderator.email.upper())
    assert not second_factor.has_factor(moderator)
    assert browser.get(NEW_CODES).url.startswith("/connexion/?next=")  # the session ended
    assert Notice.objects.filter(recipient=moderator, kind="account_factor_taken").exists()
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", moderator.email)
    with pytest.raises(CommandError, match="No account"):
        call_command("reset_second_factor", "personne@example.org")
