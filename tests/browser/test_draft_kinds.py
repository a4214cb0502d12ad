"""Replies and amendments are kept while one types, and found again: with JavaScript and without."""

from typing import Any

import pytest

from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site
from tests.browser.test_amendments import HAS_AN_AUTHOR
from tests.browser.test_drafts import TEXT, another_page, forget, kept_here, types, waits_for_revision

pytestmark = [pytest.mark.browser, pytest.mark.requirement("C-8")]
REPLY = f"{CONSULTATION}propositions/P-3/arguments/A90/repondre/"
PROPOSAL = f"{CONSULTATION}propositions/P-7/"
AMEND = f"{PROPOSAL}amender/"
REASON = "textarea[name=reason]"


def arrives(site: Site, someone: Person, email: str, name: str) -> None:
    """Signed in with no draft, beside a proposal that has an author."""
    someone.go("/connexion/?next=/mon-espace/")
    someone.arrive_as(email, name)
    forget(site)
    site.manage("shell", "-c", HAS_AN_AUTHOR.format(email=email, number=7))


def saved(page: Any, field: str, words: str, revision: int) -> None:
    page.locator(field).press_sequentially(words)
    waits_for_revision(page, revision)


def test_a_reply_is_found_again_after_its_tab_was_killed(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as someone:
        arrives(site, someone, "repond@example.org", "Ana")
        someone.go(REPLY)
        types(someone.page, "Et les pentes ?")
        waits_for_revision(someone.page, 1)
        assert kept_here(someone.page) == []
        address = someone.page.url
        someone.page.close()
        someone.page = another_page(someone, REPLY.split("arguments/")[0])
        someone.press("a[href*='repondre/?brouillon=']")
        assert someone.page.url == address
        assert someone.page.input_value(TEXT) == "Et les pentes ?"
        someone.press("form:has(textarea[name=text]) button:not([name])")
        assert someone.path == REPLY.split("arguments/")[0]
        assert someone.page.locator("a[href*='?brouillon=']").count() == 0, "sent, it is no draft any more"
        someone.leaves_untroubled()


def test_an_amendment_comes_back_on_its_passage_from_another_one(site: Site, chromium: Any) -> None:
    """The words of one passage, that the site did not get, are found in the form of another."""
    with person(chromium, site.address) as someone:
        arrives(site, someone, "amende@example.org", "Inès")
        someone.go(f"{AMEND}?phrase=1&choisir=1")
        saved(someone.page, REASON, "Plus clair", 1)
        assert "?brouillon=" in someone.page.url
        someone.context.set_offline(True)
        someone.page.locator(REASON).press_sequentially(" et plus court")
        someone.page.wait_for_function("() => localStorage.length === 1")
        someone.page.close()
        someone.context.set_offline(False)
        someone.page = another_page(someone, f"{AMEND}?tout=1")
        someone.press("[data-draft-restore]")
        someone.page.wait_for_function(
            "() => document.querySelector('[name=reason]').value === 'Plus clair et plus court'"
        )
        assert someone.page.input_value("input[name=start]") == "0"
        assert someone.page.locator("input[name=title]").count() == 0
        waits_for_revision(someone.page, 2)
        someone.leaves_untroubled()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_a_button_keeps_each(site: Site, chromium: Any, width: int) -> None:
    size = {"width": width, "height": 800}
    with person(chromium, site.address, javascript=False, viewport=size) as someone:
        arrives(site, someone, f"bouton{width}@example.org", f"Lou {width}")
        for address, words in ((REPLY, "Et la nuit ?"), (f"{AMEND}?tout=1", "Un texte tout autre.")):
            someone.go(address)
            someone.page.fill(TEXT, words)
            someone.press("button[name=keep]")
            assert "?brouillon=" in someone.page.url
            assert someone.page.input_value(TEXT) == words
            assert someone.page.evaluate("document.documentElement.scrollWidth") <= width
        someone.go("/mon-espace/")
        assert someone.page.locator("#mes-brouillons a.button[href*='?brouillon=']").count() == 2
        someone.go(PROPOSAL)
        someone.press("a[href*='amender/?brouillon=']")
        assert someone.page.input_value(TEXT) == "Un texte tout autre."
