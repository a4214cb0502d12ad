"""One site and one browser for all browser tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.people import Person
from tests.browser.site import CHROMIUM, FLAGS, Site, running_site

SAMPLE = "300"  # proposals of the French demonstration: enough to group, quick to load


OPEN_THE_DRAFT = """
from datetime import timedelta
from django.utils import timezone
from cms.models import SynthesisPage
from cms.readings.opening import open_reading
from participants.models import User
team = User.objects.filter(is_superuser=True).first()
open_reading(page=SynthesisPage.objects.get(), by=team, closes_at=timezone.now() + timedelta(days=3))
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, smaller, served by granian with a worker beside it; the draft of its synthesis can be read."""
    with running_site(tmp_path_factory.mktemp("site"), "--sample", SAMPLE) as running:
        running.manage("shell", "-c", OPEN_THE_DRAFT)
        yield running


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
