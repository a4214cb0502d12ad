"""S-7, S-9: codes sent at once from several sessions; each race has a control that shows the threads do meet."""

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from participants import second_factor
from participants.models import FactorGuard
from participants.second_factor import TRIES, TooManyWrongCodes
from tests import factories
from tests.participants.factor_help import code_at, wrong_code
from tests.participants.test_races import AT_ONCE, all_at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("S-7"),
    pytest.mark.requirement("S-9"),
]


@pytest.fixture
def person(clock):
    return factories.UserFactory()


@pytest.fixture
def secret(person, clock):
    made = second_factor.new_secret()
    assert second_factor.set_up(user=person, secret=made, code=code_at(made), at=timezone.now())
    clock.shift(60)
    return made


def test_of_one_code_sent_several_times_at_once_one_is_taken(person, secret):
    code, at, taken = code_at(secret), timezone.now(), []

    def send(barrier):
        barrier.wait()
        taken.append(second_factor.give(user=person, code=code, at=at))

    assert all_at_once(send) == []
    assert sorted(taken) == [False] * (AT_ONCE - 1) + [True]


def test_control_codes_compared_with_what_was_read_before_are_all_taken(person, secret):
    code, at, taken = code_at(secret), timezone.now(), []

    def send(barrier):
        guard = FactorGuard.objects.get(user=person)
        barrier.wait()
        taken.append(second_factor._counter_given(person, code, guard, at) is not None)

    assert all_at_once(send) == []
    assert taken == [True] * AT_ONCE


def test_wrong_codes_sent_at_once_are_all_counted(person, secret):
    wrong, at, heard = wrong_code(secret), timezone.now(), []

    def send(barrier):
        barrier.wait()
        for _try in range(TRIES // AT_ONCE + 1):
            heard.append(second_factor.give(user=person, code=wrong, at=at))

    errors = all_at_once(send)
    assert heard == [False] * TRIES
    assert {type(error) for error in errors} == {TooManyWrongCodes}
    assert FactorGuard.objects.get(user=person).wrong == TRIES


def test_of_one_recovery_code_sent_at_once_one_is_taken(person, secret):
    code, at, taken = second_factor.recovery_codes(person)[0], timezone.now(), []

    def send(barrier):
        barrier.wait()
        taken.append(second_factor.give(user=person, code=code, at=at))

    assert all_at_once(send) == []
    assert taken.count(True) == 1


def test_a_factor_set_up_in_several_tabs_at_once_is_kept_once(person, clock):
    at = timezone.now()

    def keep(barrier):
        secret = second_factor.new_secret()
        barrier.wait()
        second_factor.set_up(user=person, secret=secret, code=code_at(secret, at), at=at)

    all_at_once(keep)
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1
