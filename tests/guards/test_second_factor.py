"""S-7: no page of the admin answers somebody of the team who has not given their second factor in this session."""

import re

import pytest
from django.urls import URLPattern, resolve

from participants.models import User
from participants.second_factor_gate import ADMIN_PREFIX, OPEN
from tests import factories
from tests.guards.addresses import is_ours, walk

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-7")]
#: What Wagtail or Django answer outside the admin's prefix: reading, by the rules of each page or file.
ELSEWHERE = {
    "wagtaildocs_serve",
    "wagtaildocs_authenticate_with_password",
    "wagtailcore_authenticate_with_password",
    "page_file",
    "wagtail_serve",
}
GROUP = re.compile(r"\(\?P?<?(\w*)>?[^()]*(?:\([^()]*\)[^()]*)*\)|\([^()]*\)")
CONVERTERS = {"int": "1", "number": "1", "uuid": "00000000-0000-0000-0000-000000000001"}


def filled_in(route: str) -> str:
    """An address that a route may match; what it is filled in with need not exist."""
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: CONVERTERS.get(found[1] or "", "x"), route)
    plain = GROUP.sub("1", plain.replace("^", "").replace("$", "").replace("\\", ""))
    return "/" + re.sub(r"[*+?]", "", plain)


def admin_addresses() -> list[str]:
    prefix = ADMIN_PREFIX.lstrip("/")
    return sorted({filled_in(found.route) for found in walk() if found.route.startswith(prefix)} - set(OPEN))


@pytest.fixture
def asked(settings):
    settings.CONSULT_SECOND_FACTOR = True
    factories.home_page()


@pytest.fixture(params=["administrator", "moderator", "guarantor"])
def of_the_team(request, asked, client):
    person = {
        "administrator": lambda: User.objects.create_superuser("orga@example.org", display_name="Orga"),
        "moderator": lambda: factories.staff("modo@example.org", "Modo", ["moderation.moderate_decision"]),
        "guarantor": lambda: factories.staff("garante@example.org", "Garante", ["cms.sign_opinion"]),
    }[request.param]()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_each_page_of_the_admin_leads_to_the_factor(of_the_team):
    addresses = admin_addresses()
    assert len(addresses) > 200
    for address in addresses:
        for method in ("get", "post"):
            answer = getattr(of_the_team, method)(address)
            assert answer.status_code == 302, f"{method} {address}"
            assert answer["Location"].startswith("/connexion/second-facteur/?next="), f"{method} {address}"


def test_a_stranger_gets_nothing_of_the_admin_but_its_sign_in(asked, client):
    for address in admin_addresses():
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(("/connexion/?next=", "/admin/login/")), address


def test_the_addresses_that_are_asked_for_are_those_of_the_patterns():
    routes = {found.route.replace("^", "") for found in walk() if found.route.startswith(ADMIN_PREFIX.lstrip("/"))}
    asked_for = {resolve(address).route.replace("^", "") for address in admin_addresses() + list(OPEN)}
    assert routes - asked_for == set()


def test_what_is_not_ours_stands_behind_the_prefix():
    outside = {
        found.name
        for found in walk()
        if isinstance(found.pattern, URLPattern)
        and not is_ours(found)
        and not found.route.startswith(ADMIN_PREFIX.lstrip("/"))
    }
    assert outside == ELSEWHERE
