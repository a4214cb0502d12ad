"""axe on what comes later: how amendments ended, a withdrawal, many notices, a copy, mails that stop, the last view."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.accessibility import BOTH, breaks_no_rule, faults
from tests.browser.deeds import joins
from tests.browser.outcomes import AUTHOR, DECLINED, ERASED, OUTDATED, PROPOSAL, TAKEN_BACK, UNREAD, WITHHELD
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.requirement("A-1")]

LIST = f"{CONSULTATION}propositions/"
LATE = "tard@example.org"
KEY = "r" * 43
SENDS_AS_IT_IS = "forms => forms.forEach(form => { form.noValidate = true; })"
MANY_NOTICES_AND_A_MAIL = f"""
from datetime import timedelta
from django.utils import timezone
from participants.models import Mail, Notice, User
someone, now = User.objects.get(email="{LATE}"), timezone.now()
Notice.objects.bulk_create([
    Notice(recipient=someone, kind="x", topic="argument", subject=f"Un argument de plus, {{turn}}", body="Le soir.",
        url="/" if turn % 2 else "", created_at=now - timedelta(minutes=turn), emailed_at=now)
    for turn in range(60)
])
mail = Mail.objects.create(recipient=someone, key="{KEY}", created_at=now, next_at=now, sent_at=now)
Notice.objects.filter(recipient=someone).update(mail=mail)
"""
EVERY_POSITION = f"""
from django.utils import timezone
from participants.models import User
from proposals.models import Position, Proposal
someone, now = User.objects.get(email="{LATE}"), timezone.now()
rows = Proposal.objects.listed().filter(consultation__slug="se-deplacer-autrement")
Position.objects.bulk_create([
    Position(proposal=row, participant=someone, version_id=row.current_id, value=0, created_at=now, changed_at=now)
    for row in rows.exclude(positions__participant=someone)
])
"""


@pytest.mark.usefixtures("outcomes")
@pytest.mark.parametrize("path", [DECLINED, UNREAD, TAKEN_BACK, OUTDATED, WITHHELD, ERASED, f"{PROPOSAL}amendements/"])
def test_no_end_of_an_amendment_breaks_a_rule(passer_by: Callable[[int], Person], path: str) -> None:
    reader = passer_by(1280)
    assert reader.go(path).status == 200
    breaks_no_rule(reader, BOTH)


@pytest.fixture(scope="module")
def author(site: Site, chromium: Any, outcomes: None) -> Iterator[Person]:
    """The author of P-17."""
    with person(chromium, site.address) as someone:
        joins(someone, AUTHOR, "Autrice de P-17")
        yield someone


def test_no_words_that_only_their_author_reads_break_a_rule(author: Person) -> None:
    author.go(UNREAD)
    assert "Un car suffit." in author.page.inner_text("main")
    breaks_no_rule(author)


def test_no_step_of_a_withdrawal_breaks_a_rule(author: Person) -> None:
    author.go(f"{PROPOSAL}retirer/")
    breaks_no_rule(author)
    author.press("form:has(input[name=other]) button")
    assert author.page.locator("form[action$='/retablir/']").count() == 1
    breaks_no_rule(author)
    author.go(f"{PROPOSAL}retirer/")
    breaks_no_rule(author)
    author.go(f"{LIST}?etat=retirees")
    assert author.page.locator("#propositions .proposal-card").count()
    breaks_no_rule(author)
    author.go(PROPOSAL)
    author.press("form[action$='/retablir/'] button")
    breaks_no_rule(author)


@pytest.fixture(scope="module")
def late(site: Site, chromium: Any) -> Iterator[Person]:
    """Somebody who has joined, whom much was told, and who has answered all there is."""
    with person(chromium, site.address) as someone:
        joins(someone, LATE, "Tard")
        site.manage("shell", "-c", MANY_NOTICES_AND_A_MAIL)
        yield someone


def test_no_page_of_notices_breaks_a_rule(late: Person) -> None:
    late.go("/mon-espace/")
    breaks_no_rule(late)
    late.press("#avis .pagination a[rel=next]")
    breaks_no_rule(late)


def test_no_kept_setting_breaks_a_rule(late: Person) -> None:
    late.go("/mon-espace/")
    late.press("form[action='/mon-espace/courrier/'] button")
    breaks_no_rule(late)


def test_no_copy_of_ones_data_breaks_a_rule(late: Person) -> None:
    late.go("/mon-espace/")
    late.press("form[action$='/demander/'] button")
    breaks_no_rule(late)
    copy = late.page.locator("a[href$='/mes-donnees/copie/']")
    for _turn in range(60):  # the worker makes it
        if copy.count():
            break
        late.page.wait_for_timeout(500)  # milliseconds
        late.page.reload()
    breaks_no_rule(late)
    answer = late.context.request.get(late.address + "/mon-espace/mes-donnees/copie/")
    page = zipfile.ZipFile(io.BytesIO(answer.body())).read("mes-donnees.html").decode()
    late.go("/nulle-part/")
    late.page.set_content(page)
    assert late.page.inner_text("h1") == "Mes données"
    assert faults(late.page) == []


def test_no_step_of_stopping_mails_breaks_a_rule(late: Person) -> None:
    late.go(f"/courrier/{KEY}/")
    breaks_no_rule(late)
    late.press("main form:has(input[value=sorte]) button")
    breaks_no_rule(late)
    late.press("main form:has(input[value=tout]) button")
    breaks_no_rule(late)


def test_no_agreement_taken_back_breaks_a_rule(late: Person) -> None:
    late.go("/mon-espace/")
    late.press("form[action='/mon-espace/accord/retirer/'] button")
    breaks_no_rule(late)
    late.go("/bienvenue/?next=/mon-espace/")
    late.page.check("input[name=agreed]")
    late.press("button[name=deed][value=agree]")


def test_no_page_breaks_a_rule_where_every_view_is_given(site: Site, late: Person) -> None:
    site.manage("shell", "-c", EVERY_POSITION)
    late.go(f"{CONSULTATION}donner-mon-avis/")
    assert late.page.locator(".answers button").count() == 0
    breaks_no_rule(late)


def test_no_step_of_joining_breaks_a_rule(site: Site, chromium: Any) -> None:
    def sends_as_it_is(button: str) -> None:
        reader.page.locator("form").evaluate_all(SENDS_AS_IT_IS)
        reader.press(button)
        breaks_no_rule(reader, BOTH)

    with person(chromium, site.address) as reader:
        reader.go("/connexion/?next=/mon-espace/")
        sends_as_it_is("form:has(input[name=email][type=email]) button")
        reader.page.fill("input[name=email][type=email]", "arrive@example.org")
        sends_as_it_is("form:has(input[name=email][type=email]) button")
        assert reader.path == "/connexion/code/"
        reader.page.fill("input[name=code]", "ABCDEF")
        sends_as_it_is("form:has(input[name=code]) button")
        reader.enter_code()
        breaks_no_rule(reader, BOTH)
        sends_as_it_is("button[name=deed][value=agree]")
        assert reader.path == "/bienvenue/"


@pytest.mark.parametrize("query", ["theme=1", "theme=9999", "etiquette=inconnue", "q=train&arguments=avec&theme=1"])
def test_no_narrowed_list_breaks_a_rule(passer_by: Callable[[int], Person], query: str) -> None:
    reader = passer_by(1280)
    reader.go(f"{LIST}?{query}")
    breaks_no_rule(reader, BOTH)
