"""From a theme that is read to a commitment under way: editor, organiser, and the citizen whose words it rests on."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site
from tests.browser.test_journey import finds_the_sentence, publishes, submits, writes_the_synthesis

THEMES = f"/admin/themes{CONSULTATION}"
TITLE, NAME = "Un minibus pour les villages", "Lecture répondue"
STATEMENT = "Des villages demandent un minibus vers la gare, le matin et le soir."
REASONS = "Nous retenons la demande : un minibus roulera à titre d’essai."
PROMISE = "Faire rouler un minibus d’essai entre trois villages et la gare."
STEP = "Le véhicule est loué, les horaires sont en cours d’écriture."


def number_of(path: str) -> str:
    """``46`` of ``/…/P-46/``."""
    return path.strip("/").rpartition("P-")[2]


def reads_into_a_theme(editor: Person, proposal: str) -> None:
    """Moves the text into the last theme of the desk, and confirms there what the reading page displays."""
    page, number = editor.page, number_of(proposal)
    editor.go(f"{THEMES}proposals/?q=P-{number}")
    page.check(f"input[name=proposal][value='{number}']")
    theme = page.locator("select[name=theme] option").last.get_attribute("value")
    page.select_option("select[name=theme]", theme)
    editor.press("button[name=deed][value=move]")
    editor.go(f"{THEMES}T-{theme}/read/")
    progress = page.locator("[data-reading] progress")
    before = int(progress.get_attribute("value") or "0")
    unread = page.locator("[data-text] button[name=only]").count()
    assert unread >= 1, "texts of the theme are still to be read"
    page.locator("[data-reading]").evaluate("part => part.dataset.old = 'yes'")
    page.click("button[name=deed][value=all]")
    page.locator("[data-reading]:not([data-old])").wait_for()
    assert int(progress.get_attribute("value") or "0") == before + unread
    editor.go(f"{THEMES}proposals/?q=P-{number}")
    assert f"T-{theme} " in page.locator(".desk-row .desk-meta").first.inner_text()


def answers_and_promises(organiser: Person, due: date) -> None:
    """Answers the finding, commits the institution, says that it is under way."""
    page = organiser.page
    organiser.go("/admin/answers/")
    organiser.press(f"table a:has-text('{NAME}')")
    organiser.press(f"table a:has-text('{STATEMENT}')")
    page.check("input[name=stance][value=kept]")
    page.fill("textarea[name=reasons]", REASONS)
    page.fill("input[name=name]", "Jeanne, organisation")
    page.fill("input[name=function]", "Direction des mobilités")
    organiser.press("form:has(textarea[name=reasons]) button")
    assert REASONS in page.locator("section[aria-labelledby=in-force]").inner_text()
    page.fill("textarea[name=text]", PROMISE)
    page.fill("input[name=due]", due.isoformat())
    organiser.press("form:has(textarea[name=text]) button")
    organiser.press("section[aria-labelledby=commitments] li a")
    page.select_option("select[name=kind]", "under_way")
    page.fill("textarea[name=words]", STEP)
    organiser.press("form:has(select[name=kind]) button:not([type])")
    assert STEP in page.locator("section[aria-labelledby=steps]").inner_text()


def follows_the_answer(citizen: Person, proposal: str) -> None:
    """From the sentence that cites them to the answer, and to where the commitment stands."""
    finds_the_sentence(citizen, proposal, NAME, STATEMENT)
    finding = citizen.page.locator("#" + citizen.page.url.partition("#")[2])
    assert REASONS in finding.inner_text()
    with citizen.page.expect_navigation():
        finding.locator(".reply__commitments a.reference", has_text="E-").click()
    assert "/constats/" in citizen.path
    reference = citizen.page.url.partition("#")[2]
    commitment = citizen.page.locator(f"article.commitment[id='{reference}']")
    assert {PROMISE, STEP} <= set(commitment.inner_text().splitlines())
    assert "En cours" in commitment.locator(".commitment__state").inner_text()
    assert "Jeanne, organisation" in citizen.page.locator("section[aria-labelledby=reponse]").inner_text()
    citizen.go(proposal)
    assert REASONS in citizen.page.locator("#devenir").inner_text()


def is_told(citizen: Person, *words: str) -> None:
    """Their space holds a notice of each, once the worker has told them."""
    deadline = time.monotonic() + 20  # seconds
    missing = set(words)
    while missing and time.monotonic() < deadline:
        citizen.go("/mon-espace/")
        said = citizen.page.locator(".notices").inner_text()
        missing = {told for told in words if told not in said}
        citizen.page.wait_for_timeout(300)  # milliseconds
    assert missing == set()


@pytest.mark.browser
@pytest.mark.requirement("A-4")
@pytest.mark.requirement("C-7")
def test_a_theme_that_is_read_leads_to_an_answer_and_a_commitment(site: Site, chromium: Any) -> None:
    with (
        person(chromium, site.address, javascript=False) as citizen,
        person(chromium, site.address) as moderator,
        person(chromium, site.address) as editor,
        person(chromium, site.address) as organiser,
    ):
        proposal = submits(citizen, TITLE, "zoe@example.org", "Zoé des villages")
        moderator.sign_in("moderation@demo.invalid", "/admin/moderation/")
        publishes(moderator, TITLE)
        editor.sign_in("redaction@demo.invalid", "/admin/")
        reads_into_a_theme(editor, proposal)
        writes_the_synthesis(editor, NAME, STATEMENT, TITLE)
        organiser.sign_in("organisation@demo.invalid", "/admin/answers/")
        answers_and_promises(organiser, timezone.localdate() + timedelta(days=60))
        follows_the_answer(citizen, proposal)
        is_told(citizen, REASONS, PROMISE, STEP)
        citizen.go("/engagements/")
        under_way = citizen.page.locator("section[aria-labelledby=etat-under_way]")
        assert PROMISE in under_way.inner_text()
        assert STATEMENT in under_way.inner_text()
