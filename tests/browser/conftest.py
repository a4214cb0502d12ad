"""One site and one browser for all browser tests."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from tests.browser.outcomes import EACH_OUTCOME
from tests.browser.people import Person
from tests.browser.site import CHROMIUM, FLAGS, Site, running_site

SAMPLE = "300"  # proposals of the French demonstration: enough to group, quick to load


SECOND_EDITION_AND_OPEN_DRAFT = """
from datetime import timedelta
from django.utils import timezone
from cms.models import SynthesisDesk, SynthesisPage
from cms.readings.opening import open_reading
from participants.models import User
editor = User.objects.get(email="redaction@demo.invalid")
page = SynthesisPage.objects.get()
SynthesisDesk.objects.filter(page=page).update(public_reason="Un échantillon, relu.")
page.lead += " Relue."
page.save_revision(user=editor).publish(user=editor)
open_reading(page=page, by=editor, closes_at=timezone.now() + timedelta(days=3))
"""

TWO_AMENDMENTS = """
from django.utils import timezone
from participants.models import User
from proposals.models import Amendment, Argument, Proposal
proposal = Proposal.objects.select_related("current").get(consultation__slug="se-deplacer-autrement", number=3)
author = User.objects.create_user("autrice-de-p3@demo.invalid", display_name="Autrice")
Proposal.objects.filter(pk=proposal.pk).update(author=author)
Amendment.objects.create(
    proposal=proposal, number=1, version=proposal.current, start=0, end=len(proposal.current.text),
    wording=proposal.current.text + " Le soir aussi.", reason="On rentre tard.", author=author, state="published",
    created_at=timezone.now(), published_at=timezone.now(),
)
neighbour = User.objects.create_user("voisin-de-p3@demo.invalid", display_name="Voisin")
Amendment.objects.create(
    proposal=proposal, number=2, version=proposal.current, start=0, end=len(proposal.current.text),
    wording=proposal.current.text + " La nuit aussi.", reason="On rentre tard.", author=neighbour, state="published",
    created_at=timezone.now(), published_at=timezone.now(),
)
Argument.objects.create(
    proposal=proposal, number=90, stance="for", text="Le dernier train part trop tôt.", author=author,
    state="published", created_at=timezone.now(), published_at=timezone.now(),
)
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, smaller, served by granian with a worker beside it: two editions, a draft to read."""
    with running_site(tmp_path_factory.mktemp("site"), "--sample", SAMPLE) as running:
        running.manage("shell", "-c", SECOND_EDITION_AND_OPEN_DRAFT + TWO_AMENDMENTS)
        yield running


@pytest.fixture(scope="session")
def outcomes(site: Site) -> None:
    """Amendments of P-17 that ended each in its own way."""
    site.manage("shell", "-c", EACH_OUTCOME)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside a failure, what the site itself said last."""
    report = yield
    site = getattr(item, "funcargs", {}).get("site")
    if report.failed and site is not None:
        report.sections.append(("The site's log, its end", site.said()))
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Debian's Chromium, headless, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def passers_by(site: Site, chromium: Any) -> Iterator[dict[int, Person]]:
    """Readers who stay for all tests, by the width of their window."""
    kept: dict[int, Person] = {}
    yield kept
    for someone in kept.values():
        someone.context.close()


@pytest.fixture
def passer_by(site: Site, chromium: Any, passers_by: dict[int, Person]) -> Iterator[Callable[[int], Person]]:
    """``passer_by(width)``: someone who has read other pages, where it matters not: a third of a new browser's time."""

    def at(width: int) -> Person:
        if width not in passers_by:
            context = chromium.new_context(locale="fr-FR", viewport={"width": width, "height": 800})
            passers_by[width] = Person(context, site.address)
        return passers_by[width]

    yield at
    for someone in passers_by.values():
        someone.leaves_untroubled()
