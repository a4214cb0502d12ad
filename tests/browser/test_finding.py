"""Finding: results come as one types, the address can be shared, and all of it works without JavaScript."""

import re

import pytest

from tests.browser.people import CONSULTATION, person

pytestmark = pytest.mark.browser
LIST = f"{CONSULTATION}propositions/"
COUNT = "#propositions [data-status]"


def references(page) -> list[str]:
    return page.locator("#propositions .proposal-card .reference").all_inner_texts()


def test_results_come_as_one_types_and_typing_goes_on(site, chromium):
    with person(chromium, site.address) as reader:
        reader.go(LIST)
        before = reader.page.inner_text(COUNT)
        reader.page.locator("#filters-q").press_sequentially("pistes cycl", delay=40)
        changed = "([place, before]) => document.querySelector(place).innerText !== before"
        reader.page.wait_for_function(changed, arg=[COUNT, before])
        reader.page.wait_for_selector("#propositions mark")
        assert reader.page.input_value("#filters-q") == "pistes cycl"
        assert reader.page.evaluate("document.activeElement.id") == "filters-q"
        assert "q=pistes" in reader.page.url
        marked = {word.lower() for word in reader.page.locator("#propositions mark").all_inner_texts()}
        assert any(word.startswith("cycl") for word in marked)
        live = reader.page.locator("#live-status")
        reader.page.wait_for_function("() => document.getElementById('live-status').textContent !== ''")
        assert live.inner_text().strip() == reader.page.inner_text(COUNT).strip()


def test_a_shared_address_shows_the_same_list(site, chromium):
    with person(chromium, site.address) as one, person(chromium, site.address) as other:
        one.go(LIST)
        one.page.fill("#filters-q", "vélo")
        one.page.locator(".filters__more > summary").click()
        one.page.select_option("#filters-arguments", "sans")
        one.page.select_option("#filters-tri", "recentes")
        with one.page.expect_response(re.compile("tri=recentes")):
            one.page.click("#filters-send")
        one.page.wait_for_selector("#propositions mark")
        shared = one.page.locator("#list-address").get_attribute("href")
        assert "graine" not in shared
        other.go(shared)
        assert references(other.page) == references(one.page) != []
        assert other.page.input_value("#filters-arguments") == "sans"
        assert other.page.locator(".filters__more").get_attribute("open") is not None


@pytest.mark.parametrize("javascript", [True, False])
def test_a_private_list_asks_to_sign_in_and_then_shows_ones_own(site, chromium, javascript):
    with person(chromium, site.address, javascript=javascript) as reader:
        reader.go(f"{LIST}?pour-moi=miennes")
        assert references(reader.page) == []
        reader.press("#propositions .empty a")
        assert reader.path == "/connexion/"
        assert "pour-moi" in reader.page.url


def test_without_javascript_the_button_searches_and_pages_go_on(site, chromium):
    with person(chromium, site.address, javascript=False) as reader:
        reader.go(LIST)
        reader.page.fill("#filters-q", "velo")
        reader.press("#filters-send")
        first = references(reader.page)
        assert first
        assert reader.page.locator("#propositions mark").count() > 0
        reader.press("#page-next")
        assert references(reader.page)
        assert not set(references(reader.page)) & set(first)
        reader.page.locator("#ordres > summary").click()
        assert reader.page.locator("#ordres dt").first.is_visible()


def test_without_javascript_filters_and_orders_stand_in_the_address_and_the_fair_order_stays(site, chromium):
    with person(chromium, site.address, javascript=False) as reader:
        reader.go(LIST)
        everyone = references(reader.page)
        reader.press("#page-next")
        second = references(reader.page)
        reader.press("#page-previous")
        assert references(reader.page) == everyone, "the fair order is one order for one visitor"
        reader.press("#page-next")
        assert references(reader.page) == second
        assert not set(second) & set(everyone)
        reader.go(LIST)
        reader.page.locator(".filters__more > summary").click()
        reader.page.select_option("#filters-arguments", "avec")
        reader.page.select_option("#filters-tri", "discutees")
        reader.press("#filters-send")
        assert "arguments=avec" in reader.page.url
        assert "tri=discutees" in reader.page.url
        assert 0 < len(references(reader.page)) < len(everyone)
        for order in ("recentes", "accord", "partagees"):
            reader.page.select_option("#filters-tri", order)
            reader.press("#filters-send")
            assert reader.page.input_value("#filters-tri") == order
            assert references(reader.page)
