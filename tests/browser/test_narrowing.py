"""A list narrowed to a theme or a tag, whose address shows the same to others; notices page by page."""

import re
from typing import Any

import pytest

from tests.browser.deeds import joins
from tests.browser.people import CONSULTATION, Person, person
from tests.browser.site import Site

pytestmark = pytest.mark.browser
LIST = f"{CONSULTATION}propositions/"
CARDS = "#propositions .proposal-card"
TAG = "navette-du-soir"
TAGGED = f"""
from proposals.models import Proposal
rows = Proposal.objects.listed().filter(consultation__slug="se-deplacer-autrement")
for proposal in rows.order_by("-published_at")[:3]:  # the first of the list that is asked for, whatever came last
    proposal.tags.add("{TAG}")
"""
UNTAGGED = f"""
from proposals.models import Proposal
for proposal in Proposal.objects.filter(tags__slug="{TAG}"):
    proposal.tags.remove("{TAG}")
"""
MANY_NOTICES = """
from datetime import timedelta
from django.utils import timezone
from participants.models import Notice, User
someone, now = User.objects.get(email="{email}"), timezone.now()
Notice.objects.bulk_create([
    Notice(recipient=someone, kind="x", topic="argument", subject=f"Avis numéro {{turn}}.", emailed_at=now,
        created_at=now - timedelta(minutes=turn))
    for turn in range(1, 46)
])
"""


def references(someone: Person) -> list[str]:
    found: list[str] = someone.page.locator(f"{CARDS} .reference").all_inner_texts()
    return found


def results(someone: Person) -> int:
    said = someone.page.inner_text("#propositions [data-status]").partition("résultat")[0]
    return int(re.sub(r"\D", "", said))  # with those that are folded


@pytest.mark.requirement("A-4")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_narrowed_to_a_theme_is_shared(site: Site, chromium: Any, javascript: bool) -> None:
    with (
        person(chromium, site.address, javascript=javascript) as one,
        person(chromium, site.address, javascript=javascript) as other,
    ):
        one.go(LIST)
        page, everything = one.page, results(one)
        option = page.locator("#filters-theme option").nth(1)
        theme, label = str(option.get_attribute("value")), option.inner_text()
        page.select_option("#filters-theme", theme)
        page.select_option("#filters-tri", "recentes")
        page.click("#filters-send")
        page.wait_for_url(f"**theme={theme}*")
        page.locator("#list-address").wait_for()
        assert f" ({results(one)}" in label
        assert 0 < results(one) < everything
        chips = page.locator(f"{CARDS} .chip--theme").evaluate_all("links => links.map(link => link.search)")
        assert set(chips) == {f"?theme={theme}"}
        other.go(str(page.locator("#list-address").get_attribute("href")))
        assert references(other) == references(one) != []
        assert other.page.input_value("#filters-theme") == theme
        other.page.get_by_role("link", name="Tout afficher").click()
        other.page.wait_for_url(f"**{LIST}")
        assert results(other) == everything


@pytest.mark.parametrize("javascript", [True, False])
def test_a_tag_of_a_card_narrows_the_list_and_is_shared(site: Site, chromium: Any, javascript: bool) -> None:
    site.manage("shell", "-c", UNTAGGED + TAGGED)
    with (
        person(chromium, site.address, javascript=javascript) as one,
        person(chromium, site.address, javascript=javascript) as other,
    ):
        one.go(f"{LIST}?tri=recentes")
        one.press(f"{CARDS} a.chip:not(.chip--theme):has-text('{TAG}')")
        assert one.path == LIST
        assert f"etiquette={TAG}" in one.page.url
        assert one.page.input_value("#filters-etiquette") == TAG
        assert results(one) == len(references(one)) == 3
        assert one.page.locator(CARDS, has_text=TAG).count() == 3
        other.go(one.page.url.removeprefix(one.address))
        assert set(references(other)) == set(references(one))


@pytest.mark.parametrize("javascript", [True, False])
def test_notices_are_read_page_by_page(site: Site, chromium: Any, javascript: bool) -> None:
    email = f"avis-{javascript}@example.org".lower()
    with person(chromium, site.address, javascript=javascript) as reader:
        joins(reader, email, f"Avis {javascript}")
        site.manage("shell", "-c", MANY_NOTICES.format(email=email))
        reader.go("/mon-espace/")
        notices, seen = reader.page.locator("#avis .notice"), []
        while True:
            seen += notices.all_inner_texts()
            following = reader.page.locator("#avis .pagination a[rel=next]")
            if following.count() == 0:
                break
            reader.press("#avis .pagination a[rel=next]")
            assert reader.page.url.endswith("#avis")
        numbers = [int(found) for text in seen for found in re.findall(r"Avis numéro (\d+)", text)]
        assert numbers == sorted(numbers)
        assert set(numbers) == set(range(1, 46)), "each notice stands on one page"
        reader.press("#avis .pagination a[rel=prev]")
        assert notices.count() == 20
