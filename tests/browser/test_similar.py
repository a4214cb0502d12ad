"""Close proposals while one writes: announced, answered by keyboard, and all of it without JavaScript."""

from typing import Any

import pytest

from tests.browser.deeds import joins
from tests.browser.people import CONSULTATION, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]
FORM = f"{CONSULTATION}deposer/"
TITLE = "Des pistes cyclables sécurisées"
TEXT = "Il faudrait développer les pistes cyclables sécurisées et les transports en commun le soir."


def test_typing_shows_and_announces_them_and_answers_keep_the_text(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as writer:
        joins(writer, "proches@demo.invalid", "Une cycliste")  # words on what differs are an account's
        writer.go(FORM)
        page = writer.page
        page.fill("#id_title", TITLE)
        page.locator("#id_text").press_sequentially(TEXT)
        page.locator(".similar__card").first.wait_for()
        page.wait_for_function("() => /proche|close/.test(document.getElementById('live-status').textContent)")
        assert page.evaluate("document.activeElement.id") == "id_text"
        assert page.locator(".similar mark").count() > 0
        references = page.locator(".similar__card .reference").all_inner_texts()
        assert 1 <= len(references) <= 5

        page.locator(".similar__card [name=different]").first.press("Enter")
        page.wait_for_function("() => document.activeElement.matches('#similar .message')")
        assert references[0] not in page.locator(".similar__card .reference").all_inner_texts()

        page.locator(".similar__card summary").first.press("Enter")
        page.locator(".similar__card input:not([type=hidden])").first.fill("la nuit aussi")
        page.locator(".similar__card input:not([type=hidden])").first.press("Enter")
        page.locator("#similar-linked").wait_for()
        assert "la nuit aussi" in page.locator("#similar").inner_text()
        assert page.input_value("#id_text") == TEXT
        assert writer.path == FORM
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_same_leads_to_that_proposal_through_the_sign_in(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as writer:
        writer.go(FORM)
        writer.page.fill("#id_title", TITLE)
        writer.page.locator("#id_text").press_sequentially(TEXT)
        writer.page.locator(".similar__card").first.wait_for()
        reference = writer.page.locator(".similar__card .reference").first.inner_text()
        writer.press(".similar__card [name=same]")
        writer.arrive_as("memeidee@demo.invalid", "Une voisine")
        assert writer.path == FORM
        assert writer.page.input_value("#id_text") == TEXT
        writer.press("#similar [name=same]")
        assert writer.path == f"{CONSULTATION}propositions/{reference}/"
        assert reference in writer.page.locator(".messages").inner_text()


def test_without_javascript_the_preview_shows_them(site: Site, chromium: Any) -> None:
    with person(chromium, site.address, javascript=False) as writer:
        joins(writer, "proches-sans@demo.invalid", "Un cycliste")
        writer.go(FORM)
        writer.page.fill("#id_title", TITLE)
        writer.page.fill("#id_text", TEXT)
        writer.press("button[name=preview]")
        references = writer.page.locator(".similar__card .reference").all_inner_texts()
        assert references
        writer.press(".similar__card [name=different]")
        assert writer.page.input_value("#id_text") == TEXT
        assert references[0] not in writer.page.locator(".similar__card .reference").all_inner_texts()
        writer.page.locator(".similar__card summary").first.click()
        writer.page.locator(".similar__card input:not([type=hidden])").first.fill("la nuit aussi")
        writer.press(".similar__card [name=close]")
        assert "la nuit aussi" in writer.page.locator("#similar").inner_text()
