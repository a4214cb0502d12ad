"""A contribution that came on paper: the organiser types it, and its page says by whom; the desk is Wagtail's."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.browser.deeds import publishes
from tests.browser.people import CONSULTATION, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser]
DESK = f"/admin/contributions{CONSULTATION}"


def test_the_organiser_enters_a_letter(site: Site, chromium: Any) -> None:
    with (
        person(chromium, site.address) as organiser,
        person(chromium, site.address) as moderator,
        person(chromium, site.address, javascript=False) as reader,
    ):
        organiser.sign_in("organisation@demo.invalid", "/admin/")
        organiser.go("/admin/contributions/")
        organiser.press(f"a[href='{DESK}']")
        page = organiser.page
        page.fill("input[name=title]", "Un banc à chaque arrêt")
        page.fill("textarea[name=text]", "Mesdames, Messieurs, il faudrait un banc à chaque arrêt de car.")
        page.select_option("select[name=medium]", "paper")
        page.fill("input[name=received_on]", datetime.now(UTC).date().isoformat())
        page.check("input[name=basis][value=agreed]")
        organiser.press("main form button.button")
        assert page.locator("[aria-invalid=true], .w-field__errors").count(), "a published name has to be given"
        page.fill("input[name=name]", "Odette du Bourg")
        organiser.press("main form button.button")
        assert organiser.path == DESK
        moderator.sign_in("moderation@demo.invalid", "/admin/moderation/")
        publishes(moderator, "Un banc à chaque arrêt")
        reader.go(f"{CONSULTATION}propositions/?q=banc+arr%C3%AAt")
        with reader.page.expect_navigation():
            reader.page.get_by_role("link", name="Un banc à chaque arrêt", exact=True).click()
        assert "Odette du Bourg" in reader.page.inner_text("main")
        assert "Jeanne, organisation" in reader.page.inner_text("aside")
