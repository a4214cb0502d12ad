"""A scripted moderator works through three hundred texts by keyboard: what the software itself costs of their time.

Of each text, the time counts from the key that decides (or goes on) to the next text painted, with its keys at work;
what a person reads and types is theirs. Printed by

    pytest -n0 -p no:randomly -m browser tests/browser/test_desk_timed.py

Others at work on the machine lengthen the clock. So a piece of pure work is timed between the texts, by the clock and
by the processor: their ratio says how many times longer everything takes now, and the goal is lengthened by it. Both
figures are printed; the one without correction counts where the ratio is near 1. A machine that is so busy that it
does not come through three hundred texts in two and a half minutes stops there, and says how many it did.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.accessibility import BOTH, breaks_no_rule
from tests.browser.people import Person, person
from tests.browser.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.markup]

TEXTS, COPIES, GOAL = 300, 5, 0.5  # texts that wait, of which so many say the same; seconds, the median
DESK = "/admin/moderation/"
ROUND = ["p"] * 16 + ["w"] * 3 + ["j"]  # of each twenty texts: publish, withhold with its reasons, leave and go on
LONGEST, FEWEST = 150, 100  # seconds at this work, and texts then: a machine at other work does not reach all
LEARNT = 5  # texts before the clock counts: a new process reads its templates

SENDING = """
from django.db import transaction
from django.utils import timezone
from consult.models import ConsultationPage
from moderation.noticing import look
from participants.models import Consent, ConsentText, User
from proposals.actions import submit
page = ConsultationPage.objects.get(slug="se-deplacer-autrement")
"""
# Real answers, each of a person of their own, as authors send them, and a campaign.
WAITING = f"""
import csv
who = "Personne"
with open("demo/data/mobilite-3000.csv", newline="", encoding="utf-8") as file:
    texts = [row["text"] for row in csv.DictReader(file) if len(row["text"].split()) > 12][-{TEXTS - COPIES}:]
texts += ["Signez tous pour que le tram aille enfin jusqu’au plateau, merci !"] * {COPIES}
"""
SENT = """
agreed, now = ConsentText.objects.first().text_hash, timezone.now()
with transaction.atomic():
    for number, text in enumerate(texts):
        author = User.objects.create_user(f"{who}-{number}@demo.invalid", display_name=f"{who} {number}")
        Consent.objects.create(participant=author, text_hash=agreed, given_at=now)
        submit(consultation=page, author=author, title=text[:60], text=text)
while look(at=now):
    pass
"""
# Another campaign: what a test decides on is its own, whichever tests came before.
CAMPAIGN = f"""
who, texts = {{who!r}}, [{{words!r}}] * {COPIES}
"""
TAKEN = """
from moderation.models import Decision
print(*(Decision.objects.lasting().filter(kind=kind).count() for kind in ("publish", "withhold")))
"""

# Runs in each page before its own scripts: says when a page of the desk can be worked with, since the last key.
CLOCK = """
addEventListener("keydown", () => sessionStorage.setItem("key", performance.timeOrigin + performance.now()), true);
addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(() => {
  const since = performance.timeOrigin + performance.now() - Number(sessionStorage.getItem("key"));
  if (document.querySelector("[data-desk-item]")) console.info(`desk-ready ${since}`);
})));
"""


@pytest.fixture(scope="module")
def busy_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own, where three hundred texts wait: no other test counts them."""
    with running_site(tmp_path_factory.mktemp("timed"), "--sample", "100") as site:
        site.manage("shell", "-c", SENDING + WAITING + SENT)
        yield site


@pytest.fixture
def desk(busy_site: Site, chromium: Any) -> Iterator[Person]:
    with person(chromium, busy_site.address) as moderator:
        moderator.sign_in("moderation@demo.invalid", DESK)
        yield moderator


def count_waiting(moderator: Person) -> int:
    moderator.go(DESK)
    title = moderator.page.locator("h2", has_text="attend").last.inner_text()
    return int("".join(letter for letter in title if letter.isdigit()))


def campaign(site: Site, who: str, words: str) -> None:
    site.manage("shell", "-c", SENDING + CAMPAIGN.format(who=who, words=words) + SENT)


