"""Another wording, from the sentence that is ticked to the version that it becomes; with JavaScript and without."""

from typing import Any

import pytest

from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser]
WORDING = "Un minibus à la demande, tous les soirs."
HAS_AN_AUTHOR = """
from participants.models import User
from proposals.models import Proposal
author = User.objects.get(email="{email}")
rows = Proposal.objects.filter(consultation__slug="se-deplacer-autrement", number={number})
assert rows.update(author=author) == 1
"""


def arrives(someone: Person, email: str, name: str) -> None:
    """An account of one's own, from the sign-in page."""
    someone.go("/connexion/?next=/mon-espace/")
    someone.arrive_as(email, name)


def offers(someone: Person, proposal: str, email: str, name: str) -> str:
    """Ticks the first sentence and writes it anew before signing in. Answers the amendment's address."""
    someone.go(proposal)
    someone.press(f"a[href='{proposal}amender/']")
    someone.page.check("input[name=phrase][value='1']")
    someone.press("button[name=choisir]")
    someone.page.fill("textarea[name=text]", WORDING)
    someone.page.fill("textarea[name=reason]", "Les derniers trains partent trop tôt.")
    someone.press("form:has(textarea[name=text]) button")
    someone.arrive_as(email, name)
    assert someone.page.input_value("textarea[name=text]") == WORDING
    someone.press("form:has(textarea[name=text]) button")
    assert someone.path.startswith(f"{proposal}amendements/M-")
    return someone.path


@pytest.mark.requirement("C-5")
@pytest.mark.parametrize(("javascript", "number"), [(True, 5), (False, 6)])
def test_a_wording_is_offered_passed_accepted_and_credited(
    site: Site, chromium: Any, javascript: bool, number: int
) -> None:
    proposal = f"{CONSULTATION}propositions/P-{number}/"
    mine, theirs = f"autrice{number}@example.org", f"voisin{number}@example.org"
    with (
        person(chromium, site.address, javascript=javascript) as author,
        person(chromium, site.address, javascript=javascript) as neighbour,
        person(chromium, site.address) as moderator,
    ):
        arrives(author, mine, f"Ana {number}")
        site.manage("shell", "-c", HAS_AN_AUTHOR.format(email=mine, number=number))
        amendment = offers(neighbour, proposal, theirs, f"Malik {number}")
        moderator.sign_in("moderation@demo.invalid", "/admin/moderation/")
        moderator.go(f"/admin/moderation{proposal.replace('propositions/', '')}{amendment.split('/')[-2]}/")
        moderator.press("button[name=kind][value=publish]")
        neighbour.go(amendment)
        neighbour.page.click("button[name=position][value=agree]")
        neighbour.page.locator("button[name=position][value=agree][aria-pressed=true]").wait_for()
        author.go("/mon-espace/")
        author.press(f"#amendements a[href='{amendment}']")
        author.press("button[name=deed][value=accept]")
        assert author.path == proposal
        assert WORDING in author.page.inner_text("main")
        assert f"Malik {number}" in author.page.inner_text("main header.page-head")
        neighbour.go(f"{proposal}versions/2/")
        assert "minibus" in neighbour.page.inner_text(".words.changes")
