"""The list of a theme's proposals offers to follow the theme, as its map does."""

import pytest

from participants.following import follow
from participants.models import Follow
from synthesis.following import theme_target
from synthesis.models import Theme
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LIST = "/se-deplacer/propositions/"
THEMED = f"{LIST}?theme=1"


@pytest.fixture
def named(consultation):
    return Theme.objects.create(consultation=consultation, number=1, name="Le train", named_at=NOON)


def test_one_click_follows_the_theme_and_leads_back_to_its_list(client_of, citizen, named):
    browser = client_of(citizen)
    button = browser.get(THEMED).context["follow"]
    assert (button["target"], button["followed"], button["label"]) == (theme_target(named), False, "Le train")
    answer = browser.post("/suivre/", {"cible": button["target"], "retour": button["back"]})
    assert answer.url == THEMED
    assert Follow.objects.get().participant == citizen
    page = browser.get(THEMED)
    assert page.context["follow"]["followed"]
    assert 'value="ne-plus-suivre"' in page.text


def test_other_filters_stay_in_the_way_back(client_of, citizen, named):
    assert client_of(citizen).get(f"{THEMED}&q=train").context["follow"]["back"] == f"{LIST}?q=train&theme=1"


def test_it_comes_with_the_part_that_a_filter_swaps(client_of, citizen, named):
    part = client_of(citizen).get(THEMED, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'name="cible"' in part
    assert "csrfmiddlewaretoken" in part


def test_signed_out_it_is_a_link_and_sets_no_cookie(client, named):
    page = client.get(THEMED)
    assert "/suivre/?cible=" in page.text
    assert not page.cookies


@pytest.mark.parametrize("query", ["", "?q=train", "?theme=aucun", "?theme=99", "?theme=x"])
def test_elsewhere_there_is_nothing_to_follow(client, named, query):
    assert client.get(f"{LIST}{query}").context["follow"] is None


@pytest.mark.requirement("L-2")
def test_it_costs_one_query_to_who_is_signed_in(client_of, citizen, named, django_assert_max_num_queries):
    follow(participant=citizen, target=theme_target(named))
    browser = client_of(citizen)
    browser.get(THEMED)
    with django_assert_max_num_queries(12):
        browser.get(THEMED)
