"""S-7: one answer of a passkey sent several times at once; each race has a control that shows the threads do meet."""

import pytest
from django.test import RequestFactory
from django.utils import timezone

from participants import challenges, passkeys
from participants.challenges import ChallengeGone
from participants.models import Passkey
from tests import factories
from tests.participants.passkey_help import SITE, SoftKey
from tests.participants.test_races import AT_ONCE, all_at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("S-7"),
]


@pytest.fixture
def person(settings):
    settings.WAGTAILADMIN_BASE_URL = SITE
    settings.CONSULT_SECOND_FACTOR = True
    return factories.staff("modo@example.org", "Modo", ["moderation.moderate_decision"])


@pytest.fixture
def key(person):
    made = SoftKey()
    options, asked = passkeys.options_to_add(person)
    answer = made.make(options)
    passkeys.add(user=person, name="Clé", answer=answer, asked=asked, at=timezone.now(), factor_given=False)
    return made


def request_with(kept):
    request = RequestFactory().post("/")
    request.session = {"passkey_asked": dict(kept)}
    return request


@pytest.fixture
def kept(person):
    request = RequestFactory().post("/")
    request.session = {}
    challenges.keep(request, "give", passkeys.options_at_the_gate(person)[1])
    return request.session["passkey_asked"]


def test_of_requests_that_read_the_same_question_at_once_one_may_answer(kept):
    def take(barrier):
        request = request_with(kept)
        barrier.wait()
        challenges.take(request, "give")

    errors = all_at_once(take)
    assert [type(error) for error in errors] == [ChallengeGone] * (AT_ONCE - 1)


def test_control_where_the_session_alone_remembers_all_may(kept, monkeypatch):
    monkeypatch.setattr(challenges, "may_try", lambda limits: True)

    def take(barrier):
        request = request_with(kept)
        barrier.wait()
        challenges.take(request, "give")

    assert all_at_once(take) == []


def test_of_one_signature_sent_at_once_one_is_counted(person, key):
    options, asked = passkeys.options_at_the_gate(person)
    answer, given = key.sign(options), []

    def give(barrier):
        barrier.wait()
        given.append(passkeys.give(user=person, answer=answer, asked=asked, at=timezone.now()))

    assert all_at_once(give) == []
    assert sorted(given) == [False] * (AT_ONCE - 1) + [True]


def test_control_a_key_that_counts_nothing_is_taken_by_all(person, key):
    """What keeps these from being sent twice is the question (above), not the count."""
    key.counts, key.times = False, 0
    Passkey.objects.update(sign_count=0)
    options, asked = passkeys.options_at_the_gate(person)
    answer, given = key.sign(options), []

    def give(barrier):
        barrier.wait()
        given.append(passkeys.give(user=person, answer=answer, asked=asked, at=timezone.now()))

    assert all_at_once(give) == []
    assert given == [True] * AT_ONCE


def test_of_two_last_passkeys_removed_at_once_one_stays(person, key):
    options, asked = passkeys.options_to_add(person)
    other = SoftKey().make(options)
    passkeys.add(user=person, name="L’autre", answer=other, asked=asked, at=timezone.now(), factor_given=True)
    keys = list(Passkey.objects.values_list("pk", flat=True))

    def remove(barrier):
        barrier.wait()
        for pk in keys:
            passkeys.remove(user=type(person).objects.get(pk=person.pk), pk=pk)

    all_at_once(remove)
    assert Passkey.objects.filter(user=person).count() == 1
