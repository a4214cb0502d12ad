"""S-2: each address answers each role as the table says; one that is not in the table fails here."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.template import engines
from django.test import Client

from tests.guards import matrix_world as stages
from tests.guards.addresses import Pattern, is_ours, walk
from tests.guards.permissions import ADDRESSES, ROLES

pytestmark = [
    pytest.mark.requirement("S-2"),
    pytest.mark.usefixtures("at_noon"),
    pytest.mark.filterwarnings("ignore::django.utils.deprecation.RemovedInDjango2028Warning"),  # of Wagtail's mails
]
STOPPED = {"sign-in", "refused", "405", "403"}  # before anything was looked for


class TakenBack(Exception):
    """Ends a transaction whose answer was looked at."""


def ours() -> list[Pattern]:
    return [found for found in walk() if is_ours(found)]


@pytest.fixture
def stage(db, monkeypatch: pytest.MonkeyPatch) -> stages.Stage:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # Wagtail's own templates look at more
    return stages.build()


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is not there after."""
    try:
        with transaction.atomic():
            yield
            raise TakenBack
    except TakenBack:
        pass


def answer_to(browser: Client, method: str, address: str) -> str:
    answer = getattr(browser, method)(address)
    if answer.streaming:
        list(answer.streaming_content)
    return stages.outcome(answer)


def asked(person: object, method: str, address: str) -> str:
    """What one request gives, by a session of its own; rows are as before."""
    with taken_back():
        found = answer_to(stages.browser_of(person), method, address)  # type: ignore[arg-type]
    return found


def test_table_names_each_address_of_ours_and_no_other():
    assert sorted({found.name for found in ours()}) == sorted(ADDRESSES)


def test_each_row_speaks_of_each_role():
    for name, row in ADDRESSES.items():
        assert (set(row.get), set(row.post)) == (set(ROLES), set(ROLES)), name


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_the_table_says(stage, role):
    wrong = {}
    for pattern in ours():
        address, row = stages.address_of(stage, pattern), ADDRESSES[pattern.name]
        for method, expected in (("get", row.get[role]), ("post", row.post[role])):
            found = asked(stage.roles[role], method, address)
            if found != expected:
                wrong[f"{method} {pattern.name}"] = (found, expected)
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_what_stands_under_another_consultation_is_not_found(stage, role):
    """The same address with the slug, page or reading of another consultation: 404, or stopped as before."""
    wrong = {}
    for pattern in ours():
        first, *rest = stages.PARAMETER.findall(pattern.route) or [""]
        if not rest or first not in stage.foreign:
            continue
        address, row = stages.address_of(stage, pattern, **{first: stage.foreign[first]}), ADDRESSES[pattern.name]
        for method, own in (("get", row.get[role]), ("post", row.post[role])):
            found = asked(stage.roles[role], method, address)
            if found != "404" and not (found == own and own in STOPPED):
                wrong[f"{method} {pattern.name}"] = found
    assert wrong == {}
