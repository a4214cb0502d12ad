"""A proposal is withdrawn in favour of another: its page says so, who had answered is told, asked, and not moved."""

from typing import Any

import pytest

from tests.browser.accessibility import breaks_no_rule
from tests.browser.deeds import joins, proposes, publishes_at, takes_position
from tests.browser.people import CONSULTATION, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.requirement("A-1"), pytest.mark.requirement("A-4")]
OTHER = f"{CONSULTATION}propositions/P-10/"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_who_took_position_is_told_and_asked_and_nobody_moved(site: Site, chromium: Any, javascript: bool) -> None:
    kind = "avec" if javascript else "sans"
    with (
        person(chromium, site.address, javascript=javascript) as author,
        person(chromium, site.address, javascript=javascript) as voter,
        person(chromium, site.address) as moderator,
    ):
        joins(author, f"retire-{kind}@example.org", f"Ali {kind}")
        proposal = proposes(author, f"Des navettes le dimanche, {kind}", "Des navettes le dimanche vers la gare.")
        publishes_at(moderator, proposal)
        joins(voter, f"soutient-{kind}@example.org", f"Jo {kind}")
        takes_position(voter, proposal, "agree")

        author.go(proposal)
        author.press(f"a[href='{proposal}retirer/']")
        author.page.fill("input[name=other]", "P-99999")
        author.press("form:has(input[name=other]) button")
        assert author.page.locator(".error-summary a[href='#id_other']").count() == 1
        author.page.fill("input[name=other]", "P-10")
        author.press("form:has(input[name=other]) button")
        assert author.path == proposal
        assert author.page.locator(f".message a[href='{OTHER}']").count() == 1

        voter.go("/mon-espace/")
        told = voter.page.locator("#avis .notice", has_text="P-10")
        wait_for_notice(voter, told)
        with voter.page.expect_navigation():
            told.first.locator("button").click()
        voter.go(proposal)
        if javascript:
            breaks_no_rule(voter)
        assert "Votre position reste" in voter.page.locator(".message", has_text="P-10").inner_text()
        voter.go(OTHER)
        assert voter.page.locator("#positions button[aria-pressed=true]").count() == 0, "no position is moved"
        voter.go(proposal)
        voter.press(f".message a[href^='{OTHER}position/']")
        voter.press(".position-form button[value=agree]")
        assert voter.path == OTHER
        assert voter.page.locator("#positions button[value=agree][aria-pressed=true]").count() == 1

        author.go(proposal)
        author.press("form[action$='/retablir/'] button")
        assert author.page.locator("form[action$='/retablir/']").count() == 0


def wait_for_notice(reader: Any, told: Any) -> None:
    """The worker tells them, a moment later."""
    for _turn in range(60):
        if told.count():
            return
        reader.page.wait_for_timeout(500)  # milliseconds
        reader.page.reload()
    raise AssertionError("nobody was told")
