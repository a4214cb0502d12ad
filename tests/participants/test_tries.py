"""Whoever guesses from one place locks nobody out elsewhere (S-9)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from consult import attempts, retention
from consult.attempts import Limit, Origin, may_try, origin_of
from consult.models import Attempt
from participants import tries
from tests.conftest import NOON
from tests.factories import home_page, open_consultation

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-9")]
CODE = "/connexion/code/"
ATTACKER, OWNER = "203.0.113.7", "198.51.100.20"
WRONG = "wrong"


def coming_from(address: str) -> Client:
    browser = Client(REMOTE_ADDR=address)
    browser.cookies["langue"] = "en"
    return browser


def last_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def guess(address: str, email: str, codes: int) -> list[int]:
    """Ask for so many codes for an account, and type three wrong ones for each."""
    answers = []
    for _code in range(codes):
        browser = coming_from(address)
        asked = browser.post("/connexion/", {"email": email})
        answers.append(asked.status_code)
        answers += [browser.post(CODE, {"code": WRONG}).status_code for _try in range(3) if asked.status_code == 302]
    return answers


def sign_in_from(address: str, email: str) -> Client:
    browser = coming_from(address)
    browser.post("/connexion/", {"email": email})
    browser.post(CODE, {"code": last_code()})
    return browser


def test_six_wrong_codes_from_one_place_do_not_lock_the_owner_out_elsewhere(citizen, at_noon):
    assert guess(ATTACKER, citizen.email, 2) == [302, 422, 422, 422] * 2
    assert guess(ATTACKER, citizen.email, 9)[-1] == 429
    assert "_auth_user_id" in sign_in_from(OWNER, citizen.email).session


def test_control_if_all_came_from_one_place_the_owner_would_wait(citizen, at_noon, monkeypatch):
    monkeypatch.setattr(tries, "origin_of", lambda request: Origin("everywhere", "everywhere"))
    guess(ATTACKER, citizen.email, 11)
    assert "_auth_user_id" not in sign_in_from(OWNER, citizen.email).session


def test_the_sign_in_under_way_elsewhere_goes_on_while_somebody_guesses(citizen, at_noon):
    owner = coming_from(OWNER)
    owner.post("/connexion/", {"email": citizen.email})
    code = last_code()
    guess(ATTACKER, citizen.email, 3)
    assert owner.post(CODE, {"code": code}).status_code == 302


def test_an_hour_of_guessing_has_an_end(citizen, clock):
    for _minute in range(12):
        guess(ATTACKER, citizen.email, 1)
        clock.shift(61)  # seconds
    assert len(mail.outbox) == 10
    clock.shift(3600)  # seconds
    assert guess(ATTACKER, citizen.email, 1) == [302, 422, 422, 422]


def test_addresses_of_one_network_count_together(citizen, at_noon):
    guess("203.0.113.7", citizen.email, 3)
    assert guess("203.0.113.99", citizen.email, 1) == [429]
    guess("2001:db8:1::7", citizen.email, 3)
    assert guess("2001:db8:1:ffff::9", citizen.email, 1) == [429]


def test_no_mailbox_is_flooded_from_however_many_networks(citizen, at_noon):
    for number in range(50):
        guess(f"203.0.{number}.7", citizen.email, 1)
    assert len(mail.outbox) == 40


def test_one_address_asks_for_twenty_codes_a_minute(at_noon):
    answers = [guess(ATTACKER, f"personne{number}@example.org", 1)[0] for number in range(21)]
    assert answers == [302] * 20 + [429]


def test_the_same_address_in_other_letters_is_the_same_account(citizen, at_noon):
    guess(ATTACKER, citizen.email, 3)
    assert guess(ATTACKER, f" {citizen.email.upper()} ", 1) == [429]


def test_a_code_is_tried_three_times_whatever_the_session_says(citizen, at_noon, monkeypatch):
    """As when many requests at once have read the same session: it forgets each try."""
    monkeypatch.setattr(
        "participants.views.sign_in.LoginCodeVerificationProcess.record_invalid_attempt", lambda process: True
    )
    browser = coming_from(ATTACKER)
    browser.post("/connexion/", {"email": citizen.email})
    for _try in range(3):
        assert "not the code" in browser.post(CODE, {"code": WRONG}).content.decode()
    answer = browser.post(CODE, {"code": last_code()})
    assert (answer.status_code, "Too many codes were tried" in answer.content.decode()) == (422, True)
    assert "_auth_user_id" not in browser.session


def test_the_password_of_a_page_is_guessed_ten_times_from_one_network(at_noon):
    home_page()
    page = open_consultation()
    rule = PageViewRestriction.objects.create(page=page, restriction_type="password", password="ouvre-toi")
    door = f"/_util/authenticate_with_password/{rule.pk}/{page.pk}/"
    attacker, owner = coming_from(ATTACKER), coming_from(OWNER)
    answers = [attacker.post(door, {"password": "non", "return_url": page.url}).status_code for _try in range(11)]
    assert answers == [200] * 10 + [429]
    assert attacker.post(door, {"password": "ouvre-toi", "return_url": page.url}).status_code == 429
    assert owner.post(door, {"password": "ouvre-toi", "return_url": page.url}).status_code == 302


def test_every_door_with_a_password_is_limited():
    from tests.guards.addresses import walk

    doors = [found for found in walk() if "password" in found.route and "password_reset" not in found.route]
    ours = {found.name for found in doors if hasattr(found.pattern.callback, "guesses_limited")}
    assert ours == {"wagtailcore_authenticate_with_password", "wagtaildocs_authenticate_with_password"}
    assert {found.name for found in doors} - ours == set()


@pytest.mark.requirement("S-8")
@pytest.mark.parametrize("address", ["", "done/", "confirm/MQ/set-password/", "complete/"])
def test_there_is_no_password_to_reset(client, address, db):
    home_page()
    assert client.get(f"/admin/password_reset/{address}").status_code in {302, 404}
    assert client.post(f"/admin/password_reset/{address}", {"email": "ana@example.org"}).status_code in {302, 404, 405}
    assert mail.outbox == []


def test_a_limit_that_is_reached_counts_no_more_and_ends(db):
    limit = Limit(("a door", "somebody"), 2, timedelta(minutes=1))
    tried = [may_try([limit], at=NOON + timedelta(seconds=seconds)) for seconds in (0, 30, 40, 59, 60, 61, 90)]
    assert tried == [True, True, False, False, True, False, True]
    assert Attempt.objects.count() == 4


def test_of_several_limits_the_strictest_holds_and_nothing_is_counted_by_halves(db):
    loose, strict = Limit(("a", "b"), 9, timedelta(hours=1)), Limit(("a",), 1, timedelta(hours=1))
    assert [may_try([loose, strict], at=NOON) for _try in range(3)] == [True, False, False]
    assert Attempt.objects.filter(key=loose.key).count() == 1


def test_what_is_kept_names_nobody_and_goes_after_a_day(citizen, at_noon):
    guess(ATTACKER, citizen.email, 1)
    kept = repr(list(Attempt.objects.values()))
    assert citizen.email not in kept
    assert "203.0.113" not in kept
    assert retention.apply_rules(at=NOON + timedelta(hours=23))["attempts"] == 0
    assert retention.apply_rules(at=NOON + attempts.KEPT_FOR)["attempts"] > 0
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("said", "origin"),
    [
        ("203.0.113.7", ("203.0.113.7/32", "203.0.113.0/24")),
        ("::ffff:203.0.113.7", ("203.0.113.7/32", "203.0.113.0/24")),
        ("2001:db8:1:2:3::4", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("nonsense", ("unknown", "unknown")),
    ],
)
def test_where_a_request_comes_from(said, origin):
    assert origin_of(RequestFactory().get("/", REMOTE_ADDR=said)) == origin


def test_behind_a_proxy_that_does_not_say_who_asks_all_are_one(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert origin_of(RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.7"})) == ("unknown", "unknown")
