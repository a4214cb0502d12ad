"""axe's rules, on a page as it stands: at both widths, on light and on dark paper."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Person

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
RULES = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
BOTH = ((320, "light"), (1280, "dark"))  # each width and each paper, once
EACH = ((320, "light"), (320, "dark"), (1280, "dark"), (1280, "light"))
ENDS_TRANSITIONS = """() => {
  const running = () => document.getAnimations().filter(one => one instanceof CSSTransition);
  for (let turn = 0; turn < 20 && running().length; turn += 1) { // what ends on an element may begin on those inside
    running().forEach(one => one.finish());
  }
}"""
AXE = Axe()


def faults(page: Any) -> list[tuple[str, list[str]]]:
    """Each rule that the page breaks, with the beginnings of what breaks it."""
    found = AXE.run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:3]) for rule in found]


def breaks_no_rule(someone: Person, views: tuple[tuple[int, str], ...] = EACH) -> None:
    """At these widths and on these papers; nothing scrolls sideways. The page stays where it is."""
    page = someone.page
    for width, paper in views:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=paper)
        page.evaluate(ENDS_TRANSITIONS)  # a button of Wagtail's goes slowly from one paper's colours to the other's
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"
        found = faults(page)
        assert found == [], f"{page.url} at {width}, {paper}: {found}"
