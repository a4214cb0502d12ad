"""Limits hold over several processes, after a restart, and for many requests at once (S-9); each with a control."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from participants import forms
from tests.factories import CitizenFactory
from tests.participants.test_tries import last_code
from tests.proposals.test_proposal_races import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("S-9"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
WORKERS, EACH = 4, 5
BEGIN = """
import django; django.setup()
from django.test import RequestFactory
request = RequestFactory().post("/connexion/", REMOTE_ADDR="203.0.113.7")
"""
OURS = f"""{BEGIN}
from participants.tries import wait_for_code
print(sum(wait_for_code(request, "ana@example.org") is None for _time in range({EACH})))
"""
IN_MEMORY = f"""{BEGIN}
from allauth.core import ratelimit
asked = [ratelimit.consume(request, action="request_login_code", key="ana@example.org") for _time in range({EACH})]
print(sum(asked))
"""


def worker(script: str) -> "subprocess.Popen[str]":
    """A process of its own, on the database of this test."""
    kept = connection.settings_dict
    address = f"postgresql://{kept['USER']}:{kept['PASSWORD']}@{kept['HOST']}:{kept['PORT'] or 5432}/{kept['NAME']}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "consult.settings.test", "CONSULT_DATABASE": address}
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )


def passed(*workers: "subprocess.Popen[str]") -> int:
    """How many tries passed, of all these processes together."""
    return sum(int(one.communicate(timeout=120)[0]) for one in workers)


@pytest.mark.requirement("X-2")
def test_four_processes_count_together_and_a_fresh_one_goes_on_counting():
    assert passed(*[worker(OURS) for _worker in range(WORKERS)]) == 3
    assert passed(worker(OURS)) == 0


def test_control_counted_in_memory_each_process_has_its_own_limit():
    assert passed(*[worker(IN_MEMORY) for _worker in range(2)]) == 6


def compared_at_once(monkeypatch) -> int:
    """How many wrong codes are compared of twelve that one session sends at once."""
    person, compared = CitizenFactory(), []

    def compare(*, actual: str, expected: str) -> bool:
        compared.append(actual)
        time.sleep(0.2)
        return False

    monkeypatch.setattr(forms, "compare_user_code", compare)
    first = Client()
    first.post("/connexion/", {"email": person.email})
    browsers = [Client() for _n in range(12)]
    for browser in browsers:
        browser.cookies = first.cookies
    at_once(12, lambda turn: browsers[turn].post("/connexion/code/", {"code": f"{turn:06d}"}).status_code)
    return len(compared)


def test_a_code_is_compared_three_times_however_many_ask_at_once(monkeypatch):
    assert compared_at_once(monkeypatch) == 3


def test_control_by_the_session_alone_it_is_compared_more_often(monkeypatch):
    monkeypatch.setattr("participants.views.sign_in.may_try_code", lambda request, process: True)
    assert compared_at_once(monkeypatch) > 3


def test_codes_asked_for_at_once_are_three(monkeypatch):
    person = CitizenFactory()
    answers = at_once(8, lambda turn: Client().post("/connexion/", {"email": person.email}).status_code)
    assert sorted(answers) == [302] * 3 + [429] * 5
    assert len(mail.outbox) == 3
    assert last_code()
