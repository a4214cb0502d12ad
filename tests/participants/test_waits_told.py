"""Who meets a limit reads how long it lasts, and it lasts that long."""

from datetime import timedelta

import pytest
from wagtail.models import PageViewRestriction

from consult.attempts import Limit, may_try, time_left
from consult.waits import wait_words
from tests.conftest import NOON
from tests.factories import home_page, open_consultation
from tests.participants.test_tries import ATTACKER, coming_from

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-9")]


def ask(email="ana@example.org"):
    return coming_from(ATTACKER).post("/connexion/", {"email": email})


def test_what_is_left_is_until_the_earliest_try_goes_out_of_its_time():
    limit = Limit(("a door",), 2, timedelta(minutes=10))
    for minute in (0, 4):
        assert may_try([limit], at=NOON + timedelta(minutes=minute))
    assert time_left([limit], at=NOON + timedelta(minutes=5)) == timedelta(minutes=5)
    assert not may_try([limit], at=NOON + timedelta(minutes=10, seconds=-1))
    assert may_try([limit], at=NOON + timedelta(minutes=10))


def test_of_several_limits_the_longest_wait_counts_and_of_none_nothing():
    short, long = Limit(("a",), 1, timedelta(minutes=1)), Limit(("b",), 1, timedelta(hours=1))
    assert time_left([short, long], at=NOON) == timedelta(0)
    may_try([short, long], at=NOON)
    assert time_left([short, long], at=NOON) == timedelta(hours=1)
    assert time_left([short], at=NOON + timedelta(minutes=2)) == timedelta(0)


def test_three_codes_in_a_minute_say_a_minute(clock):
    for _code in range(3):
        ask()
    clock.shift(20)
    assert f"another in {wait_words(timedelta(seconds=40))}." in ask().text


def test_ten_codes_in_an_hour_say_the_rest_of_the_hour_and_it_is_true(clock):
    for _code in range(10):
        assert ask().status_code == 302
        clock.shift(61)  # seconds
    refused = ask()
    assert refused.status_code == 429
    assert "another in 50 minutes." in refused.text
    clock.shift(50 * 60)
    assert ask().status_code == 302


def test_wait_of_a_known_address_is_that_of_an_unknown_one(citizen, at_noon):
    said = []
    for email in (citizen.email, "personne@example.org"):
        answers = [ask(email) for _code in range(4)]
        said.append("another in 1 minute." in answers[-1].text)
    assert said == [True, True]


def test_the_password_of_a_page_says_how_long(clock):
    home_page()
    page = open_consultation()
    rule = PageViewRestriction.objects.create(page=page, restriction_type="password", password="ouvre-toi")
    door = f"/_util/authenticate_with_password/{rule.pk}/{page.pk}/"
    for _try in range(10):
        coming_from(ATTACKER).post(door, {"password": "non", "return_url": page.url})
    clock.shift(5 * 60)
    assert "try again in 10 minutes." in coming_from(ATTACKER).post(door, {"password": "non"}).text
