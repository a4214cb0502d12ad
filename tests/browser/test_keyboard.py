"""Debating by keyboard alone: the focus shows, is kept after each swap, and what happened is announced."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.deeds import joins, proposes, publishes_at
from tests.browser.keys import enter, has_focus, is_announced, tab_to, types, waits_for_focus
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.requirement("A-3")]

LIST = f"{CONSULTATION}propositions/"
P3, P11 = f"{LIST}P-3/", f"{LIST}P-11/"
CLOSE = "Il faudrait développer les pistes cyclables sécurisées et les transports en commun le soir."


@pytest.fixture(scope="module")
def someone(site: Site, chromium: Any) -> Iterator[Person]:
    """They have joined; from then on they have a keyboard only."""
    with person(chromium, site.address) as joined:
        joins(joined, "clavier@example.org", "Charlie")
        yield joined


def test_one_contributes_with_a_draft_and_answers_a_suggestion(someone: Person) -> None:
    page = someone.page
    someone.go(LIST)
    tab_to(someone, f"a[href='{CONSULTATION}deposer/']")
    enter(someone)
    types(someone, "#id_title", "Des pistes cyclables sécurisées")
    types(someone, "#id_text", CLOSE)
    page.locator(".similar__card").first.wait_for()
    is_announced(someone, "sous votre texte")
    assert has_focus(someone, "#id_text")
    tab_to(someone, ".similar__card [name=different]")
    page.keyboard.press("Enter")
    waits_for_focus(someone, "#similar .message")
    is_announced(someone, page.inner_text("#similar .message"))
    tab_to(someone, "button[name=keep]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => /gardé/.test(document.querySelector('[data-draft-status]').textContent)")
    assert has_focus(someone, "button[name=keep]")
    assert page.locator("[data-draft-status]").get_attribute("aria-live") == "polite"
    someone.go("/mon-espace/")
    tab_to(someone, "#mes-brouillons a[href*='?brouillon=']")
    enter(someone)
    tab_to(someone, "button[name=send]")
    enter(someone)
    assert someone.path.startswith(f"{LIST}P-")


def test_one_proposes_another_wording(someone: Person) -> None:
    someone.go(P3)
    tab_to(someone, f"a[href='{P3}amender/']")
    enter(someone)
    tab_to(someone, "input[name=phrase]")
    someone.page.keyboard.press("Space")
    tab_to(someone, "button[name=choisir]")
    enter(someone)
    types(someone, "textarea[name=text]", "Un minibus, le soir.")
    types(someone, "textarea[name=reason]", "C’est plus clair.")
    tab_to(someone, "form:has(textarea[name=text]) button")
    enter(someone)
    assert someone.path.startswith(f"{P3}amendements/M-")


def test_one_marks_takes_the_mark_back_and_replies(someone: Person) -> None:
    page = someone.page
    someone.go(P3)
    tab_to(someone, ".convincing button")
    button = f"#{page.evaluate('document.activeElement.id')}"
    page.keyboard.press("Enter")
    page.locator(f"{button}[aria-pressed=true]").wait_for()
    waits_for_focus(someone, button)
    is_announced(someone, "pour vous aussi")
    page.keyboard.press("Enter")
    page.locator(f"{button}[aria-pressed=false]").wait_for()
    waits_for_focus(someone, button)
    page.wait_for_function("() => !/pour vous aussi/.test(document.getElementById('live-status').textContent)")
    tab_to(someone, "a[href$='/repondre/']")
    enter(someone)
    types(someone, "textarea[name=text]", "Et le dimanche ?")
    tab_to(someone, "form:has(textarea[name=text]) button")
    enter(someone)
    assert someone.path == P3


def test_one_takes_position_changes_it_and_takes_it_back(someone: Person) -> None:
    page = someone.page
    someone.go(P11)
    tab_to(someone, "#positions button[value=agree]")
    page.keyboard.press("Enter")
    page.locator("#positions button[value=agree][aria-pressed=true]").wait_for()
    waits_for_focus(someone, "#positions button[value=agree]")
    is_announced(someone, "Votre position est enregistrée")
    tab_to(someone, "#positions button[value=none]")
    page.keyboard.press("Enter")
    page.locator("#positions:not(:has(button[aria-pressed=true]))").wait_for()
    waits_for_focus(someone, "#positions [data-status]")
    is_announced(someone, "pas pris position")
    page.keyboard.press("Shift+Tab")
    assert has_focus(someone, "#positions button"), "what had the keyboard is gone, and the next key is beside it"


def test_one_gives_a_view_and_pages_through_a_list(someone: Person) -> None:
    page = someone.page
    someone.go(LIST)
    tab_to(someone, f"a[href='{CONSULTATION}donner-mon-avis/']")
    enter(someone)
    tab_to(someone, ".answers button[value=mixed]")
    enter(someone)
    tab_to(someone, "a[data-later]")
    enter(someone)
    assert "1 remise à plus tard" in page.inner_text(".answers .meta")
    someone.go(LIST)
    tab_to(someone, "#page-next", most=400)
    with page.expect_response(lambda answer: "page=2" in answer.url):
        page.keyboard.press("Enter")
    page.locator("#page-previous").wait_for()
    waits_for_focus(someone, "#page-next")
    is_announced(someone, "résultats")


def test_one_withdraws(someone: Person, site: Site, chromium: Any) -> None:
    proposal = proposes(someone, "Un tram de nuit", "Un tram la nuit, du bourg à la gare.")
    with person(chromium, site.address) as moderator:
        publishes_at(moderator, proposal)
    someone.go(proposal)
    tab_to(someone, f"a[href='{proposal}retirer/']")
    enter(someone)
    tab_to(someone, "input[name=other]")
    someone.page.keyboard.type("P-99999")
    tab_to(someone, "form:has(input[name=other]) button")
    enter(someone)
    waits_for_focus(someone, ".error-summary")
    tab_to(someone, "input[name=other]")
    someone.page.keyboard.press("Control+A")
    someone.page.keyboard.press("Delete")
    tab_to(someone, "form:has(input[name=other]) button")
    enter(someone)
    assert someone.path == proposal
    assert someone.page.locator("form[action$='/retablir/'] button").count() == 1
