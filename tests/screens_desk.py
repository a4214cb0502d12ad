"""Pictures of the desk's rarer pages, for the moderators' guide: what must have happened first, and where they are."""

import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from PIL import Image

from tests.browser.people import CONSULTATION, SIGNED_IN, Person
from tests.browser.site import Site, free_port

NEWCOMER = "releve@demo.invalid"
# A campaign of four people, another moderator's pause that is contested, and a group for one consultation.
DEEDS = """
from datetime import timedelta
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from consult.models import ConsultationPage
from moderation import pauses
from moderation.models import Ground
from moderation.noticing import look
from participants.models import Consent, ConsentText, User
from proposals.actions import submit
from proposals.models import Proposal
page, now = ConsultationPage.objects.get(slug="se-deplacer-autrement"), timezone.now()
agreed = ConsentText.objects.first().text_hash
for number, name in enumerate(["Camille", "Sacha", "Nour", "Andrea"]):
    author = User.objects.create_user(f"campagne-{number}@demo.invalid", display_name=name)
    Consent.objects.create(participant=author, text_hash=agreed, given_at=now)
    words = "Signez tous pour que le tram aille enfin jusqu’au plateau, merci !"
    submit(consultation=page, author=author, title="Le tram au plateau", text=words)
while look(at=now):
    pass
first = User.objects.get(email="moderation@demo.invalid")
second = User.objects.create_user("releve@demo.invalid", display_name="Dominique")
second.groups.set(first.groups.all())
text = Proposal.objects.filter(consultation=page, state="published", author__isnull=False)
text = text.exclude(author__in=[first, second]).order_by("number").first()
why = {"facts": "Trois textes insultent la même personne.", "words": "Revenez dans une semaine, sans viser personne."}
made = pauses.pause(subject=text, by=second, ground=Ground.objects.filter(kind="charter").first(), at=now,
                    ends_at=now + timedelta(days=7), **why)
pauses.contest(pause=made, by=text.author, words="Je n’ai visé personne : relisez mon texte en entier.")
group = Group.objects.create(name="Modération – Quartier nord")
User.objects.create_superuser("toutes-cles@demo.invalid", display_name="Exploitation")
"""

CAMPAIGN = ("/admin/moderation/", "[data-desk-queue] a:has-text('Le tram au plateau')")
GROUP = "from django.contrib.auth.models import Group; print(Group.objects.get(name__contains='Quartier nord').pk)"
TALL = 2_400  # pixels: the admin scrolls by itself, and what is below its window would not be in the picture
WHOLE = {
    "admin-ensemble": (*CAMPAIGN, "a[href*='/alike/']"),
    "admin-pause": (*CAMPAIGN, "a[href$='/pause/']"),
    "admin-pause-contestee": (f"/admin/moderation/pauses{CONSULTATION}1/",),
}
PARTS = {"admin-hors-sujet": ".desk-off-topic", "admin-changement": ".desk-change"}  # of that text, unfolded


def take_all(site: Site, browser: Any, widths: Iterable[int], keep: Callable[[str, Image.Image], None]) -> None:
    """Do these deeds on a site, and hand over the pictures of what follows from them, each with its name."""
    site.manage("shell", "-c", DEEDS)
    group = site.manage("shell", "-v", "0", "-c", GROUP).split()[-1]
    second = served_with_second_factor(site)
    for width in widths:
        options = {"viewport": {"width": width, "height": 800}, "locale": "fr-FR"}
        moderator = Person(browser.new_context(**options), site.address)
        moderator.sign_in("moderation@demo.invalid", "/admin/moderation/")
        for name, (path, *links) in WHOLE.items():
            follow(moderator, path, *links)
            keep(f"{name}-{width}", Image.open(BytesIO(moderator.page.screenshot())))
        moderator.page.set_viewport_size({"width": width, "height": TALL})
        follow(moderator, *CAMPAIGN)
        for name, selector in PARTS.items():
            keep(f"{name}-{width}", part_of(moderator, selector))
        keeper = Person(
            browser.new_context(**options | {"viewport": {"width": width, "height": TALL * 2}}), site.address
        )
        keeper.sign_in("toutes-cles@demo.invalid", "/admin/")
        follow(keeper, f"/admin/groups/edit/{group}/")
        keep(f"admin-groupe-{width}", part_of(keeper, "#mandates-section"))
        arriving = Person(browser.new_context(**options), second)
        SIGNED_IN.pop((second, NEWCOMER), None)
        arriving.sign_in(NEWCOMER, "/admin/")
        keep(f"second-facteur-{width}", Image.open(BytesIO(arriving.page.screenshot(full_page=True))))


def follow(person: Person, path: str, *links: str) -> None:
    """Goes to an address, then by links; a page that fails stops everything."""
    assert person.go(path).status == 200, path
    for link in links:
        address = person.page.locator(link).first.get_attribute("href")
        assert address is not None, link
        assert person.go(address).status == 200, address


def part_of(person: Person, selector: str) -> Image.Image:
    """The picture of one part of the page that is open, unfolded."""
    part = person.page.locator(selector).first
    part.evaluate("part => { part.open = true; }")
    return Image.open(BytesIO(part.screenshot()))


def served_with_second_factor(site: Site) -> str:
    """The address of the same site served once more, asking the team for a second factor."""
    first, port = site.address, free_port()
    site.address = f"http://127.0.0.1:{port}"
    site.environment |= {"CONSULT_SECOND_FACTOR": "1", "CONSULT_BASE_URL": site.address}
    server = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    site.start(*server, "--workers", "1", "consult.wsgi:application")
    site.wait_until_ready()
    second, site.address = site.address, first
    return second
