"""The theme desk as an editor works at it: by keyboard alone, and once by dragging with a mouse."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.people import Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]

DESK = "/admin/themes/se-deplacer-autrement/"

COPY_AND_REWORDING = """
from django.utils import timezone
from consult.models import ConsultationPage
from proposals.models import Proposal
from tests import factories
page = ConsultationPage.objects.get(slug="se-deplacer-autrement")
first = Proposal.objects.listed().filter(consultation=page, current__isnull=False).order_by("number").first()
long = "Des pistes cyclables séparées des voitures sur toute la route entre le village et la gare, avec un éclairage"
for text in (long, long.upper() + " !", long + " la nuit"):
    factories.ProposalFactory(consultation=page, title=text[:40], text=text)
from synthesis.fold_search import ask
ask(page)
"""


@pytest.fixture(scope="module")
def editor(site: Site, chromium: Any) -> Iterator[Person]:
    """An editor who signs in once: codes by e-mail are counted."""
    site.manage("shell", "-c", COPY_AND_REWORDING)
    with person(chromium, site.address) as someone:
        someone.sign_in("redaction@demo.invalid", DESK)
        yield someone


def focus(editor: Person, selector: str) -> None:
    """As someone who goes on with the tabulator until they are there."""
    editor.page.locator(selector).first.focus()


def themes_of(editor: Person, number: str) -> str:
    editor.go(f"{DESK}proposals/?q=P-{number}")
    return " ".join(editor.page.locator(".desk-row .desk-meta").first.inner_text().split())


def said(editor: Person) -> str:
    return " ".join(editor.page.locator("main .messages .success").all_inner_texts())


@pytest.mark.requirement("A-3")
def test_two_texts_are_said_to_be_the_same_by_keyboard_and_it_is_undone(editor: Person) -> None:
    page = editor.page
    editor.go(f"{DESK}T-1/read/")
    page.wait_for_function("() => document.activeElement.dataset.text")
    first, second = page.locator("[data-text]").evaluate_all("rows => rows.slice(0, 2).map(row => row.dataset.text)")
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.keyboard.press("i")
    page.locator(f"[data-text='{first}'] .desk-said-of", has_text=f"P-{second}").wait_for()
    editor.go(f"{DESK}same/")
    assert page.locator(".desk-pair").count() == 1
    focus(editor, ".desk-pair button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".desk-pair").count() == 0


@pytest.mark.requirement("A-3")
def test_close_texts_are_folded_and_taken_back_by_keyboard(editor: Person, site: Site) -> None:
    page = editor.page
    editor.go(f"{DESK}folds/")
    for _turn in range(60):  # the worker looks for them
        if page.locator(".desk-pair[role=group]", has_text="pistes cyclables séparées").count():
            break
        page.wait_for_timeout(500)  # milliseconds
        page.reload()
    group = page.locator(".desk-pair[role=group]", has_text="pistes cyclables séparées").first
    assert group.locator("mark.desk-close").count() > 0
    group.locator("button[name=fold]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "2" in said(editor), "the copy goes along"
    editor.go(f"{DESK}folded/")
    folded = page.locator("[name=only]").count()  # other tests' texts may be folded too
    assert folded >= 2
    page.locator(".desk-row [name=only]").last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[name=only]").count() == folded - 1
    reader_path = page.locator(".desk-row .desk-meta a").first.get_attribute("href")
    editor.go(str(reader_path))
    assert page.locator("#say-the-same").count() == 1


@pytest.mark.requirement("A-3")
def test_text_is_moved_by_keys_and_split_off_and_that_is_undone(editor: Person) -> None:
    page = editor.page
    editor.go(f"{DESK}T-1/")
    number = page.locator(".desk-row input[name=proposal]").first.get_attribute("value") or ""
    focus(editor, f"#p{number}")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.name") == "theme"
    page.select_option("#place-theme", "2")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "T-2" in themes_of(editor, number)
    editor.go(f"{DESK}T-2/?p=99")  # the last page: what a person placed comes after what nobody read
    focus(editor, f"#p{number}")
    page.keyboard.press("Space")
    focus(editor, "[data-whole-page]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    focus(editor, "input[name=name]")
    page.keyboard.type("Un thème à part")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "T-2" not in themes_of(editor, number)
    focus(editor, "[data-undo] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "T-2" in themes_of(editor, number)


def test_text_is_dragged_from_a_card_onto_a_theme(editor: Person) -> None:
    page = editor.page
    page.set_viewport_size({"width": 1280, "height": 900})
    editor.go(DESK)
    text = page.locator(".desk-card-text").first
    number = text.locator("input[name=proposal]").get_attribute("value") or ""
    handle = text.locator(".desk-handle")
    handle.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
    target = page.locator(".desk-target[data-drop='3']")
    target.wait_for()
    target.hover()
    target.hover()
    with page.expect_navigation():
        page.mouse.up()
    assert "T-3" in themes_of(editor, number)


def test_pages_of_the_desk_do_not_scroll_sideways(editor: Person) -> None:
    for width in (360, 1280):
        editor.page.set_viewport_size({"width": width, "height": 800})
        for path in (DESK, f"{DESK}same/", f"{DESK}folds/", f"{DESK}folded/", f"{DESK}T-1/", f"{DESK}R-1/0/"):
            editor.go(path)
            assert editor.page.evaluate("document.documentElement.scrollWidth") <= width, (width, path)
            assert not re.search("UNDEFINED", editor.page.content())
