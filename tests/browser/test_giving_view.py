"""Giving one's view: by keys, by pressing, leaving for later, stopping; with JavaScript and without."""

from typing import Any

import pytest

from tests.browser.deeds import joins
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]
GIVE = f"{CONSULTATION}donner-mon-avis/"


def shown(someone: Person) -> str:
    """The reference of the proposal in view."""
    return str(someone.page.locator("article .reference").first.inner_text())


def by_key(someone: Person, key: str) -> str:
    """Press a key; answers the reference that came next."""
    with someone.page.expect_navigation():
        someone.page.keyboard.press(key)
    return shown(someone)


@pytest.mark.requirement("A-3")
def test_keys_answer_and_leave_for_later(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as someone:
        joins(someone, "touches@example.org", "Andrea")
        someone.go(GIVE)
        answered = []
        for key, word in (("1", "agree"), ("2", "mixed"), ("3", "disagree")):
            here = shown(someone)
            assert by_key(someone, key) != here
            answered.append((here, word))
        left = shown(someone)
        assert by_key(someone, "l") != left
        assert "1 remise à plus tard" in someone.page.inner_text(".answers .meta")
        assert "vous avez pris 3 positions" in someone.page.inner_text(".answers .meta")
        someone.page.uncheck("[data-keys-note] input")
        here = shown(someone)
        someone.page.keyboard.press("1")
        someone.page.wait_for_timeout(300)  # milliseconds, in which an answer would have left
        assert shown(someone) == here, "keys that are turned off answer nothing"
        someone.page.check("[data-keys-note] input")
        someone.press(".answers a[href='" + CONSULTATION + "']")
        assert someone.path == CONSULTATION, "one stops at any time"
        someone.go("/mon-espace/")
        for reference, word in answered:
            row = someone.page.locator("#mes-positions li", has=someone.page.get_by_text(reference, exact=True))
            assert row.locator(f".own-position.is-{word}").count() == 1
        assert left not in someone.page.locator("#mes-positions .reference").all_inner_texts()


@pytest.mark.requirement("A-4")
def test_without_javascript_the_answers_are_pressed(site: Site, chromium: Any) -> None:
    with person(chromium, site.address, javascript=False) as someone:
        someone.go(GIVE)
        assert someone.page.locator("[data-keys-note]").is_hidden(), "no key is promised that nothing hears"
        first = shown(someone)
        someone.press("a[data-later]")
        second = shown(someone)
        assert second != first
        assert "1 remise à plus tard" in someone.page.inner_text(".answers .meta")
        someone.press(".answers a.answer--mixed")
        someone.press("button.button[value=mixed]")
        someone.arrive_as("presse@example.org", "Camille")
        someone.press("button[value=mixed]")
        someone.go(GIVE)
        here = shown(someone)
        someone.press(".answers button[value=disagree]")
        assert shown(someone) != here
        assert someone.page.locator(f"a[href='{CONSULTATION}propositions/{here}/#positions']").count() == 1