def test_what_says_the_same_is_decided_on_without_javascript(busy_site: Site, chromium: Any) -> None:
    campaign(busy_site, "Gare", "Rouvrez donc la petite gare du faubourg, c’est ce que demandent les riverains !")
    with person(chromium, busy_site.address, javascript=False) as moderator:
        moderator.sign_in("moderation@demo.invalid", DESK)
        waiting = count_waiting(moderator)
        enter(moderator, "[data-desk-queue] a:has-text('petite gare du faubourg')")
        enter(moderator, "a[href*='/alike/']")
        boxes = moderator.page.locator("[data-desk-queue] input")
        assert boxes.count() == COPIES
        for number in (0, 1):
            boxes.nth(number).focus()
            moderator.page.keyboard.press("Space")
        enter(moderator, "[data-desk-publish] button")
        assert count_waiting(moderator) == waiting - 2
        enter(moderator, "[data-desk-undo-all]")
        assert count_waiting(moderator) == waiting


def enter(moderator: Person, selector: str) -> None:
    """Follow a link or press a button by keyboard: without a script, Wagtail's menus lie over what is on the left."""
    moderator.page.locator(selector).first.focus()
    with moderator.page.expect_navigation():
        moderator.page.keyboard.press("Enter")


def test_what_says_the_same_is_ticked_decided_on_and_taken_back_by_keyboard(desk: Person, busy_site: Site) -> None:
    campaign(busy_site, "Pont", "Un pont pour les vélos et les piétons par-dessus la rocade, sans attendre dix ans !")
    page = desk.page
    waiting = count_waiting(desk)
    desk.press("[data-desk-queue] a:has-text('par-dessus la rocade')")
    with page.expect_navigation():
        page.keyboard.press("a")
    breaks_no_rule(desk, BOTH)
    for key in "jxjxjx":
        page.keyboard.press(key)
    assert page.locator("[data-desk-queue] input:checked").count() == 3
    page.keyboard.press("w")
    page.keyboard.press("Space")
    for words in ("Le même texte, envoyé cinq fois.", "Une fois suffit : la première reste."):
        page.keyboard.press("Tab")
        page.keyboard.insert_text(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert count_waiting(desk) == waiting - 3
    with page.expect_navigation():
        page.keyboard.press("U")
    assert count_waiting(desk) == waiting


def until_ready(desk: Person, key: str) -> float:
    """Press a key that leads to the next text; the seconds until that is there."""
    with desk.page.expect_console_message(lambda message: message.text.startswith("desk-ready")) as said:
        desk.page.keyboard.press(key)
    return float(said.value.text.split()[1]) / 1000


def withhold(desk: Person) -> float:
    """By keyboard alone: the ground, facts, words, how long; then Enter."""
    page = desk.page
    page.keyboard.press("w")
    page.keyboard.press("Space")
    for words in ("Le texte ne répond pas à la question.", "Dites-nous ce qui vous aiderait."):
        page.keyboard.press("Tab")
        page.keyboard.insert_text(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    return until_ready(desk, "Enter")


def slowness() -> float:
    """How many times longer than the processor needs a piece of work takes now; 1 where nobody else is at work."""
    clock, processor = time.perf_counter(), time.process_time()
    sum(number * number for number in range(400_000))
    return (time.perf_counter() - clock) / (time.process_time() - processor)


def test_three_hundred_texts_cost_less_than_half_a_second_each(
    desk: Person, busy_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.page.add_init_script(CLOCK)
    assert count_waiting(desk) >= TEXTS
    with desk.page.expect_console_message(lambda message: message.text.startswith("desk-ready")):
        desk.press("[data-desk-queue] a")
    before = decisions(busy_site)
    took: dict[str, list[float]] = {"p": [], "w": [], "j": []}
    slow: list[float] = []
    ends = time.monotonic() + LONGEST
    while len(slow) < TEXTS and time.monotonic() < ends:
        deed = ROUND[len(slow) % len(ROUND)]
        took[deed].append(withhold(desk) if deed == "w" else until_ready(desk, deed))
        slow.append(slowness())
    median, ratio = statistics.median([*took["p"][LEARNT:], *took["w"], *took["j"]]), statistics.median(slow)
    lines = [
        f"{len(slow)} texts: {median:.2f} s each, {median / ratio:.2f} s alone (work takes {ratio:.2f} times longer)"
    ]
    for deed, name in (("p", "publish"), ("w", "withhold"), ("j", "next")):
        each = sorted(took[deed])
        lines.append(f"{name}: median {statistics.median(each):.2f} s, 95 of 100 {each[int(0.95 * len(each))]:.2f} s")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    published, withheld = decisions(busy_site)
    assert (published - before[0], withheld - before[1]) == (len(took["p"]), len(took["w"]))
    assert len(slow) >= FEWEST, lines
    assert median < GOAL * max(ratio, 1), lines


def decisions(site: Site) -> tuple[int, int]:
    """How many texts were published and withheld, for good."""
    published, withheld = site.manage("shell", "--no-imports", "-c", TAKEN).split()
    return int(published), int(withheld)
