import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.test import RequestFactory

from participants import pending
from participants.models import User

pytestmark = pytest.mark.django_db

TEXT = {"title": ["Plus de trains"], "tags": ["train", "soir"]}


def request_with(session: SessionStore, user: object = None):
    request = RequestFactory().post("/quelque-part/")
    request.session, request.user = session, user or AnonymousUser()
    return request


def keep_in(client, data=TEXT, key="proposal"):
    """What the proposals room does when a signed-out person sends a form."""
    session = client.session
    pending.keep(request_with(session), key, data)
    session.save()
    client.cookies["sessionid"] = session.session_key


def taken_from(client, key="proposal"):
    session = client.session
    form = pending.take(request_with(session), key)
    session.save()
    return form


def test_a_kept_form_survives_the_real_sign_in_and_is_given_once(client, citizen, sign_in):
    keep_in(client)
    before = client.session.session_key
    sign_in(client, citizen.email)
    assert client.session.session_key != before
    assert taken_from(client) == TEXT
    assert taken_from(client) is None


def test_a_kept_form_survives_the_sign_in_of_a_new_account(client, sign_in):
    keep_in(client)
    sign_in(client, "nouvelle@example.org")
    assert client.session["_auth_user_id"] == str(User.objects.get(email="nouvelle@example.org").pk)
    assert taken_from(client) == TEXT


def test_a_kept_form_is_dropped_at_sign_out(client, citizen, sign_in):
    sign_in(client, citizen.email)
    keep_in(client)
    client.post("/deconnexion/")
    assert taken_from(client) is None


def test_the_security_token_is_left_out():
    request = request_with(SessionStore())
    pending.keep(request, "argument", QueryDict("csrfmiddlewaretoken=secret&text=Oui&text=Non"))
    assert pending.take(request, "argument") == {"text": ["Oui", "Non"]}


@pytest.mark.parametrize(("size", "fits"), [(64 * 1024 - 4, True), (64 * 1024 - 3, False)])
def test_a_form_is_kept_up_to_64_kilobytes(size, fits):
    request = request_with(SessionStore())
    data = {"text": ["a" * size]}
    if fits:
        pending.keep(request, "argument", data)
    else:
        with pytest.raises(pending.FormTooLarge):
            pending.keep(request, "argument", data)
    assert (pending.take(request, "argument") == data) is fits


def test_forms_stand_by_their_key_and_the_oldest_makes_room():
    request = request_with(SessionStore())
    for number in range(6):
        pending.keep(request, f"form {number}", {"n": [str(number)]})
    assert pending.take(request, "form 0") is None
    assert pending.take(request, "form 5") == {"n": ["5"]}
    assert pending.take(request, "form 1") == {"n": ["1"]}


def test_a_form_is_given_back_for_two_hours(clock):
    request = request_with(SessionStore())
    pending.keep(request, "a", TEXT)
    pending.keep(request, "b", TEXT)
    clock.shift(2 * 3_600)
    assert pending.take(request, "a") == TEXT
    clock.shift(1)
    assert pending.take(request, "b") is None


def test_an_anonymous_session_with_a_form_is_short_and_long_again_after_the_sign_in(client, citizen, sign_in):
    keep_in(client)
    assert client.session.get_expiry_age() == 2 * 3_600
    sign_in(client, citizen.email)
    assert client.session.get_expiry_age() == 14 * 86_400


def test_taking_from_a_session_without_forms_writes_nothing():
    session = SessionStore()
    assert pending.take(request_with(session), "a") is None
    assert session.modified is False
