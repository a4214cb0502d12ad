"""What these tests share: the way through the sign-in."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core import mail
from django.http import HttpResponse
from django.template import engines
from django.test import Client

from tests import factories
from tests.conftest import NOON


@pytest.fixture
def client() -> Client:
    """A browser whose owner chose English, so that sentences are those of the code."""
    browser = Client()
    browser.cookies["langue"] = "en"
    return browser


@pytest.fixture
def last_code() -> Callable[[], str]:
    """The code of the last mail that was sent."""

    def read() -> str:
        found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
        assert found
        return found.group()

    return read


@pytest.fixture
def sign_in(last_code) -> Callable[..., HttpResponse]:
    """``sign_in(client, address, next="")``: both steps; gives the last answer."""

    def both_steps(client: Client, address: str, following: str = "") -> HttpResponse:
        client.post("/connexion/", {"email": address, "next": following})
        return client.post("/connexion/code/", {"code": last_code(), "next": following})

    return both_steps


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that the test sets; it stands at noon."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lenient_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's own templates look at variables that may be missing; ours may not, in all other tests."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def consent_text(db: None):
    return factories.ConsentTextFactory()
