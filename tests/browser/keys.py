"""Somebody at the keyboard alone: what has the focus, where it shows, and what is announced."""

from tests.browser.people import Person

RING = """() => {
  if (document.activeElement instanceof SVGElement) return true; // pictures have a way of their own
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(someone: Person, selector: str, most: int = 60) -> None:
    """Press the Tab key until something of that kind has the focus, and shows it."""
    for _turn in range(most):
        someone.page.keyboard.press("Tab")
        if has_focus(someone, selector):
            assert someone.page.evaluate(RING), f"{selector} does not show that it has the focus"
            return
    raise AssertionError(f"{most} times Tab does not reach {selector}")


def enter(someone: Person) -> None:
    """Press what has the focus, and wait for the page that it leads to."""
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")


def types(someone: Person, selector: str, words: str) -> None:
    """Go to a field and type."""
    tab_to(someone, selector)
    someone.page.keyboard.type(words)


def has_focus(someone: Person, selector: str) -> bool:
    found: bool = someone.page.evaluate("selector => document.activeElement.matches(selector)", selector)
    return found


def waits_for_focus(someone: Person, selector: str) -> None:
    someone.page.wait_for_function("selector => document.activeElement.matches(selector)", arg=selector)


def is_announced(someone: Person, words: str) -> None:
    """The page's region for announcements says it."""
    said = "words => document.getElementById('live-status').textContent.includes(words)"
    someone.page.wait_for_function(said, arg=words)
