"""What is typed is still there: a tab killed, a session ended, no connection, two tabs, no script."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.requirement("C-8")]

FORM = f"{CONSULTATION}deposer/"
TEXT = "textarea[name=text]"
SAVED_WITHIN = 5_000  # milliseconds after the last key
Cookies = list[dict[str, Any]]


@pytest.fixture(scope="module")
def cookies(site: Site, chromium: Any) -> Cookies:
    """The session of somebody who agreed to how opinions are used."""
    with person(chromium, site.address) as someone:
        someone.go("/connexion/?next=/mon-espace/")
        someone.arrive_as("brouillonne@example.org", "Maud")
        kept: Cookies = someone.context.cookies()
        return kept


@contextmanager
def writer(site: Site, chromium: Any, cookies: Cookies, **options: Any) -> Iterator[Person]:
    """They open a browser of their own at the form; their drafts of before are gone."""
    with person(chromium, site.address, **options) as someone:
        someone.context.add_cookies(cookies)
        forget(site)
        someone.go(FORM)
        yield someone


def forget(site: Site) -> None:
    site.manage("shell", "-c", "from proposals.models import Draft; Draft.objects.all().delete()")


def types(page: Any, text: str) -> None:
    """Type, and wait for the save that follows by itself."""
    page.locator(TEXT).press("Control+End")
    page.locator(TEXT).press_sequentially(text)
    with page.expect_request(lambda asked: asked.url.endswith("/brouillon/"), timeout=SAVED_WITHIN) as asked:
        pass
    asked.value.response()
    page.wait_for_function("() => document.querySelector('[data-draft-status]').textContent.trim()")


def waits_for_revision(page: Any, number: int) -> None:
    page.wait_for_function(f"() => document.querySelector('input[name=revision]').value === '{number}'")


def kept_here(page: Any) -> list[str]:
    """The words that this browser keeps."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('brouillon'))"
        ".map(key => JSON.parse(localStorage.getItem(key)).words.text)"
    )
    return found


def another_page(someone: Person, path: str = FORM) -> Any:
    page = someone.context.new_page()
    page.goto(someone.address + path)
    return page


def test_a_tab_is_killed_and_the_text_is_there_here_and_on_another_device(site: Site, chromium: Any, cookies: Cookies):
    with writer(site, chromium, cookies) as someone:
        types(someone.page, "Un train le soir")
        waits_for_revision(someone.page, 1)
        assert kept_here(someone.page) == [], "what the site has needs no copy in the browser"
        address = someone.page.url
        someone.page.close()
        page = another_page(someone)
        page.click("a[href*='?brouillon=']")
        page.wait_for_url(address)
        assert page.input_value(TEXT) == "Un train le soir"
    with person(chromium, site.address) as elsewhere:
        elsewhere.context.add_cookies(cookies)
        elsewhere.go(FORM)
        elsewhere.press("a[href*='?brouillon=']")
        assert elsewhere.page.input_value(TEXT) == "Un train le soir"


def test_the_last_keys_before_a_crash_are_in_the_browser(site: Site, chromium: Any, cookies: Cookies):
    with writer(site, chromium, cookies) as someone:
        someone.page.locator(TEXT).press_sequentially("Rien n’est encore parti")
        someone.page.close()
        page = another_page(someone)
        page.click("[data-draft-restore]")
        assert page.input_value(TEXT) == "Rien n’est encore parti"
        waits_for_revision(page, 1)
        page.wait_for_function("() => localStorage.length === 0")


def test_without_a_connection_nothing_is_lost_and_it_is_sent_when_it_is_back(
    site: Site, chromium: Any, cookies: Cookies
):
    with writer(site, chromium, cookies) as someone:
        someone.context.set_offline(True)
        someone.page.locator(TEXT).press_sequentially("Dans le tunnel")
        waiting = "() => { const s = document.querySelector('[data-draft-status]');"
        someone.page.wait_for_function(f"{waiting} return s.textContent === s.dataset.unsent; }}")
        assert kept_here(someone.page) == ["Dans le tunnel"]
        someone.context.set_offline(False)
        waits_for_revision(someone.page, 1)
        assert kept_here(someone.page) == []


def test_a_session_that_ended_keeps_the_words_in_the_browser_for_their_owner(
    site: Site, chromium: Any, cookies: Cookies
):
    with writer(site, chromium, cookies) as someone:
        types(someone.page, "Un train")
        waits_for_revision(someone.page, 1)
        someone.context.clear_cookies(name="sessionid")
        someone.page.locator(TEXT).press_sequentially(" le soir")
        ended = "() => { const s = document.querySelector('[data-draft-status]');"
        someone.page.wait_for_function(f"{ended} return s.textContent === s.dataset.signedOut; }}")
        someone.go(FORM)
        assert someone.page.locator("[data-draft-found]").is_hidden(), "signed out, they are nobody's to read"
        someone.context.add_cookies(cookies)
        someone.go(FORM)
        someone.page.click("[data-draft-restore]")
        assert someone.page.input_value(TEXT) == "Un train le soir"
        waits_for_revision(someone.page, 2)


