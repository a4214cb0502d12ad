"""What holds for every page: no third party, no cookie for reading, a strict policy, no sideways scroll."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from cms.demonstration.files import key_of, written
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup]

At = Callable[[int], Person]
SYNTHESIS = f"{CONSULTATION}premiere-synthese/"
FINDING = key_of("constat", written("answers.toml")["answer"][0]["statement"])
FOLLOWED = f"{key_of('consultation', CONSULTATION.strip('/'))}/constat/{FINDING}"
THIS_YEAR = datetime.now(ZoneInfo("Europe/Paris")).year  # the demonstration is moderated until the moment of its load
READING = [
    "/",
    CONSULTATION,
    f"{CONSULTATION}propositions/",
    f"{CONSULTATION}propositions/?q=v%C3%A9lo",
    f"{CONSULTATION}propositions/P-2/",
    f"{CONSULTATION}propositions/P-2/versions/1/",
    f"{CONSULTATION}propositions/P-3/amendements/",
    f"{CONSULTATION}propositions/P-3/amendements/M-1/",
    f"{CONSULTATION}carte/",
    f"{CONSULTATION}carte/T-1/",
    f"{CONSULTATION}themes/1/",
    SYNTHESIS,
    f"{SYNTHESIS}edition-1/",
    f"{SYNTHESIS}edition-1/contributions/",
    f"{SYNTHESIS}edition-2/differences/",
    f"{SYNTHESIS}edition-1/methode/",
    f"{CONSULTATION}lecture/1/",
    f"{CONSULTATION}constats/{FINDING}/",
    "/engagements/",
    "/republique-numerique/",
    "/republique-numerique/propositions/P-1/",
    "/canadian-electoral-reform/",
    "/canadian-electoral-reform/propositions/",
    "/registre/",
    "/registre/rapports/",
    f"/registre/rapports/{THIS_YEAR}/",
    "/a-propos/",
    "/demonstration/",
    "/compte-efface/",
    "/styleguide/",
    "/nulle-part/",
]
FORMS = [
    "/connexion/",
    f"{CONSULTATION}donner-mon-avis/",
    f"{CONSULTATION}deposer/",
    f"{CONSULTATION}propositions/P-2/argumenter/",
    f"{CONSULTATION}propositions/P-3/arguments/A90/repondre/",
    f"{CONSULTATION}propositions/P-3/arguments/A90/convaincant/",
    f"{CONSULTATION}propositions/P-2/position/?valeur=1",
    f"/signaler{CONSULTATION}P-2/",
    "/signaler/republique-numerique/P-1/A-1/",
    f"{CONSULTATION}propositions/P-3/amender/?phrase=1",
    f"{CONSULTATION}propositions/P-3/amendements/M-1/position/?valeur=1",
    f"/signaler{CONSULTATION}P-3/M-1/",
    f"{CONSULTATION}lecture/1/constat-1/remarque/",
    f"/suivre/?cible={FOLLOWED}",
]
# What a control needs of a script: a button that sends no form, a link that leads nowhere; one is hidden until then.
IDLE = (
    "main button:not(form button):not([form]):not([hidden]), main a:not([href]), main [hx-get]:not(a):not(form), "
    "main [onclick]"
)
COUNT_STORAGE_READS = """
    window.storageReads = 0;
    const read = Storage.prototype.getItem;
    Storage.prototype.getItem = function (...words) { window.storageReads += 1; return read.apply(this, words); };
"""


@pytest.mark.requirement("P-8")
@pytest.mark.parametrize("path", READING)
def test_reading_asks_no_third_party_and_sets_no_cookie(site: Site, chromium: Any, path: str) -> None:
    with person(chromium, site.address) as reader:
        reader.context.add_init_script(COUNT_STORAGE_READS)
        reader.go(path)
        assert reader.context.cookies() == []
        assert reader.page.evaluate("window.storageReads") == 0
        assert reader.page.evaluate("localStorage.length") == 0
        assert set(reader.page.evaluate("Object.keys(sessionStorage)")) <= {"htmx-current-path-for-history"}


@pytest.mark.requirement("P-8")
@pytest.mark.parametrize("path", FORMS)
def test_a_page_with_a_form_sets_its_tokens_cookie_alone(site: Site, chromium: Any, path: str) -> None:
    with person(chromium, site.address) as reader:
        reader.go(path)
        assert {cookie["name"] for cookie in reader.context.cookies()} <= {"csrftoken"}
        assert all(cookie["httpOnly"] for cookie in reader.context.cookies())


@pytest.mark.requirement("S-3")
@pytest.mark.parametrize("path", READING + FORMS)
def test_the_policy_is_strict_and_nothing_breaks_it(site: Site, passer_by: At, path: str) -> None:
    reader = passer_by(1280)
    policy = reader.go(path).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert urlsplit(reader.page.url).netloc == urlsplit(site.address).netloc


@pytest.mark.requirement("S-3")
def test_a_broken_policy_would_be_heard(site: Site, chromium: Any) -> None:
    with pytest.raises(AssertionError, match="Content Security Policy"):
        runs_an_inline_script(site, chromium)


def runs_an_inline_script(site: Site, chromium: Any) -> None:
    with person(chromium, site.address) as reader:
        reader.go("/registre/")
        reader.page.evaluate(
            "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.x = 1'}))"
        )
        reader.page.wait_for_timeout(300)  # milliseconds, for the browser to complain


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", READING + FORMS)
def test_no_page_scrolls_sideways(passer_by: At, path: str, width: int) -> None:
    reader = passer_by(width)
    reader.go(path)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.page.locator("h1").count() == 1
    assert reader.page.locator("html").get_attribute("lang") == "fr"
    assert "UNDEFINED" not in reader.page.content()


@pytest.mark.requirement("A-4")
@pytest.mark.parametrize(
    "path", [path for path in READING + FORMS if path != "/styleguide/"]
)  # samples, not for citizens
def test_without_javascript_each_page_is_read_and_nothing_on_it_waits_for_a_script(
    site: Site, chromium: Any, path: str
) -> None:
    with person(chromium, site.address, javascript=False) as reader:
        answer = reader.go(path)
        assert answer.status == (404 if path == "/nulle-part/" else 200)
        assert reader.page.locator("h1").count() == 1
        assert reader.page.locator(IDLE).count() == 0
        for form in reader.page.locator("main form").all():
            assert form.locator("button:not([type=button]), input[type=submit]").count(), "a form that nothing sends"
