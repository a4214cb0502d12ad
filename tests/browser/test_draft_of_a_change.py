"""A change of a proposal that waits is kept while one types, and goes on as an amendment once it is published."""

from typing import Any

import pytest

from tests.browser.deeds import joins, proposes, publishes_at
from tests.browser.people import person
from tests.browser.site import Site
from tests.browser.test_drafts import TEXT, another_page, forget, kept_here, types, waits_for_revision

pytestmark = [pytest.mark.browser, pytest.mark.requirement("C-8")]
SEND = "form:has(textarea[name=text]) button:not([formaction])"


@pytest.mark.requirement("C-5")
def test_a_change_is_found_again_after_its_tab_was_killed(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as author, person(chromium, site.address) as moderator:
        joins(author, "retouche@example.org", "Noé")
        forget(site)
        proposal = proposes(author, "Un abri à chaque arrêt", "Avec un banc")
        author.go(f"{proposal}modifier/")
        types(author.page, " et une horloge")
        waits_for_revision(author.page, 1)
        assert kept_here(author.page) == [], "what the site has needs no copy in the browser"
        address = author.page.url
        author.page.close()
        author.page = another_page(author, proposal)
        author.press("a[href*='modifier/?brouillon=']")
        assert author.page.url == address
        assert author.page.input_value(TEXT) == "Avec un banc et une horloge"

        publishes_at(moderator, proposal)
        author.go(f"{address.removeprefix(site.address)}")
        assert author.path == f"{proposal}amender/"
        assert author.page.input_value(TEXT) == "Avec un banc et une horloge"
        author.page.locator("textarea[name=reason]").press_sequentially("On attend longtemps")
        waits_for_revision(author.page, 2)
        author.press(SEND)
        author.go(proposal)
        assert author.page.locator("a[href*='?brouillon=']").count() == 0, "sent, it is no draft any more"
        author.leaves_untroubled()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_a_button_keeps_a_change(site: Site, chromium: Any, width: int) -> None:
    size = {"width": width, "height": 800}
    with person(chromium, site.address, javascript=False, viewport=size) as author:
        joins(author, f"retouche{width}@example.org", f"Lou {width}")
        forget(site)
        proposal = proposes(author, f"Un abri de {width} cm", "Avec un banc")
        author.go(f"{proposal}modifier/")
        author.page.fill(TEXT, "Avec deux bancs")
        author.press("button[name=keep]")
        assert "?brouillon=" in author.page.url
        assert author.page.input_value(TEXT) == "Avec deux bancs"
        assert author.page.evaluate("document.documentElement.scrollWidth") <= width
        author.go(f"{proposal}modifier/")
        author.press("a[href*='modifier/?brouillon=']")
        author.press(SEND)
        assert author.path == proposal
        assert "Avec deux bancs" in author.page.inner_text("main")
