"""Pictures of every screen, in French, at 360 and 1280 px: what `make screens` writes to docs/screens/."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import screens_desk
from tests.browser.people import CONSULTATION, Person
from tests.browser.site import BASE, CHROMIUM, FLAGS, running_site

FOLDER = BASE / "docs" / "screens"
WIDTHS = (360, 1280)
COLOURS = 128  # enough for pages of text, and a third of the weight
SYNTHESIS = f"{CONSULTATION}premiere-synthese/"
TALLEST = 2_400  # pixels: a picture shows how a page begins, not all of a long list

# Where a screen is: its address, then the links to follow from there, where the address holds a number or a key.
PUBLIC: dict[str, str | tuple[str, ...]] = {
    "accueil": "/",
    "consultation": CONSULTATION,
    "propositions": f"{CONSULTATION}propositions/",
    "proposition": f"{CONSULTATION}propositions/P-46/",
    "version": f"{CONSULTATION}propositions/P-46/versions/1/",
    "debat": "/republique-numerique/propositions/P-1/",
    "deposer": f"{CONSULTATION}deposer/",
    "carte": f"{CONSULTATION}carte/",
    "synthese": SYNTHESIS,
    "edition": f"{SYNTHESIS}edition-1/",
    "edition-contributions": f"{SYNTHESIS}edition-1/contributions/",
    "edition-methode": f"{SYNTHESIS}edition-1/methode/",
    "engagements": "/engagements/",
    "reponse": ("/engagements/", "article.commitment .hint a"),
    "registre": "/registre/",
    "signaler": f"/signaler{CONSULTATION}P-46/",
    "connexion": "/connexion/",
    "introuvable": "/nulle-part/",
}
SIGNED_IN: dict[str, dict[str, str | tuple[str, ...]]] = {
    "citoyenne": {"mon-espace": "/mon-espace/", "donner-mon-avis": f"{CONSULTATION}donner-mon-avis/"},
    "moderation": {
        "admin-moderation": "/admin/moderation/",
        "admin-texte": ("/admin/moderation/", "[data-desk-queue] a"),
        "admin-sans-attendre": f"/admin/moderation{CONSULTATION}P-46/urgent/?ground=1",
    },
    "redaction": {
        "admin-themes": f"/admin/themes{CONSULTATION}",
        "admin-lecture": f"/admin/themes{CONSULTATION}T-1/read/",
        "admin-synthese": ("/admin/synthesis-desk/", "table a"),
    },
    "organisation": {
        "admin-reponses": ("/admin/answers/", "table a"),
        "admin-reponse": ("/admin/answers/", "table a", "table tr:has(a[href*='/E-']) .title a"),
        "admin-engagement": ("/admin/answers/", "table a", "table a[href*='/E-']"),
    },
}


def reached(visitor: Person, place: str | tuple[str, ...]) -> Any:
    """Goes there; answers the response to the last address."""
    path, *links = (place,) if isinstance(place, str) else place
    answer = visitor.go(path)
    for link in links:
        answer = visitor.go(visitor.page.locator(link).first.get_attribute("href"))
    return answer


def picture(visitor: Person, name: str, place: str | tuple[str, ...], width: int) -> None:
    """One picture; a page that fails stops everything."""
    answer = reached(visitor, place)
    assert answer.status == (404 if name == "introuvable" else 200), f"{place}: {answer.status}"
    height = min(visitor.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    keep(f"{name}-{width}", Image.open(BytesIO(visitor.page.screenshot(full_page=True, clip=clip))))


def keep(name: str, taken: Image.Image) -> None:
    """Writes one picture, with few colours."""
    taken.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), encoder="use") as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width in WIDTHS:
            options = {"viewport": {"width": width, "height": 800}, "locale": "fr-FR"}
            visitor = Person(browser.new_context(**options), site.address)
            for name, place in PUBLIC.items():
                picture(visitor, name, place, width)
            for account, screens in SIGNED_IN.items():
                person = Person(browser.new_context(**options), site.address)
                person.sign_in(f"{account}@demo.invalid")
                for name, place in screens.items():
                    picture(person, name, place, width)
        screens_desk.take_all(site, browser, WIDTHS, keep)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
