"""Pictures of every screen, in French, at 360 and 1280 px: what `make screens` writes to docs/screens/."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.people import CONSULTATION, Person
from tests.browser.site import BASE, CHROMIUM, FLAGS, running_site

FOLDER = BASE / "docs" / "screens"
WIDTHS = (360, 1280)
COLOURS = 128  # enough for pages of text, and a third of the weight
TALLEST = 2_400  # pixels: a picture shows how a page begins, not all of a long list

PUBLIC = {
    "accueil": "/",
    "consultation": CONSULTATION,
    "propositions": f"{CONSULTATION}propositions/",
    "proposition": f"{CONSULTATION}propositions/P-46/",
    "version": f"{CONSULTATION}propositions/P-46/versions/1/",
    "debat": "/republique-numerique/propositions/P-1/",
    "deposer": f"{CONSULTATION}deposer/",
    "carte": f"{CONSULTATION}carte/",
    "synthese": f"{CONSULTATION}premiere-synthese/",
    "registre": "/registre/",
    "signaler": f"/signaler{CONSULTATION}P-46/",
    "connexion": "/connexion/",
    "introuvable": "/nulle-part/",
}
SIGNED_IN = {
    "citoyenne": {"mon-espace": "/mon-espace/", "donner-mon-avis": f"{CONSULTATION}donner-mon-avis/"},
    "moderation": {"admin-moderation": "/admin/moderation/"},
    "redaction": {"admin-themes": f"/admin/themes{CONSULTATION}", "admin-synthese": "/admin/pages/search/?q=synth"},
}
LED_TO = {"admin-synthese": "a[href$='/edit/']"}  # a page whose address holds a number: by the first such link


def picture(visitor: Person, name: str, path: str, width: int) -> None:
    """One picture; a page that fails stops everything."""
    answer = visitor.go(path)
    if name in LED_TO:
        answer = visitor.go(str(visitor.page.locator(LED_TO[name]).first.get_attribute("href")))
    assert answer.status == (404 if name == "introuvable" else 200), f"{path}: {answer.status}"
    height = min(visitor.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    taken = Image.open(BytesIO(visitor.page.screenshot(full_page=True, clip=clip)))
    taken.quantize(COLOURS).save(FOLDER / f"{name}-{width}.png", optimize=True)


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
            for name, path in PUBLIC.items():
                picture(visitor, name, path, width)
            for account, screens in SIGNED_IN.items():
                person = Person(browser.new_context(**options), site.address)
                person.sign_in(f"{account}@demo.invalid")
                for name, path in screens.items():
                    picture(person, name, path, width)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