def test_signed_out_the_words_wait_in_the_browser_and_go_through_the_sign_in(site: Site, chromium: Any):
    with person(chromium, site.address) as someone:
        someone.go(FORM)
        someone.page.fill("input[name=title]", "Un train le soir")
        someone.page.fill(TEXT, "Sans compte")
        assert kept_here(someone.page) == ["Sans compte"]
        someone.page.reload()
        someone.page.click("[data-draft-restore]")
        assert someone.page.input_value(TEXT) == "Sans compte"
        someone.press("button[name=send]")
        someone.arrive_as("sans-compte@example.org", "Sacha")
        assert someone.page.input_value(TEXT) == "Sans compte"
        someone.press("button[name=send]")
        assert "/propositions/P-" in someone.path
        assert kept_here(someone.page) == [], "sent, the words are no more in the browser"


def test_two_tabs_are_shown_both_texts(site: Site, chromium: Any, cookies: Cookies):
    with writer(site, chromium, cookies) as someone:
        types(someone.page, "Un train")
        waits_for_revision(someone.page, 1)
        second = another_page(someone, someone.path + "?" + someone.page.url.split("?")[1])
        types(someone.page, " le soir")
        waits_for_revision(someone.page, 2)
        types(second, " le matin")
        choice = second.locator(".draft__choice")
        choice.wait_for()
        assert "Un train le soir" in choice.inner_text()
        assert "Un train le matin" in choice.inner_text()
        assert kept_here(second) == ["Un train le matin"]
        with someone.page.expect_response(lambda answer: answer.url.endswith("/brouillon/")):
            someone.page.click("button[name=keep]")
        someone.page.wait_for_function("() => localStorage.length === 1")
        assert kept_here(second) == ["Un train le matin"], "what one tab saved takes nothing from the other"
        with second.expect_navigation():
            second.click("button[name=over]")
        assert second.input_value(TEXT) == "Un train le matin"
        assert kept_here(second) == []
        types(someone.page, " et la nuit")
        assert "Un train le matin" in someone.page.locator(".draft__choice").inner_text()
        with someone.page.expect_navigation():
            someone.page.click("button[name=both]")
        assert someone.page.input_value(TEXT) == "Un train le soir et la nuit"


def test_signing_out_leaves_nothing_in_the_browser_nor_in_the_other_tab(site: Site, chromium: Any):
    with person(chromium, site.address) as someone:
        someone.go(f"/connexion/?next={FORM}")
        someone.arrive_as("part@example.org", "Lou")
        assert someone.path == FORM
        other = another_page(someone)
        someone.context.set_offline(True)
        someone.page.fill(TEXT, "Un secret")
        assert kept_here(someone.page) == ["Un secret"]
        someone.context.set_offline(False)
        with someone.page.expect_navigation():
            someone.page.click("form[action='/deconnexion/'] button")
        other.fill(TEXT, "Un autre secret")
        assert kept_here(other) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_a_button_keeps_it(site: Site, chromium: Any, cookies: Cookies, width: int):
    with writer(site, chromium, cookies, javascript=False, viewport={"width": width, "height": 800}) as someone:
        someone.page.fill("input[name=title]", "Un train le soir")
        someone.page.fill(TEXT, "Sans script")
        someone.press("button[name=keep]")
        assert "?brouillon=" in someone.page.url
        someone.go("/mon-espace/")
        someone.press("#mes-brouillons a[href*='?brouillon=']")
        assert someone.page.input_value(TEXT) == "Sans script"
        stale = someone.page.url
        second = someone.context.new_page()
        second.goto(stale)
        second.fill(TEXT, "Ailleurs")
        second.click("button[name=keep]")
        someone.page.fill(TEXT, "Ici")
        someone.press("button[name=keep]")
        assert someone.page.input_value(TEXT) == "Ici"
        assert "Ailleurs" in someone.page.locator(".draft__choice").inner_text()
        assert someone.page.evaluate("document.documentElement.scrollWidth") <= width
        someone.press(".draft__choice a")
        assert someone.page.input_value(TEXT) == "Ailleurs"
        someone.go("/mon-espace/")
        someone.press("#mes-brouillons a[href$='/supprimer/']")
        someone.press("main form button.button--alert")
        assert someone.page.locator("#mes-brouillons").count() == 0
