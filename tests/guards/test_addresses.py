"""Each address of ours stands in the table, and is as public as the table says."""

from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse

from tests import factories
from tests.guards.addresses import ADDRESSES, is_ours, walk

KNOWN_ADMIN = ("moderation_desk:", "synthesis_desk:", "theme_desk:", "cms_desk:")


ARGUMENTS = {
    "moderation:appeal_proposal": ["se-deplacer", 1],
    "moderation:appeal_argument": ["se-deplacer", 1, 1],
    "moderation:appeal_amendment": ["se-deplacer", 1, 1],
    "moderation:pause": ["se-deplacer", 1],
    "proposals:restore": ["se-deplacer", 1],
    "proposals:draft_delete": [UUID(int=1)],
    "proposals:amendment_withdraw": ["se-deplacer", 1, 1],
    "cms_readings:meaning": ["se-deplacer", 1, 1, 1],
}


def ours() -> list[str]:
    return [found.name for found in walk() if is_ours(found) and not found.route.startswith("admin/")]


def test_the_table_is_whole():
    assert sorted(ours()) == sorted(set(ADDRESSES) - {"admin_sign_in"})


def test_what_is_public_says_so_and_nothing_else_does():
    for found in walk():
        if is_ours(found) and not found.route.startswith("admin/"):
            required = getattr(found.pattern.callback, "login_required", True)
            assert required is not ADDRESSES[found.name].public, found.name


def test_the_admins_pages_are_closed_to_strangers(client, db):
    factories.home_page()
    for found in walk():
        if is_ours(found) and found.route.startswith("admin/") and found.name != "admin_sign_in":
            assert getattr(found.pattern.callback, "login_required", True), found.name


@pytest.mark.parametrize("name", sorted(name for name, address in ADDRESSES.items() if not address.public))
def test_what_is_ones_own_leads_to_the_sign_in(client, db, name):
    factories.home_page()
    try:
        address = reverse(name)
    except NoReverseMatch:
        address = reverse(name, args=ARGUMENTS.get(name, [1]))
    answer = client.get(address)
    assert answer.status_code in {302, 405}
    assert answer.status_code == 405 or answer.headers["Location"].startswith(reverse("participants:sign_in"))
