"""Passkeys in Chromium, with a device that it plays itself: made, used at the gate and to sign in, removed; and axe.

The site is known as localhost: a browser makes no passkey for an address in figures.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.accessibility import breaks_no_rule
from tests.browser.people import Person, person
from tests.browser.site import Site, running_site
from tests.participants.factor_help import code_at

pytestmark = pytest.mark.browser

GATE = "/connexion/second-facteur/"
SET_UP = f"{GATE}mise-en-place/"
CODES = f"{GATE}codes-de-secours/"
KEYS = "/mon-espace/cles-d-acces/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
#: A passkey that no device of these tests holds.
KEY_OF = (
    "from participants.models import Passkey, User; Passkey.objects.create(user=User.objects.get(email={email!r}), "
    "name='Ailleurs', domain='localhost', credential_id='AAAA', credential=b'', handle='AAAA', opens_admin=True)"
)
USE = "form[data-passkey=get] button"
ADD = "form[data-passkey=create] button"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own that asks its team for a second factor."""
    folder = tmp_path_factory.mktemp("passkeys")
    asked = {"CONSULT_SECOND_FACTOR": "yes"}
    with running_site(folder, "--sample", "30", host="localhost", settings=asked) as running:
        yield running


@pytest.fixture
def someone(home: Site, chromium: Any) -> Iterator[Person]:
    """A browser with a device that holds passkeys."""
    with person(chromium, home.address, viewport={"width": 1280, "height": 800}) as opened:
        with_device(opened)
        yield opened


def with_device(one: Person) -> tuple[Any, str]:
    """Give a browser a device; the line to it, and its number."""
    line = one.context.new_cdp_session(one.page)
    line.send("WebAuthn.enable")
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def new_member(site: Site, name: str) -> str:
    """An account of the team that no other test knows; its address."""
    email = f"{name}@demo.invalid"
    site.manage(
        "shell",
        "-c",
        "from participants.models import User; "
        f"one = User.objects.create_user({email!r}, display_name={name.title()!r}); "
        "one.groups.set(User.objects.get(email='moderation@demo.invalid').groups.all())",
    )
    return email


def by_code(one: Person, email: str, following: str) -> None:
    one.go(f"/connexion/?next={quote(following)}")
    one.page.fill("input[name=email][type=email]", email)
    one.press("form:has(input[name=email][type=email]) button")
    one.enter_code()


def add(one: Person, name: str) -> None:
    one.page.fill("input[name=name]", name)
    one.press(ADD)


def sign_out(one: Person) -> None:
    one.go("/mon-espace/")
    one.press("header form[action='/deconnexion/'] button")


@pytest.mark.requirement("S-7")
def test_the_team_sets_up_a_passkey_and_opens_the_admin_with_it(home: Site, someone: Person) -> None:
    email = new_member(home, "lucie")
    by_code(someone, email, "/admin/")
    assert someone.path == SET_UP
    someone.press(f"a[href^='{KEYS}']")
    add(someone, "Mon ordinateur")
    assert someone.path == CODES
    assert someone.page.locator(".factor-codes li").count() == 10
    someone.press("main form button")
    assert someone.path == "/admin/"
    sign_out(someone)
    by_code(someone, email, "/admin/")
    assert someone.path == GATE
    someone.press(USE)
    assert someone.path == "/admin/"
    someone.go(KEYS)
    assert someone.page.locator(".passkey__name").all_inner_texts() == ["Mon ordinateur"]
    sign_out(someone)
    someone.go("/connexion/?next=/admin/")
    someone.press(USE)
    assert someone.path == "/admin/"  # the device knew its owner: both factors at once


@pytest.mark.requirement("A-8")
def test_a_citizen_adds_a_passkey_signs_in_with_it_and_removes_it(home: Site, someone: Person) -> None:
    by_code(someone, "citoyenne@demo.invalid", KEYS)
    assert someone.path == KEYS
    add(someone, "Mon téléphone")
    assert someone.path == KEYS
    assert someone.page.locator(".messages").inner_text() != ""
    sign_out(someone)
    someone.go("/connexion/?next=/mon-espace/")
    someone.press(USE)
    assert someone.path == "/mon-espace/"
    assert "Claire" in someone.page.locator("main .lead").inner_text()
    someone.press(f"a[href='{KEYS}']")
    someone.press(".passkey a")
    someone.press("main form button")
    assert someone.path == KEYS
    assert someone.page.locator(".passkey").count() == 0
    sign_out(someone)
    someone.go("/connexion/")
    someone.press(USE)
    assert someone.page.locator(".error-summary").is_visible()
    assert someone.path == "/connexion/cle/"


