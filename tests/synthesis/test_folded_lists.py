"""Lists, searches and figures with texts that are folded under another: one card, and nothing kept from being found."""

import csv
import random
import re

import pytest
from django.utils import translation

from proposals.folded import of_which_folded
from proposals.models import Proposal
from proposals.orders import AGREED, DISCUSSED, DIVIDED, RECENT, Folding, fair_page, ordered_page
from proposals.tagging import tag_proposal
from synthesis import folding
from synthesis.models import Theme, ThemeMembership
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-10")]

LIST = "/se-deplacer/propositions/"
WORDS = "Rouvrir la gare de Saint-Martin et y faire arrêter les trains du soir."


@pytest.fixture
def editor(db):
    return factories.staff("redaction@example.org", "Rédaction", ["synthesis.group_groupingrun"])


@pytest.fixture
def campaign(consultation, editor, django_capture_on_commit_callbacks):
    """P-1 stands for P-2 to P-4; P-5 and P-6 stand by themselves."""
    texts = [WORDS, WORDS.upper(), WORDS.replace("soir", "matin"), WORDS + " Merci !", "Du vélo.", "Des bus."]
    rows = [factories.ProposalFactory(consultation=consultation, title=text[:30], text=text) for text in texts]
    with django_capture_on_commit_callbacks(execute=True):
        folding.fold(into=rows[0], proposals=rows[1:4], by=editor)
    return rows


def named(consultation, proposals):
    theme = Theme.objects.create(consultation=consultation, number=1, name="Le train", named_at=factories.EARLY)
    for proposal in proposals:
        ThemeMembership.objects.create(theme=theme, proposal=proposal, placed_at=factories.EARLY)


def shown(response):
    return re.findall(r'<span class="reference">(P-\d+)</span>', response.text)


