"""S-7, S-9: wrong codes end the session in which they are typed; its owner goes on in theirs."""

import pytest
from django.utils import timezone

from participants import second_factor
from participants.models import FactorGuard, Notice, User
from tests.participants.factor_help import GIVE, code_at, set_up, wrong_code

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("S-7"),
    pytest.mark.requirement("S-9"),
    pytest.mark.usefixtures("asked", "clock", "lenient_templates"),
]


@pytest.fixture
def asked(settings):
    settings.CONSULT_SECOND_FACTOR = True


@pytest.fixture
def secret(client_of, moderator, clock):
    made = set_up(client_of(moderator))
    clock.shift(60)
    return made


@pytest.fixture
def anew(client_of, moderator, secret):
    """``anew()``: another browser in which the moderator has signed in, without the factor."""

    def sign_in():
        browser = client_of(User.objects.get(pk=moderator.pk))
        browser.cookies["langue"] = "en"
        return browser

    return sign_in


def wrong(browser, secret, times):
    return [browser.post(GIVE, {"code": wrong_code(secret)}) for _try in range(times)]


def test_the_fifth_wrong_code_ends_the_session_and_leads_to_sign_in(anew, secret):
    left_open = anew()
    *told, ended = wrong(left_open, secret, 5)
    assert [answer.status_code for answer in told] == [422] * 4
    assert ended.status_code == 429
    assert "this session has ended" in ended.text
    assert 'href="/connexion/?next=%2Fadmin%2F"' in ended.text
    assert "_auth_user_id" not in left_open.session
    assert left_open.post(GIVE, {"code": code_at(secret)}).url.startswith("/connexion/?next=")


def test_the_owner_does_not_wait(anew, secret):
    owner = anew()
    wrong(anew(), secret, 5)
    assert owner.post(GIVE, {"code": code_at(secret)}).url == "/admin/"


def test_a_session_that_had_given_its_factor_goes_on(client_of, anew, moderator, secret, clock):
    owner = anew()
    owner.post(GIVE, {"code": code_at(secret)})
    wrong(anew(), secret, 5)
    assert owner.get("/admin/").status_code == 200


def test_right_codes_are_not_counted(anew, secret, clock):
    owner = anew()
    wrong(owner, secret, 4)
    assert owner.post(GIVE, {"code": code_at(secret)}).url == "/admin/"
    clock.shift(20 * 60)
    assert [answer.status_code for answer in wrong(owner, secret, 4)] == [422] * 4
    assert owner.post(GIVE, {"code": code_at(secret)}).url == "/admin/"


def test_the_owner_is_told_once_a_session(anew, secret, moderator):
    wrong(anew(), secret, 5)
    assert Notice.objects.filter(recipient=moderator, kind="account_factor_wrong").count() == 1


def test_a_code_that_was_not_looked_at_ends_no_session(anew, secret, moderator):
    FactorGuard.objects.filter(user=moderator).update(wrong=second_factor.TRIES, wrong_since=timezone.now())
    waiting = anew()
    assert {answer.status_code for answer in wrong(waiting, secret, 7)} == {429}
    assert "_auth_user_id" in waiting.session


def test_requests_at_once_that_read_the_same_session_are_counted(anew, secret, monkeypatch):
    """As when the session is kept by one request after another has ended it: the rows do not forget."""
    monkeypatch.setattr("participants.factor_tries.sign_out", lambda request: None)
    browser = anew()
    wrong(browser, secret, 5)
    assert browser.post(GIVE, {"code": code_at(secret)}).status_code == 429