def test_a_device_that_says_no_is_told_and_the_button_works_again(home: Site, chromium: Any) -> None:
    with person(chromium, home.address) as one:
        line, device = with_device(one)
        one.go("/connexion/")
        line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        one.page.locator(USE).click()
        told = one.page.locator("[data-status]")
        expected = one.page.locator("form[data-passkey]").get_attribute("data-cancelled")
        one.page.wait_for_function("text => document.querySelector('[data-status]').textContent === text", arg=expected)
        assert told.is_visible()
        assert one.page.locator(USE).get_attribute("aria-disabled") is None


def test_without_javascript_the_pages_say_so_and_the_code_is_there(home: Site, chromium: Any) -> None:
    with person(chromium, home.address, javascript=False) as one:
        one.go("/connexion/")
        assert one.page.locator("[data-passkey-without]").is_visible()
        assert not one.page.locator(USE).is_visible()
        by_code(one, "redaction@demo.invalid", KEYS)
        assert one.page.locator("[data-passkey-without]").is_visible()
        assert not one.page.locator(ADD).is_visible()


def test_without_javascript_the_gate_says_so_and_takes_the_code(home: Site, chromium: Any) -> None:
    email = new_member(home, "prudence")
    home.manage("shell", "-c", KEY_OF.format(email=email))
    with person(chromium, home.address, javascript=False) as one:
        by_code(one, email, "/admin/")
        assert one.path == GATE
        assert one.page.locator("[data-passkey-without]").is_visible()
        assert not one.page.locator(USE).is_visible()
        assert one.page.locator("main [name=code]").is_visible()


def test_the_keyboard_alone_signs_in(home: Site, someone: Person) -> None:
    by_code(someone, new_member(home, "clavier"), SET_UP)
    someone.go(KEYS)
    someone.page.locator("input[name=name]").focus()
    someone.page.keyboard.type("Clé")
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
    assert someone.path == CODES
    sign_out(someone)
    someone.go("/connexion/?next=/admin/")
    someone.page.locator(USE).focus()
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
    assert someone.path == "/admin/"


@pytest.mark.requirement("A-1")
@pytest.mark.markup
def test_the_gate_of_who_has_an_application_breaks_no_rule(home: Site, someone: Person) -> None:
    email = new_member(home, "totp")
    by_code(someone, email, "/admin/")
    secret = someone.page.locator("#factor-key").inner_text().replace(" ", "")
    someone.page.fill("main [name=code]", code_at(secret))
    someone.press("main form button")
    assert someone.path == CODES
    sign_out(someone)
    by_code(someone, email, "/admin/")
    assert someone.path == GATE
    assert someone.page.locator(USE).count() == 0
    breaks_no_rule(someone)


@pytest.mark.requirement("A-1")
@pytest.mark.markup
def test_no_page_of_the_second_factor_or_of_passkeys_breaks_a_rule(home: Site, someone: Person) -> None:
    someone.go("/connexion/")
    breaks_no_rule(someone)
    email = new_member(home, "axelle")
    by_code(someone, email, "/admin/")
    assert someone.path == SET_UP
    breaks_no_rule(someone)
    someone.page.fill("main [name=code]", "1")
    someone.press("main form button")
    breaks_no_rule(someone)  # a wrong code
    someone.go(f"{KEYS}?next=/admin/")
    breaks_no_rule(someone)  # none yet
    someone.press(ADD)
    assert someone.page.locator(".error-summary").is_visible()
    breaks_no_rule(someone)  # no name
    add(someone, "W" * 60)
    assert someone.path == CODES
    breaks_no_rule(someone)
    someone.press("main form button")
    someone.go(KEYS)
    breaks_no_rule(someone)
    someone.press(".passkey a")
    breaks_no_rule(someone)
    someone.go(f"{CODES}nouveaux/")
    breaks_no_rule(someone)
    someone.go("/mon-espace/")
    breaks_no_rule(someone)
    sign_out(someone)
    by_code(someone, email, "/admin/")
    assert someone.path == GATE
    breaks_no_rule(someone)
    someone.page.fill("main [name=code]", "1")
    someone.press(f"form[action='{GATE}'] button")
    assert someone.page.locator(".error-summary").is_visible()
    breaks_no_rule(someone)