def read(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def with_and_without(total, folded):
    with translation.override("fr"):
        return of_which_folded(total, folded)


@pytest.mark.parametrize("sort", ["", RECENT, DISCUSSED, AGREED, DIVIDED])
def test_list_shows_a_group_as_one_card_with_its_number_and_all_by_themselves_on_demand(client, campaign, sort):
    page = client.get(LIST, {"tri": sort})
    assert sorted(shown(page)) == ["P-1", "P-5", "P-6"]
    assert page.context["found"]["count"] == 6
    assert re.search(r" 3 .*\(3 ", page.context["found"]["folded"])
    assert f'href="{LIST}?replies=P-1"' in page.text
    each = client.get(page.context["found"]["unfold_url"])
    assert sorted(shown(each)) == ["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"]
    assert each.context["found"]["folded"] == ""
    assert sorted(shown(client.get(each.context["found"]["fold_url"]))) == ["P-1", "P-5", "P-6"]


def test_group_is_a_list_with_each_text_at_its_address(client, campaign):
    page = client.get(LIST, {"replies": "P-1"})
    assert sorted(shown(page)) == ["P-1", "P-2", "P-3", "P-4"]
    assert all(f'href="{row.get_absolute_url()}"' in page.text for row in campaign[:4])
    for malformed in ("P-0", "P-", "1", "P-1x", "P-9999999999", "P-１"):
        assert "replies" in str(client.get(LIST, {"replies": malformed}).context["found"]["notes"])


def test_folded_text_keeps_its_page_and_says_under_which_it_stands(client, campaign):
    page = client.get(campaign[1].get_absolute_url())
    assert page.status_code == 200
    assert campaign[1].text in page.text
    assert f'<a href="{campaign[0].get_absolute_url()}">P-1</a>' in page.text
    first = client.get(campaign[0].get_absolute_url())
    assert f'href="{LIST}?replies=P-1"' in first.text


def test_search_finds_a_folded_text_by_words_that_only_it_holds(client, campaign):
    assert shown(client.get(LIST, {"q": "matin"})) == ["P-3"]
    both = client.get(LIST, {"q": "gare"})
    assert shown(both) == ["P-1"]
    assert both.context["found"]["count"] == 4
    tag_proposal(campaign[2], ["Train"])
    assert shown(client.get(LIST, {"etiquette": "train"})) == ["P-3"]


def test_ones_own_folded_text_stands_in_ones_own_list(client_of, consultation, editor):
    author = factories.CitizenFactory()
    rows = [factories.ProposalFactory(consultation=consultation), factories.ProposalFactory(author=author)]
    assert rows[1].consultation == consultation
    Proposal.objects.filter(pk=rows[1].pk).update(folded_under=rows[0], in_a_fold=True)
    assert shown(client_of(author).get(LIST, {"pour-moi": "miennes"})) == [rows[1].reference]


def test_giving_ones_view_meets_a_group_once(client, at_noon, campaign):
    page = client.get("/se-deplacer/donner-mon-avis/")
    assert page.context["turn"]["left"].ahead == 3


def test_open_data_says_under_which_each_text_is_folded(client, campaign):
    lines = b"".join(client.get("/se-deplacer/propositions.csv")).decode("utf-8-sig").splitlines()
    rows = {row["reference"]: row["folded_under"] for row in csv.DictReader(lines)}
    assert rows == {"P-1": "", "P-2": "P-1", "P-3": "P-1", "P-4": "P-1", "P-5": "", "P-6": ""}


def test_header_of_the_consultation_says_with_and_without(client, consultation, campaign):
    assert f", {with_and_without(6, 3)} 6 " in read(client.get(consultation.url))


def test_home_says_with_and_without(client, consultation, campaign):
    assert with_and_without(6, 3) in read(client.get("/"))


def test_themes_say_with_and_without(client, consultation, campaign):
    named(consultation, campaign[:5])
    words = with_and_without(5, 3)
    assert f"(5, {words})" in read(client.get(LIST))
    assert words in read(client.get(consultation.url))
    assert words in read(client.get("/se-deplacer/carte/"))


@pytest.mark.parametrize("sort", ["", RECENT, DISCUSSED, AGREED, DIVIDED])
def test_folding_changes_no_order_of_the_others(consultation, editor, at_noon, sort):
    """Whatever is folded, in every order and for every seed tried: the others keep theirs."""
    rows = [factories.ProposalFactory(consultation=consultation) for _n in range(30)]
    drawn = random.Random(20261123)
    for row in rows:
        for _n in range(drawn.randrange(4)):
            factories.PositionFactory(proposal=row, value=drawn.choice([-1, 0, 1]))
        if drawn.random() < 0.3:
            factories.ArgumentFactory(proposal=row)
    at = max(Proposal.objects.values_list("published_at", flat=True))
    listed = Proposal.objects.listed().filter(consultation=consultation)

    def order(folding, seed):
        pages = [
            ordered_page(listed, sort=sort or "equitable", seed=seed, at=at, page=str(n), folding=folding)
            for n in (1, 2)
        ]
        keys = [key for page in pages[: pages[0].pages] for key in page.keys]
        assert len(set(keys)) == len(keys) == pages[0].total
        return keys, pages[0].folded

    for _attempt in range(6):
        seed = drawn.randrange(100_000)
        under = drawn.sample(rows, drawn.randrange(1, 12))
        leaders = [row for row in rows if row not in under]
        Proposal.objects.update(folded_under=None, in_a_fold=False)
        for row in under:
            Proposal.objects.filter(pk=row.pk).update(folded_under=drawn.choice(leaders), in_a_fold=True)
        whole, none = order(Folding.NONE, seed)
        assert (len(whole), none) == (30, 0)
        expected = [key for key in whole if key not in {row.pk for row in under}]
        for folded in (Folding.ALL, Folding.FOUND):
            assert order(folded, seed) == (expected, len(under))
        if not sort:
            first = fair_page(consultation.pk, seed=seed, at=at, page="1")
            assert (first.keys, first.folded, first.total) == (expected[:20], len(under), len(expected))
