"""What people do in many tests, each deed by the pages that anyone has for it."""

import re

from tests.browser.people import CONSULTATION, Person

MODERATOR = "moderation@demo.invalid"


def joins(someone: Person, email: str, name: str) -> None:
    """An account of one's own, with its agreement, from the sign-in page."""
    someone.go("/connexion/?next=/mon-espace/")
    someone.arrive_as(email, name)


def proposes(someone: Person, title: str, text: str) -> str:
    """Somebody who has joined submits a proposal. Answers its address."""
    someone.go(f"{CONSULTATION}deposer/")
    someone.page.fill("input[name=title]", title)
    someone.page.fill("textarea[name=text]", text)
    someone.press("button[name=send]")
    assert re.search(r"/propositions/P-\d+/$", someone.path), someone.path
    return someone.path


def publishes(moderator: Person, title: str) -> None:
    """Finds a text in the queue by its title, reads it, publishes it."""
    moderator.go("/admin/moderation/")
    with moderator.page.expect_navigation():
        moderator.page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
    moderator.press("button[name=kind][value=publish]")


def publishes_at(moderator: Person, proposal: str) -> None:
    """The same, for a proposal whose address is known."""
    moderator.sign_in(MODERATOR, "/admin/moderation/")
    moderator.go("/admin/moderation" + proposal.replace("propositions/", ""))
    moderator.press("button[name=kind][value=publish]")


def argues(someone: Person, proposal: str, text: str, *, stance: str = "for", source: str = "") -> None:
    """Somebody who has joined gives an argument, perhaps with its source."""
    someone.go(f"{proposal}argumenter/")
    someone.page.check(f"input[name=stance][value={stance}]")
    someone.page.fill("textarea[name=text]", text)
    someone.page.fill("input[name=source_url]", source)
    someone.press("form:has(textarea[name=text]) button")


def takes_position(someone: Person, proposal: str, answer: str) -> None:
    """Somebody who has joined answers on the page of a proposal."""
    someone.go(proposal)
    someone.page.click(f"#positions button[name=position][value={answer}]")
    someone.page.locator(f"#positions button[value={answer}][aria-pressed=true]").wait_for()
