"""The whole way: a citizen's words, to the sentence of the synthesis that cites them, and back."""

import re
from typing import Any

import pytest

from tests.browser.deeds import publishes
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

WORDS = "un minibus à la demande pour rejoindre la gare le matin et le soir"


def submits(citizen: Person, title: str, email: str, name: str) -> str:
    """Writes before signing in; what was typed survives it. Answers the proposal's address."""
    citizen.go(CONSULTATION)
    citizen.press(f"a[href='{CONSULTATION}deposer/']")
    citizen.page.fill("input[name=title]", title)
    citizen.page.fill("textarea[name=text]", f"Dans mon village il faudrait {WORDS}. Aujourd’hui rien ne passe.")
    citizen.press("button[name=send]")
    citizen.arrive_as(email, name)
    assert citizen.page.input_value("input[name=title]") == title
    citizen.press("button[name=send]")
    assert re.search(r"/propositions/P-\d+/$", citizen.path)
    return citizen.path


def argues_and_takes_position(citizen: Person, proposal: str, email: str, name: str, argument: str) -> None:
    """Argues before signing in, then takes position and changes it."""
    citizen.go(proposal)
    citizen.press(f"a[href='{proposal}argumenter/']")
    citizen.page.check("input[name=stance][value=for]")
    citizen.page.fill("textarea[name=text]", argument)
    citizen.press("form:has(textarea[name=text]) button")
    citizen.arrive_as(email, name)
    assert citizen.page.input_value("textarea[name=text]") == argument
    citizen.press("form:has(textarea[name=text]) button")
    citizen.go(proposal)
    for answer in ("disagree", "agree"):
        citizen.page.click(f"button[name=position][value={answer}]")
        citizen.page.locator(f"button[name=position][value={answer}][aria-pressed=true]").wait_for()


def groups_and_names(editor: Person, theme: str) -> str:
    """Starts a grouping run, follows its progress, reads a group and names it. Answers the theme's desk."""
    desk = "/admin/themes/se-deplacer-autrement/"
    editor.go(desk)
    details = editor.page.locator("details.desk-more:has(form[action$='start/'])")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    editor.press("form[action$='start/'] button, form[action$='demarrer/'] button")
    editor.page.locator("[data-run=over]").wait_for(timeout=240_000)  # milliseconds
    editor.go(desk)
    editor.press(".desk-group__deeds a")
    editor.page.fill("input[name=name]", theme)
    editor.press("form:has(input[name=name]) button")
    return editor.page.url


def writes_the_synthesis(editor: Person, name: str, statement: str, title: str) -> str:
    """Freezes, writes a finding, is refused while it cites nothing, cites, publishes. Answers the page's address."""
    page = editor.page
    editor.go("/admin/pages/")
    links = page.locator("tr", has_text="Se déplacer autrement").first.locator("a[href^='/admin/pages/']")
    parent = re.search(r"\d+", links.first.get_attribute("href")).group()
    editor.go(f"/admin/pages/add/cms/synthesispage/{parent}/")
    page.fill("#id_title", name)
    page.press("#id_title", "Tab")
    page.wait_for_function("() => document.querySelector('#id_slug').value")  # Wagtail makes it of the title
    page.fill("#id_theme_floor", "100000")  # themes have tests of their own
    with page.expect_navigation(url="**/edit/", wait_until="load"):
        page.locator("footer button.action-save").first.click()
    editor.go(editor.path)
    editor.press(".help-block a[href*='/admin/synthesis-desk/']")
    page.click("#desk-freeze form button")
    page.locator("#desk-corpus", has_text="K-").wait_for()
    page.select_option("#finding-new-kind", "question")
    page.fill("#finding-new-statement", statement)
    page.click("#desk-new-form button")
    page.locator("[data-open]").wait_for()
    page.click("#desk-publish form[action$='publish/'] button")
    page.locator(".sdesk-said--refused").wait_for()
    assert statement in page.locator(".sdesk-said").inner_text(), "a finding without citation must not be published"
    cites(editor, title)
    page.click("#desk-publish form[action$='publish/'] button")
    page.locator(".sdesk-said:not(.sdesk-said--refused):not(:empty)", has_text="1").wait_for()
    return f"{CONSULTATION}{name.lower().replace(' ', '-')}/"


def cites(editor: Person, title: str) -> None:
    """Finds the contribution by its title, and selects words of it by keyboard."""
    page = editor.page
    page.fill("#desk-q", title)
    page.press("#desk-q", "Enter")
    text = page.locator(".sdesk-source", has_text=title).locator("[data-quotable]")
    text.wait_for()
    selects(editor, text, WORDS)
    page.keyboard.press("Enter")
    page.locator(".sdesk-citation", has_text=WORDS).wait_for()


def selects(editor: Person, text: Any, words: str) -> None:
    """Moves the caret before the words with the arrows, and selects them with Shift and the arrows."""
    keyboard, whole = editor.page.keyboard, text.inner_text()
    text.focus()
    keyboard.press("Control+Home")
    for _letter in range(whole.index(words)):
        keyboard.press("ArrowRight")
    for _letter in range(len(words)):
        keyboard.press("Shift+ArrowRight")


def finds_the_sentence(citizen: Person, proposal: str, name: str, statement: str) -> None:
    """The notice is in my space; the proposal leads to the sentence that cites it, and that one back."""
    citizen.go("/mon-espace/")
    assert name in citizen.page.locator("main").inner_text()
    citizen.go(proposal)
    with citizen.page.expect_navigation():
        citizen.page.locator("#devenir a", has_text=statement).first.click()
    assert "#constat-" in citizen.page.url
    finding = citizen.page.locator("#" + citizen.page.url.partition("#")[2])
    assert statement in finding.inner_text()
    assert finding.locator(f"a[href*='{proposal}']").count() >= 1


@pytest.mark.browser
@pytest.mark.requirement("A-4")
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_citizens_words_reach_the_synthesis_and_come_back(site: Site, chromium: Any, javascript: bool) -> None:
    kind = "avec" if javascript else "sans"
    title, name = f"Un minibus à la demande, {kind} script", f"Lecture {kind} script"
    statement = f"Les villages demandent un car vers la gare ({kind} script)."
    with (
        person(chromium, site.address, javascript=javascript) as ana,
        person(chromium, site.address, javascript=javascript) as malik,
        person(chromium, site.address) as moderator,
        person(chromium, site.address) as editor,
    ):
        proposal = submits(ana, title, f"ana-{kind}@example.org", "Ana du plateau")
        moderator.sign_in("moderation@demo.invalid", "/admin/moderation/")
        publishes(moderator, title)
        argument = f"Le dernier car part à 17 h ({kind} script)."
        argues_and_takes_position(malik, proposal, f"malik-{kind}@example.org", "Malik", argument)
        publishes(moderator, argument)
        ana.go(proposal)
        assert argument in ana.page.locator("#arguments").inner_text()
        editor.sign_in("redaction@demo.invalid", "/admin/")
        groups_and_names(editor, f"Cars et minibus, {kind} script")
        writes_the_synthesis(editor, name, statement, title)
        finds_the_sentence(ana, proposal, name, statement)
