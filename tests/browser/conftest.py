"""One site and one browser for all browser tests."""

from collections.abc import Iterator

import pytest

from tests.browser.site import CHROMIUM, FLAGS, Site, running_site

SAMPLE = "300"  # proposals of the French demonstration: enough to group, quick to load


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, smaller, served by granian with a worker beside it."""
    with running_site(tmp_path_factory.mktemp("site"), "--sample", SAMPLE) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Debian's Chromium, headless, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
