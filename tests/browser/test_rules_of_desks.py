"""axe on the desks of the admin: empty, refused, with what waits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.browser.accessibility import BOTH, breaks_no_rule
from tests.browser.originals import ASKED, TO_BLANK, TWO_TEXTS
from tests.browser.outcomes import DECLINED, UNREAD
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.requirement("A-1")]

ENTRIES = "/admin/contributions/"
ENTRY = f"/admin/contributions{CONSULTATION}"
THEMES = f"/admin/themes{CONSULTATION}"
SENDS_AS_IT_IS = "forms => forms.forEach(form => { form.noValidate = true; })"
MAIL_WAITS = """
from datetime import timedelta
from django.utils import timezone
from participants.models import Mail, User
someone, now = User.objects.get(email="moderation@demo.invalid"), timezone.now()
Mail.objects.create(recipient=someone, key="attend", created_at=now, next_at=now + timedelta(days=1), attempts=2)
"""
MAIL_GOES = "from participants.models import Mail; Mail.objects.filter(key='attend').delete()"


@pytest.fixture(scope="module")
def organiser(site: Site, chromium: Any) -> Iterator[Person]:
    with person(chromium, site.address) as someone:
        someone.sign_in("organisation@demo.invalid", "/admin/")
        yield someone


@pytest.fixture(scope="module")
def moderator(site: Site, chromium: Any) -> Iterator[Person]:
    with person(chromium, site.address) as someone:
        someone.sign_in("moderation@demo.invalid", "/admin/moderation/")
        yield someone


@pytest.mark.parametrize("path", [ENTRIES, ENTRY])
def test_no_page_where_letters_are_entered_breaks_a_rule(organiser: Person, path: str) -> None:
    organiser.go(path)
    breaks_no_rule(organiser)


def test_no_refused_letter_breaks_a_rule(organiser: Person) -> None:
    organiser.go(ENTRY)
    organiser.page.locator("main form").evaluate_all(SENDS_AS_IT_IS)
    organiser.press("main form button.button")
    assert organiser.page.locator(".w-field__errors").count()
    breaks_no_rule(organiser)


def test_no_letter_that_was_taken_breaks_a_rule(organiser: Person) -> None:
    page = organiser.page
    organiser.go(ENTRY)
    page.fill("input[name=title]", "Un abri à vélos devant la mairie")
    page.fill("textarea[name=text]", "Mesdames, Messieurs, il faudrait un abri à vélos devant la mairie.")
    page.fill("input[name=received_on]", datetime.now(UTC).date().isoformat())
    page.check("input[name=basis][value=anonymous]")
    organiser.press("main form button.button")
    assert page.locator("main .messages .success").count() == 1
    breaks_no_rule(organiser)


@pytest.mark.requirement("D-1")
def test_the_home_says_that_mails_wait_and_breaks_no_rule(site: Site, organiser: Person) -> None:
    site.manage("shell", "-c", MAIL_WAITS)
    try:
        organiser.go("/admin/")
        assert "serveur de courrier" in organiser.page.locator(".help-warning").inner_text()
        breaks_no_rule(organiser)
    finally:
        site.manage("shell", "-c", MAIL_GOES)


@pytest.mark.usefixtures("outcomes")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"{CONSULTATION}P-3/",
        f"{CONSULTATION}P-3/urgent/",
        f"{CONSULTATION}P-3/urgent/?ground=1",
        DECLINED.replace("propositions/", "").replace("amendements/", ""),
        UNREAD.replace("propositions/", "").replace("amendements/", "") + "answer/",
    ],
)
def test_no_page_of_the_moderators_breaks_a_rule(moderator: Person, path: str) -> None:
    assert moderator.go(f"/admin/moderation{path}").status == 200
    breaks_no_rule(moderator)


def test_no_page_of_an_original_breaks_a_rule(site: Site, moderator: Person) -> None:
    site.manage("shell", "-c", TWO_TEXTS)
    page, desk = moderator.page, f"/admin/moderation{CONSULTATION.replace('propositions/', '')}"
    moderator.go(desk + TO_BLANK)
    breaks_no_rule(moderator)
    page.locator("main form").evaluate_all(SENDS_AS_IT_IS)
    moderator.press("main form button.no")
    assert page.locator(".error-message").count()
    breaks_no_rule(moderator)
    moderator.go("/admin/moderation/")
    assert "Réquisition 2026-114." in page.locator("main").inner_text()
    breaks_no_rule(moderator)
    moderator.go(desk + ASKED)
    breaks_no_rule(moderator)
    moderator.press("main form button.button")
    assert "Une menace avec une adresse entière." in page.locator(".desk-subject").inner_text()
    breaks_no_rule(moderator)


@pytest.fixture(scope="module")
def editor(site: Site, chromium: Any) -> Iterator[Person]:
    with person(chromium, site.address) as someone:
        someone.sign_in("redaction@demo.invalid", "/admin/")
        yield someone


@pytest.mark.parametrize(
    "path",
    [
        *("/admin/themes/", THEMES, f"{THEMES}same/", f"{THEMES}folds/", f"{THEMES}folded/", f"{THEMES}pepites/"),
        *(f"{THEMES}proposals/?in=unsorted", f"{THEMES}T-1/", f"{THEMES}T-1/read/", f"{THEMES}R-1/0/"),
        *("/admin/synthesis-desk/", "/admin/readings/"),
    ],
)
def test_no_page_of_the_editors_breaks_a_rule(editor: Person, path: str) -> None:
    assert editor.go(path).status == 200
    breaks_no_rule(editor, BOTH)


def test_the_desk_of_a_synthesis_breaks_no_rule(editor: Person) -> None:
    editor.go("/admin/synthesis-desk/")
    editor.press("table .title a")
    breaks_no_rule(editor, BOTH)


def test_no_page_where_the_institution_answers_breaks_a_rule(organiser: Person) -> None:
    organiser.go("/admin/answers/")
    breaks_no_rule(organiser, BOTH)
    organiser.press("table .title a")
    breaks_no_rule(organiser, BOTH)
