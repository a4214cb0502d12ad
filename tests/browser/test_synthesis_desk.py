"""The synthesis desk in a browser: citing by mouse and by keyboard, two editors at once, little room."""

import re
from typing import Any

import pytest

from cms.demonstration.files import written
from tests.browser.people import Person, person
from tests.browser.site import Site
from tests.browser.test_journey import selects

DESK = "/admin/synthesis-desk/"
TITLE = written("synthesis.toml")["title"]


@pytest.fixture(scope="module")
def signed_in(site: Site, chromium: Any) -> dict[str, Any]:
    """The editor's session: codes are sent a few times an hour and no more."""
    with person(chromium, site.address) as editor:
        editor.sign_in("redaction@demo.invalid", DESK)
        state: dict[str, Any] = editor.context.storage_state()
        return state


def opens_a_desk(editor: Person) -> None:
    """The desk of the demonstration's synthesis."""
    editor.go(DESK)
    editor.press(f"table a:has-text('{TITLE}')")


def takes(editor: Person, place: int) -> Any:
    """Opens the finding at that place; it is then at hand."""
    finding = editor.page.locator(".sdesk-finding").nth(place)
    name = finding.get_attribute("id")
    if finding.get_attribute("data-open") is None:
        finding.locator("[data-take]").click()
    opened = editor.page.locator(f"#{name}[data-open]")
    opened.wait_for()
    return opened


def looks_at_a_theme(editor: Person) -> Any:
    editor.page.locator(".sdesk-themes a").first.click()
    text = editor.page.locator("[data-quotable]").first
    text.wait_for()
    return text


def first_words(text: Any, count: int, skipping: int = 0) -> str:
    """Some words of a text as they stand in it, the first ones left out."""
    found = list(re.finditer(r"\S+", text.inner_text()))[skipping : skipping + count]
    return text.inner_text()[found[0].start() : found[-1].end()]


def drags_over(editor: Person, text: Any, words: str) -> None:
    """Selects words with the mouse, from their first letter to their last; again, if the text moved meanwhile."""
    text.evaluate("text => text.scrollIntoView({block: 'center', behavior: 'instant'})")  # an edge would scroll
    mouse = editor.page.mouse
    for _ in range(10):
        ends = where_it_rests(editor, text, words)
        mouse.move(ends[0], ends[1])
        mouse.down()
        mouse.move(ends[2], ends[3], steps=5)
        under_the_mouse = ends_of(text, words)
        mouse.up()
        if under_the_mouse == ends:
            return
    raise AssertionError("The text never stood still while words were selected in it.")


def where_it_rests(editor: Person, text: Any, words: str) -> list[float]:
    """Where words stand once what loads above no longer moves them."""
    ends = ends_of(text, words)
    while True:
        editor.page.wait_for_timeout(200)  # milliseconds
        before, ends = ends, ends_of(text, words)
        if before == ends:
            return ends


def ends_of(text: Any, words: str) -> list[float]:
    """Where the first and the last letter of some words stand in the window: x and y of each."""
    found: list[float] = text.evaluate(
        """(text, words) => {
          const node = text.firstChild, start = text.textContent.indexOf(words);
          const box = (from, to) => {
            const range = document.createRange();
            range.setStart(node, from);
            range.setEnd(node, to);
            return range.getClientRects()[0];
          };
          const [one, other] = [box(start, start + 1), box(start + words.length - 1, start + words.length)];
          return [one.left + 1, one.top + one.height / 2, other.right - 1, other.top + other.height / 2];
        }""",
        words,
    )
    return found


