"""An editor reads a theme by keyboard: confirms one by one and together, moves, sets aside, takes back."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.people import Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]

DESK = "/admin/themes/se-deplacer-autrement/"


@pytest.fixture(scope="module")
def editor(site: Site, chromium: Any) -> Iterator[Person]:
    """An editor who signs in once: codes by e-mail are counted."""
    with person(chromium, site.address) as someone:
        someone.sign_in("redaction@demo.invalid", DESK)
        yield someone


class Reader:
    """Somebody at the page where texts are read; waits until the part that is read was renewed."""

    def __init__(self, editor: Person, texts: int = 6) -> None:
        """At the first theme where so many texts wait: other tests read and group on the same site."""
        self.editor, self.page = editor, editor.page
        self.theme = next(theme for theme in range(1, 30) if self._stands_at(theme, texts))
        self.page.wait_for_function("() => document.activeElement.dataset.text")

    def _stands_at(self, theme: int, texts: int) -> bool:
        answer = self.editor.go(f"{DESK}T-{theme}/read/")
        return bool(answer.ok) and len(self.unread()) >= texts

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def acts(self, *keys: str) -> None:
        """Press keys of which the last one decides, and wait for what the desk answers."""
        self.press(*keys[:-1])
        self.page.evaluate("window.stays = true; document.querySelector('[data-reading]').dataset.old = 'yes'")
        self.page.keyboard.press(keys[-1])
        self.page.locator("[data-reading]:not([data-old])").wait_for()
        self.page.wait_for_function("() => document.activeElement.dataset.text")
        assert self.page.evaluate("window.stays === true"), f"{keys}: the desk loaded another page"
        assert self.page.locator(".messages .error, .messages .warning").all_inner_texts() == [], keys

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.dataset.text || ''"))

    def displayed(self) -> list[str]:
        found: list[str] = self.page.locator("[data-text]").evaluate_all("rows => rows.map(row => row.dataset.text)")
        return found

    def unread(self) -> list[str]:
        rows = self.page.locator("[data-text]:has(button[name=only])")
        found: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.text)")
        return found

    def confirmed(self) -> int:
        return int(self.page.locator("[data-reading] progress").get_attribute("value") or "0")

    def stands_in(self, number: str) -> str:
        """What the desk's search says of a text, in words."""
        self.editor.go(f"{DESK}proposals/?q=P-{number}")
        return " ".join(self.page.locator(".desk-row .desk-meta").first.inner_text().split())


@pytest.mark.requirement("Y-11")
@pytest.mark.requirement("A-3")
def test_a_theme_is_read_and_decided_by_keyboard_alone(editor: Person) -> None:
    reader = Reader(editor)
    before, order = reader.confirmed(), reader.displayed()
    assert reader.focused == order[0]
    reader.press("j", "ArrowDown", "k")
    assert reader.focused == order[1]
    reader.acts("c")
    assert reader.confirmed() == before + 1
    assert reader.focused == order[2], "the next text is in focus"
    reader.press("Space", "j", "Space")
    reader.acts("c")
    assert reader.confirmed() == before + 3
    aside = reader.focused
    reader.acts("s", "4")
    moved = reader.focused
    reader.press("m")
    assert editor.page.evaluate("document.activeElement.name") == "theme"
    other = "2" if reader.theme == 1 else "1"
    editor.page.select_option("select[name=theme]", other)
    reader.acts("Enter")
    assert not {aside, moved} & set(reader.displayed())
    while reader.unread():
        reader.acts("Shift+C")
    assert reader.confirmed() >= before + 3
    assert f"T-{other}" in reader.stands_in(moved)
    assert "T-" not in reader.stands_in(aside)


def test_the_last_act_is_taken_back_with_a_key(editor: Person) -> None:
    reader = Reader(editor)
    number, before = reader.focused, reader.confirmed()
    reader.acts("s", "1")
    assert number not in reader.displayed()
    reader.acts("u")
    assert number in reader.displayed()
    assert reader.confirmed() == before
    assert editor.page.locator("[data-undo]").count() == 0


def test_what_was_ticked_stays_when_the_site_does_not_answer(editor: Person) -> None:
    reader = Reader(editor)
    before, number = reader.confirmed(), reader.focused
    reader.press("Space")
    offline = "window.kept = window.fetch; window.fetch = () => Promise.reject(new TypeError('offline'));"
    editor.page.evaluate(f"() => {{ {offline} }}")
    reader.press("c")
    editor.page.locator(".desk-said", has_text="essayez").wait_for()
    assert editor.page.is_checked(f"#p{number}")
    editor.page.evaluate("() => { window.fetch = window.kept; }")
    reader.acts("c")
    assert reader.confirmed() == before + 1


def test_keys_do_nothing_while_one_chooses_or_stands_elsewhere(editor: Person) -> None:
    reader = Reader(editor)
    before = reader.confirmed()
    reader.press("m", "c")
    reader.press("Escape")
    assert reader.focused == reader.displayed()[0]
    editor.page.evaluate("document.activeElement.blur()")
    reader.press("c", "Shift+C")
    editor.page.wait_for_timeout(500)  # milliseconds, in which nothing is to happen
    editor.page.reload()
    assert reader.confirmed() == before


def test_pages_where_one_reads_do_not_scroll_sideways(editor: Person) -> None:
    for width in (360, 1280):
        editor.page.set_viewport_size({"width": width, "height": 800})
        for path in (DESK, f"{DESK}T-1/read/", f"{DESK}unsorted/read/", f"{DESK}T-1/"):
            editor.go(path)
            assert editor.page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert not re.search("UNDEFINED", editor.page.content())


@pytest.mark.requirement("Y-11")
def test_boxes_and_buttons_do_the_same_by_hand(editor: Person) -> None:
    reader = Reader(editor)
    first, second = reader.unread()[:2]
    before = reader.confirmed()
    editor.page.check(f"#p{first}")
    editor.page.check(f"#p{second}")
    editor.page.click("button[name=deed][value=confirm]")
    editor.page.locator(f"[data-text='{first}'] button[name=only]").wait_for(state="detached")
    editor.page.locator("[data-reading]:not([aria-busy])").wait_for()
    assert reader.confirmed() == before + 2
