"""Two moderators at work: who reads what, what is handed over, what is taken back; out of view in three taps."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.accessibility import BOTH, breaks_no_rule
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = pytest.mark.browser

DESK = "/admin/moderation/"
PUBLIC = f"{CONSULTATION}propositions/P-60/"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def ines(site: Site, chromium: Any) -> Iterator[Person]:
    with person(chromium, site.address) as moderator:
        moderator.sign_in("moderation@demo.invalid", DESK)
        yield moderator


@pytest.fixture
def jeanne(site: Site, chromium: Any) -> Iterator[Person]:
    with person(chromium, site.address) as moderator:
        moderator.sign_in("organisation@demo.invalid", DESK)
        yield moderator


def texts(moderator: Person) -> list[str]:
    moderator.go(DESK)
    links = moderator.page.locator("[data-desk-queue] a")
    found: list[str] = links.evaluate_all("links => links.map(link => link.pathname)")
    return found


def test_each_sees_what_the_other_reads_and_next_goes_around_it(ines: Person, jeanne: Person) -> None:
    first, second, third = texts(ines)[:3]
    jeanne.go(second)
    jeanne.page.locator("[data-desk-hand-said] p").wait_for()
    assert not jeanne.page.locator("[data-desk-hand-take]").is_visible()
    assert "jeanne" in row_of(ines, second).lower()
    ines.go(second)
    assert "Jeanne" in ines.page.locator("[data-desk-hand-said]").inner_text()
    ines.go(first)
    ines.page.keyboard.press("p")
    ines.page.wait_for_url(f"**{third}")
    ines.page.keyboard.press("u")
    ines.page.wait_for_url(f"**{first}")
    jeanne.go("/admin/")  # she has left the text
    ines.go(second)
    ines.page.locator("[data-desk-hand-said]", has_text="vous").wait_for()
    assert first in texts(ines)


def row_of(moderator: Person, path: str) -> str:
    moderator.go(DESK)
    row: str = moderator.page.locator(".desk-row", has=moderator.page.locator(f"a[href='{path}']")).inner_text()
    return row


def test_text_is_handed_over_by_keyboard_and_waits_at_the_top(ines: Person, jeanne: Person) -> None:
    text = texts(ines)[1]  # among the oldest: the newest may be one that Jeanne has entered, and may not decide on
    ines.go(text)
    ines.page.keyboard.press("h")
    ines.page.locator("select[name=over-to]:focus").wait_for()
    ines.page.select_option("select[name=over-to]", label="Jeanne, organisation")
    ines.page.keyboard.press("Tab")
    ines.page.keyboard.type("Son auteur est mon voisin.")
    ines.press(".desk-over button")
    assert ines.page.locator(".error-message").all_inner_texts() == []
    jeanne.go(DESK)
    breaks_no_rule(jeanne, BOTH)
    top = jeanne.page.locator("section[aria-labelledby=handed-title]")
    assert "Son auteur est mon voisin." in top.inner_text()
    jeanne.press("section[aria-labelledby=handed-title] a")
    assert jeanne.path == text


@pytest.mark.requirement("M-9")
def test_three_taps_on_a_phone_take_a_text_out_of_view_within_five_seconds(site: Site, chromium: Any) -> None:
    with person(chromium, site.address, **PHONE) as moderator, person(chromium, site.address) as reader:
        reader.go(PUBLIC)
        words = reader.page.locator("h1").inner_text()
        assert shows(reader, words) == [True, False, False, False]  # found by its words; the others show the newest
        moderator.sign_in("moderation@demo.invalid", DESK)
        moderator.go(PUBLIC)
        for selector in ("a[href^='/signaler/'][href$='P-60/']", "a[href*='/urgent/?ground=']"):
            with moderator.page.expect_navigation():
                moderator.page.locator(selector).first.tap()
        last_tap = time.monotonic()
        with moderator.page.expect_navigation():
            moderator.page.locator("button[value=withhold]").tap()
        assert not any(shows(reader, words))
        assert time.monotonic() - last_tap < 5
        reader.go(PUBLIC)
        assert reader.page.locator("h1").inner_text() != words
        moderator.go(DESK)
        moderator.press("[data-desk-undo] button")
        reader.go(PUBLIC)
        assert reader.page.locator("h1").inner_text() == words


def shows(reader: Person, words: str) -> list[bool]:
    """Where a text of those words is shown: among the answers to a search, in lists, on the front pages."""
    sought = "+".join(re.findall(r"\w+", words)[:4])
    lists = [f"{CONSULTATION}propositions/?q={sought}", f"{CONSULTATION}propositions/?ordre=recentes"]
    link = reader.page.locator(f"a[href$='{PUBLIC}']")
    return [bool(reader.go(path) and link.count()) for path in (*lists, CONSULTATION, "/")]