@pytest.mark.browser
def test_words_become_a_citation_by_mouse_by_keyboard_and_by_copying(site: Site, chromium: Any, signed_in: Any) -> None:
    with person(chromium, site.address, storage_state=signed_in, viewport={"width": 1280, "height": 900}) as editor:
        opens_a_desk(editor)
        finding = takes(editor, 1)
        text = looks_at_a_theme(editor)
        source = editor.page.locator(".sdesk-source").first
        citations = finding.locator(".sdesk-citation")
        before = citations.count()
        by_mouse, by_keys = first_words(text, 2), first_words(text, 3, skipping=2)
        drags_over(editor, text, by_mouse)
        assert source.locator("textarea[name=words]").input_value() == by_mouse
        source.locator("button[value=support]").click()
        finding.locator(".sdesk-citation", has_text=by_mouse).last.wait_for()
        assert by_mouse in editor.page.locator("[role=status][data-said]").inner_text()
        selects(editor, text, by_keys)
        editor.page.keyboard.press("x")
        finding.locator(".sdesk-citation--contrary", has_text=by_keys).last.wait_for()
        source.locator("summary").click()
        source.locator("textarea[name=words]").fill(by_mouse + " mot-absent")
        source.locator("button[value=support]").click()
        editor.page.locator(".sdesk-said--refused:not(:empty)").wait_for()
        assert citations.count() == before + 2
        assert source.locator("textarea[name=words]").input_value() == by_mouse + " mot-absent"


@pytest.mark.browser
def test_a_text_cannot_be_changed_by_typing_in_it(site: Site, chromium: Any, signed_in: Any) -> None:
    with person(chromium, site.address, storage_state=signed_in) as editor:
        opens_a_desk(editor)
        text = looks_at_a_theme(editor)
        words = text.inner_text()
        text.focus()
        editor.page.keyboard.type("zut")
        editor.page.keyboard.press("Backspace")
        editor.page.keyboard.press("Control+v")
        assert text.inner_text() == words


@pytest.mark.browser
def test_two_editors_at_once_lose_no_word(site: Site, chromium: Any, signed_in: Any) -> None:
    options = {"storage_state": signed_in}
    with person(chromium, site.address, **options) as ana, person(chromium, site.address, **options) as malik:
        for editor in (ana, malik):
            opens_a_desk(editor)
        hers, his = takes(ana, 1), takes(malik, 1)
        hers.locator("textarea[name=comment]").fill("Ce qu’Ana a écrit.")
        hers.locator("form[data-keep] > button").click()
        ana.page.locator(".sdesk-said:not(:empty)").wait_for()
        his.locator("textarea[name=comment]").fill("Ce que Malik a écrit.")
        takes(malik, 2)  # looks elsewhere, and comes back: his words are still there
        his = takes(malik, 1)
        assert his.locator("textarea[name=comment]").input_value() == "Ce que Malik a écrit."
        his.locator("form[data-keep] > button").click()
        both = malik.page.locator(".sdesk-both")
        both.wait_for()
        assert "Ce qu’Ana a écrit." in both.inner_text()
        assert "Ce que Malik a écrit." in both.inner_text()
        his.locator("form[data-keep] > button").click()
        malik.page.locator(".sdesk-said:not(.sdesk-said--refused):not(:empty)").wait_for()
        his.locator("details[id^=wordings] summary").click()
        assert "Ce qu’Ana a écrit." in his.locator(".sdesk-wordings").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "stacked"), [(1280, False), (360, True)])
def test_the_panes_stand_side_by_side_where_there_is_room(
    site: Site, chromium: Any, signed_in: Any, width: int, stacked: bool
) -> None:
    with person(chromium, site.address, storage_state=signed_in, viewport={"width": width, "height": 800}) as editor:
        opens_a_desk(editor)
        left = editor.page.locator("#desk-corpus").bounding_box()
        right = editor.page.locator("#desk-synthesis").bounding_box()
        assert (right["y"] >= left["y"] + left["height"]) is stacked
        assert editor.page.evaluate("document.documentElement.scrollWidth") <= width
        takes(editor, 1)
        assert editor.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_what_was_typed_in_a_new_finding_survives_deeds_around_it(site: Site, chromium: Any, signed_in: Any) -> None:
    with person(chromium, site.address, storage_state=signed_in) as editor:
        opens_a_desk(editor)
        page = editor.page
        page.click("#desk-new > summary")
        page.fill("#finding-new-statement", "Une phrase à moitié")
        page.locator("form[action$='/move/'] button[value=down]:not([disabled])").first.click()
        page.locator(".sdesk-said:not(:empty)").wait_for()
        assert page.input_value("#finding-new-statement") == "Une phrase à moitié"
        page.locator("form[action$='/move/'] button[value=up]:not([disabled])").first.click()
