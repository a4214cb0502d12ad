"""From the whole map to a theme to a proposal: by keyboard, by pointer, by finger, and without JavaScript."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.keys import enter, tab_to
from tests.browser.people import CONSULTATION, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]

WHOLE, THEME = f"{CONSULTATION}carte/", f"{CONSULTATION}carte/T-1/"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.mark.requirement("A-3")
@pytest.mark.requirement("A-4")
@pytest.mark.parametrize("javascript", [True, False])
def test_keyboard_leads_from_the_whole_map_to_a_theme_to_a_proposal(
    site: Site, chromium: Any, javascript: bool
) -> None:
    with person(chromium, site.address, javascript=javascript) as reader:
        reader.go(WHOLE)
        tab_to(reader, f".map__picture a[href='{THEME}']")
        enter(reader)
        assert reader.path == THEME
        tab_to(reader, ".dots__here")
        title = reader.page.evaluate("document.activeElement.querySelector('title').textContent")
        assert reader.page.locator(".dots__here:focus .dots__name").is_visible()
        enter(reader)
        assert reader.path.startswith(f"{CONSULTATION}propositions/P-")
        assert reader.page.locator("h1").inner_text() == title


@pytest.mark.requirement("A-4")
@pytest.mark.parametrize("javascript", [True, False])
def test_table_leads_to_the_same_proposals_as_the_dots(site: Site, chromium: Any, javascript: bool) -> None:
    with person(chromium, site.address, javascript=javascript) as reader:
        reader.go(THEME)
        address = "links => links.map(link => link.getAttribute('href'))"
        dots = reader.page.locator(".dots__here").evaluate_all(address)
        assert reader.page.locator(".theme-map__rows a").evaluate_all(address) == dots
        assert len(dots) > 5
        reader.press(f"header a[href='{WHOLE}']")
        assert reader.path == WHOLE


def test_skipping_the_drawing_leads_past_all_dots(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as reader:
        reader.go(THEME)
        tab_to(reader, ".theme-map__skip")
        reader.page.keyboard.press("Enter")
        reader.page.keyboard.press("Tab")
        assert reader.page.evaluate("document.activeElement.matches('.theme-map__rows a')")


def test_pointing_at_a_dot_shows_its_title_and_pressing_opens_it(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as reader:
        reader.go(THEME)
        dot = reader.page.locator(".dots__here").nth(3)
        assert not dot.locator(".dots__name").is_visible()
        dot.locator("circle, .dots__star").hover()
        assert dot.locator(".dots__name").is_visible()
        target = dot.get_attribute("href")
        with reader.page.expect_navigation():
            dot.locator("circle, .dots__star").click()
        assert reader.path == target


@pytest.mark.requirement("A-5")
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("path", [WHOLE, THEME])
def test_maps_fit_the_window(site: Site, chromium: Any, path: str, width: int) -> None:
    with person(chromium, site.address, viewport={"width": width, "height": 800}) as reader:
        reader.go(path)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
        box = "dot => [dot.getBBox().x, dot.getBBox().x + dot.getBBox().width]"
        inside = f"dots => dots.map({box}).every(([from, to]) => from > -0.01 && to < 1000.01)"
        assert reader.page.locator(".map__picture circle").evaluate_all(inside)


@pytest.mark.requirement("A-1")
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", [WHOLE, THEME])
def test_maps_break_no_rule_of_accessibility(site: Site, chromium: Any, path: str, colours: str) -> None:
    context = chromium.new_context(locale="fr-FR", color_scheme=colours, bypass_csp=True)  # axe is a script of ours
    try:
        page = context.new_page()
        page.goto(site.address + path)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found] == []
    finally:
        context.close()
