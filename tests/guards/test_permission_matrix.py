"""S-2: each address answers each role as the table says; one that is not in the table fails here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template import engines

from moderation.mandates import Reach
from participants.models import User
from tests.guards import matrix_world as stages
from tests.guards.addresses import Pattern, is_ours, walk
from tests.guards.permissions import ADDRESSES, ROLES, WAGTAIL
from tests.guards.test_second_factor import filled_in

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


def asker(person: User | AnonymousUser) -> Callable[[str, str], str]:
    """Gives the outcome of a request by this person; their session and all rows are as before, each time."""
    browser = stages.browser_of(person)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}

    def ask(method: str, address: str) -> str:
        browser.cookies = SimpleCookie(cookies)
        with taken_back():
            answer = getattr(browser, method)(address)
            if answer.streaming:
                list(answer.streaming_content)
        return stages.outcome(answer)

    return ask


def test_table_names_each_address_of_ours_and_no_other():
    assert sorted({found.name for found in ours()}) == sorted(ADDRESSES)


def test_each_row_speaks_of_each_role():
    for name, row in ADDRESSES.items():
        assert (set(row.get), set(row.post)) == (set(ROLES), set(ROLES)), name


def cases(stage: stages.Stage, role: str) -> Iterator[tuple[str, str, str, set[str]]]:
    """What to ask: the name, the method, the address, and the outcomes that are right."""
    for pattern in ours():
        row, first = ADDRESSES[pattern.name], (stages.PARAMETER.findall(pattern.route) or [""])[0]
        several = len(stages.PARAMETER.findall(pattern.route)) > 1
        for method, right in (("get", row.get[role]), ("post", row.post[role])):
            yield pattern.name, method, stages.address_of(stage, pattern), {right}
            if several and first in stage.foreign:  # the same, under another consultation, page or reading
                elsewhere = stages.address_of(stage, pattern, **{first: stage.foreign[first]})
                yield f"{pattern.name} elsewhere", method, elsewhere, {"404"} | ({right} & STOPPED)
    for prefix, asked in WAGTAIL.items():
        yield f"admin/{prefix}", "get", asked.address, {asked.get[role]}


def wrong_answers(stage: stages.Stage, role: str, only: str = "") -> dict[str, tuple[str, set[str]]]:
    """The outcomes that are none of those that are right, by name and method."""
    ask, wrong = asker(stage.roles[role]), {}
    for name, method, address, right in cases(stage, role):
        if name.startswith(only) and (found := ask(method, address)) not in right:
            wrong[f"{method} {name}"] = (found, right)
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_the_table_says(stage, role):
    assert wrong_answers(stage, role) == {}


def test_a_door_left_open_is_found(stage, monkeypatch):
    """The control: a moderator whose reach holds whatever they ask for."""
    monkeypatch.setattr(Reach, "holds", lambda reach, consultation: True)
    wrong = wrong_answers(stage, "elsewhere", only="moderation_desk:")
    assert {"get moderation_desk:proposal", "post moderation_desk:argument_urgent"} <= set(wrong)


def beneath_admin() -> list[str]:
    """The routes of Wagtail's own addresses, without the admin's prefix."""
    routes = [found.route.replace("^", "") for found in walk() if not is_ours(found)]
    return [route.removeprefix("admin/") for route in routes if route.startswith("admin/")]


def test_each_address_of_wagtails_has_a_row_by_its_beginning():
    begun = [prefix for prefix in WAGTAIL if prefix]
    assert [route for route in beneath_admin() if route and not route.startswith(tuple(begun))] == []
    for prefix in begun:
        assert any(route.startswith(prefix) for route in beneath_admin()), prefix
        assert WAGTAIL[prefix].address == "/admin/nulle-part/" or WAGTAIL[prefix].address.startswith(f"/admin/{prefix}")


def test_no_address_of_wagtails_is_for_who_is_not_of_the_team(stage):
    """Each single one, by GET and by POST; strangers are asked for in ``test_second_factor``."""
    ask = asker(stage.roles["citizen"])
    open_to_all = tuple(prefix for prefix, row in WAGTAIL.items() if row.get["citizen"] != "sign-in")
    assert open_to_all == ("password_reset/", "sprite/", "jsi18n/")
    for route in beneath_admin():
        if not route.startswith((*open_to_all, "login/", "logout/")):
            address = filled_in(f"admin/{route}")
            for method in ("get", "post"):
                assert ask(method, address) == "sign-in", f"{method} {address}"
