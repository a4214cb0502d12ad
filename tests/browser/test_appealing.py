"""Report, decision, appeal, overturned: on a phone, with a reader, an author and two moderators."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.browser.accessibility import breaks_no_rule
from tests.browser.deeds import joins, proposes, publishes_at, takes_position
from tests.browser.people import Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.requirement("M-1"), pytest.mark.requirement("M-4")]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NARROW = ((320, "light"), (320, "dark"))
TITLE = "Une navette vers le marché du samedi"
DESK = "/admin/moderation/"
LAST = "section[aria-labelledby=appeals-title] li:last-child a"  # the demonstration's own waits before it


@pytest.fixture
def people(site: Site, chromium: Any) -> Iterator[dict[str, Person]]:
    """A reader without an account, an author, two moderators; each with a phone."""
    with ExitStack() as phones:
        yield {
            name: phones.enter_context(person(chromium, site.address, **PHONE))
            for name in ("reader", "author", "first", "second")
        }


def test_a_withheld_text_comes_back_on_appeal_at_its_address_with_its_positions(people: dict[str, Person]) -> None:
    reader, author, first, second = people.values()
    joins(author, "navette@example.org", "Aline")
    proposal = proposes(author, TITLE, "Une navette relierait les hameaux au marché, le samedi matin.")
    publishes_at(first, proposal)
    takes_position(author, proposal, "agree")
    followed = is_reported(reader, proposal)
    is_withheld(first, proposal)
    reader.go(proposal)
    assert TITLE not in reader.page.locator("h1").inner_text()
    reader.go(followed)
    assert "retir" in reader.page.locator(".message").first.inner_text()
    contests(author, proposal)
    first.go(DESK)
    first.press(LAST)
    assert not first.page.locator("textarea[name=answer]").count()  # another than the first
    breaks_no_rule(first, NARROW)
    answers(second)
    reader.go(proposal)
    assert reader.page.locator("h1").inner_text() == TITLE
    assert "1 personne" in reader.page.locator("#positions").inner_text()
    author.go(proposal)
    assert author.page.locator("#positions button[value=agree][aria-pressed=true]").count() == 1
    reader.go("/registre/#moderation")
    assert "recours" in reader.page.locator("#moderation").inner_text()


def is_reported(reader: Person, proposal: str) -> str:
    """By somebody without an account. Answers where they follow it."""
    reader.go(proposal)
    reader.press("a[href^='/signaler/']")
    breaks_no_rule(reader, NARROW)
    reader.page.locator("input[name=ground]").first.check()
    reader.page.fill("textarea[name=words]", "Cette navette est une publicité.")
    reader.press("form:has(textarea[name=words]) button")
    return reader.path


def is_withheld(moderator: Person, proposal: str) -> None:
    page = moderator.page
    moderator.go(DESK)
    moderator.press(f".desk-row a[href^='/admin/moderation{proposal.replace('propositions/', '')}']")
    page.locator("input[name=ground]").first.check()
    page.fill("textarea[name=facts]", "Le texte vante une navette.")
    page.fill("textarea[name=words]", "Ce site n’accueille pas de publicité.")
    page.check("input[name=duration][value=indefinite]")
    moderator.press("button[value=withhold]")


def contests(author: Person, proposal: str) -> None:
    author.go("/mon-espace/")
    assert "retir" in author.page.locator("main").inner_text()
    author.go(proposal)
    breaks_no_rule(author, NARROW)
    author.press("a[href^='/contester/']")
    breaks_no_rule(author, NARROW)
    author.page.fill("textarea[name=words]", "La navette n’existe pas : je la propose.")
    author.press("form:has(textarea[name=words]) button")
    assert author.path.startswith("/contester/recours/")
    breaks_no_rule(author, NARROW)


def answers(moderator: Person) -> None:
    moderator.sign_in("organisation@demo.invalid", DESK)
    moderator.press(LAST)
    breaks_no_rule(moderator, NARROW)
    moderator.page.check("input[name=outcome][value=overturned]")
    moderator.page.fill(
        "textarea[name=answer]", "Vous avez raison : c’est une proposition. Elle est de nouveau visible."
    )
    moderator.press("form:has(textarea[name=answer]) button.button")
    assert moderator.path == DESK
