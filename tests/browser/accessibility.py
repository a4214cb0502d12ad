"""axe's rules, on a page as it stands: at both widths, on light and on dark paper."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Person

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
RULES = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
WIDTHS = (320, 1280)
PAPERS = ("light", "dark")
AXE = Axe()


def faults(page: Any) -> list[tuple[str, list[str]]]:
    """Each rule that the page breaks, with the beginnings of what breaks it."""
    found = AXE.run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:3]) for rule in found]


def breaks_no_rule(someone: Person) -> None:
    """Neither narrow nor wide, neither light nor dark, and nothing scrolls sideways; the page stays where it is."""
    page = someone.page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{someone.path} at {width}"
        for paper in PAPERS:
            page.emulate_media(color_scheme=paper)
            assert faults(page) == [], f"{page.url} at {width}, {paper}"
