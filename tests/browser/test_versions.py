"""An edit makes a version, and each shows what changed; a published text is changed by an amendment of one's own."""

from typing import Any

import pytest

from tests.browser.deeds import joins, proposes, publishes_at
from tests.browser.people import person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.requirement("A-4")]
BEFORE, AFTER = "Un car le soir vers la gare.", "Un minibus le soir vers la gare."


@pytest.mark.requirement("C-2")
@pytest.mark.requirement("C-5")
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_an_edit_shows_what_changed(site: Site, chromium: Any, javascript: bool) -> None:
    kind = "avec" if javascript else "sans"
    with (
        person(chromium, site.address, javascript=javascript) as author,
        person(chromium, site.address) as moderator,
    ):
        joins(author, f"corrige-{kind}@example.org", f"Lin {kind}")
        proposal = proposes(author, f"Le soir aussi, {kind} script", BEFORE)
        author.press(f"a[href='{proposal}modifier/']")
        author.page.fill("textarea[name=text]", "   ")
        author.press("form:has(textarea[name=text]) button:not([formaction])")
        assert author.page.locator(".field--error textarea[name=text], .error-summary").count()
        author.page.fill("textarea[name=text]", AFTER)
        author.press("form:has(textarea[name=text]) button:not([formaction])")
        assert author.path == proposal
        author.press(f"a[href='{proposal}versions/2/']")
        changes = author.page.locator(".words.changes")
        assert ["car" in words for words in changes.locator("del").all_inner_texts()] == [True]
        assert ["minibus" in words for words in changes.locator("ins").all_inner_texts()] == [True]
        assert len(author.page.inner_text(".fingerprint")) == 64
        author.press(f"a[href='{proposal}versions/1/']")
        assert BEFORE in author.page.inner_text(".words")

        publishes_at(moderator, proposal)
        author.go(f"{proposal}modifier/")
        assert author.path == f"{proposal}amender/", "a published text is changed by an amendment"
