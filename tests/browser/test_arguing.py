"""An argument with its source, a reply, a mark, a position and its receipt; with JavaScript and without."""

from typing import Any

import pytest

from tests.browser.deeds import argues, joins, publishes, takes_position
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.requirement("A-4")]


def argument_of(someone: Person, proposal: str, text: str) -> str:
    """Where an argument stands on the page of its proposal: the selector of it."""
    someone.go(f"{proposal}?arguments=tous")
    found = someone.page.locator("article.argument[id]", has_text=text).first.get_attribute("id")
    return f"[id='{found}']"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_an_argument_has_a_source_a_reply_and_marks(site: Site, chromium: Any, javascript: bool) -> None:
    kind = "avec" if javascript else "sans"
    proposal, text, answer = f"{CONSULTATION}propositions/P-8/", f"Un car coûte moins ({kind}).", f"Oui ({kind})."
    with (
        person(chromium, site.address, javascript=javascript) as one,
        person(chromium, site.address, javascript=javascript) as other,
        person(chromium, site.address) as moderator,
    ):
        joins(one, f"argumente-{kind}@example.org", f"Noa {kind}")
        argues(one, proposal, text, source="ftp://exemple.fr/page")
        assert one.page.locator(".error-summary a[href='#id_source_url']").count() == 1
        one.page.fill("input[name=source_url]", "https://www.insee.fr/fr/statistiques/1")
        one.press("form:has(textarea[name=text]) button")
        moderator.sign_in("moderation@demo.invalid", "/admin/moderation/")
        publishes(moderator, text)

        joins(other, f"repond-{kind}@example.org", f"Sam {kind}")
        place = argument_of(other, proposal, text)
        source = other.page.locator(f"{place} a[rel~=nofollow][href^='https://www.insee.fr/']")
        assert source.inner_text() == "www.insee.fr"
        other.page.click(f"{place} .convincing button")
        other.page.locator(f"{place} .convincing button[aria-pressed=true]").wait_for()
        assert "1" in other.page.locator(f"{place} .convincing .hint").inner_text()
        other.press(f"{place} a[href$='/repondre/']")
        other.page.fill("textarea[name=text]", answer)
        other.press("form:has(textarea[name=text]) button")
        publishes(moderator, answer)
        one.go(f"{proposal}?arguments=tous")
        assert answer in one.page.locator(f"{place} .argument__replies").inner_text()
        assert one.page.locator(f"{place} .argument__replies a[href$='/repondre/']").count() == 0


@pytest.mark.requirement("V-9")
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_position_has_its_receipt_and_another_replaces_it(site: Site, chromium: Any, javascript: bool) -> None:
    kind = "avec" if javascript else "sans"
    proposal = f"{CONSULTATION}propositions/P-9/"
    with person(chromium, site.address, javascript=javascript) as someone:
        someone.go(proposal)
        someone.press("#positions a.answer--agree")
        assert someone.path == f"{proposal}position/"
        someone.press("button.button[value=agree]")
        someone.arrive_as(f"position-{kind}@example.org", f"Eli {kind}")
        someone.press("button.button[value=agree]")
        assert someone.path == proposal
        said = someone.page.locator("#positions")
        assert "Votre position est enregistrée" in said.inner_text()
        assert "version 1" in said.inner_text().replace("\xa0", " ")
        assert "Une autre réponse remplace celle-ci" in said.inner_text()
        before = said.locator(".position-bar__figures").inner_text()
        takes_position(someone, proposal, "disagree")
        assert said.locator("button[aria-pressed=true]").count() == 1
        assert said.locator(".position-bar__figures").inner_text() != before
        someone.page.click("#positions button[value=none]")
        someone.page.locator("#positions:not(:has(button[aria-pressed=true]))").wait_for()
        assert "Votre position est enregistrée" not in said.inner_text()
