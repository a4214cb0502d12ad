"""The moderators' desk by keyboard alone."""

from typing import Any

import pytest

from tests.browser.people import person
from tests.browser.site import Site

DESK = "/admin/moderation/"


@pytest.mark.browser
def test_queue_and_decision_go_by_keyboard(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as moderator:
        moderator.sign_in("moderation@demo.invalid", DESK)
        page = moderator.page
        moderator.go(DESK)
        addresses = page.locator("[data-desk-queue] a").evaluate_all("links => links.map(link => link.pathname)")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{addresses[0]}")
        page.keyboard.press("j")
        page.wait_for_url(f"**{addresses[1]}")
        page.keyboard.press("k")
        page.wait_for_url(f"**{addresses[0]}")
        page.keyboard.press("w")
        assert page.evaluate("document.activeElement.name") == "ground"
        page.focus("textarea[name=words]")
        page.keyboard.type("pjkw")
        assert page.input_value("textarea[name=words]") == "pjkw"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("p")
        page.wait_for_url(f"**{addresses[1]}")
        assert page.locator("main .messages .success").count() == 1
