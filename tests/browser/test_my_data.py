"""Taking one's data away and leaving: a copy made by the worker, then an erasure; without JavaScript too."""

import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.browser.deeds import joins, proposes, publishes_at
from tests.browser.people import CONSULTATION, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]
SCREENS = os.environ.get("CONSULT_MY_DATA_SCREENS", "")  # a folder: pictures of what was seen


def picture(page: Any, name: str) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if SCREENS:
            page.screenshot(path=f"{SCREENS}/{name}-{width}.png", full_page=True)


def wait_for_copy(page: Any) -> None:
    deadline = time.monotonic() + 60
    while not page.locator("a[href$='/mes-donnees/copie/']").count():
        assert time.monotonic() < deadline, "the worker made no copy"
        time.sleep(0.5)
        page.reload()


@pytest.mark.requirement("P-3")
@pytest.mark.requirement("P-4")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_copy_is_made_in_the_background_then_the_account_goes(
    site: Site, chromium: Any, scripts: bool, tmp_path: Path
) -> None:
    with person(chromium, site.address, javascript=scripts) as citizen:
        citizen.go(f"{CONSULTATION}propositions/P-7/position/?valeur=1")
        citizen.press("button[value=agree]")
        citizen.arrive_as(f"part-{scripts}@demo.invalid".lower(), "Qui part")
        citizen.press("button[value=agree]")
        citizen.go("/mon-espace/")
        citizen.press("form[action$='/demander/'] button")
        page = citizen.page
        wait_for_copy(page)
        if scripts:
            picture(page, "mes-donnees")
        with page.expect_download() as waiting:
            page.locator("a[href$='/mes-donnees/copie/']").click()
        waiting.value.save_as(tmp_path / "copy.zip")
        held = zipfile.ZipFile(tmp_path / "copy.zip")
        assert {"mes-donnees.json", "mes-donnees.html", "csv/positions.csv"} <= set(held.namelist())
        assert "Qui part" in held.read("mes-donnees.html").decode()

        citizen.go("/mon-espace/effacer/")
        if scripts:
            picture(page, "effacer")
        page.check("input[name=texts][value=erase]")
        page.check("input[name=sure]")
        citizen.press("form[action$='/effacer/'] button")
        assert citizen.path == "/compte-efface/"
        assert citizen.go("/mon-espace/mes-donnees/copie/").url.split("?")[0].endswith("/connexion/")
        citizen.leaves_untroubled()


@pytest.mark.requirement("P-4")
def test_an_account_goes_and_its_texts_stay_readable(site: Site, chromium: Any) -> None:
    with person(chromium, site.address, javascript=False) as citizen, person(chromium, site.address) as moderator:
        joins(citizen, "part-sans-mots@demo.invalid", "Qui laisse ses mots")
        proposal = proposes(citizen, "Un quai couvert", "Un quai couvert, pour attendre sous la pluie.")
        publishes_at(moderator, proposal)
        citizen.go("/mon-espace/effacer/")
        citizen.page.check("input[name=texts][value=keep]")
        citizen.page.check("input[name=sure]")
        citizen.press("form[action$='/effacer/'] button")
        assert citizen.path == "/compte-efface/"
        citizen.go(proposal)
        assert "pour attendre sous la pluie" in citizen.page.inner_text("main")
        assert "Qui laisse ses mots" not in citizen.page.content()
