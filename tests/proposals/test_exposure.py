"""The fair order shares out the first page, over all seeds and over drawn ones; the figure is kept and shown."""

import re
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from proposals import exposure
from proposals.exposure import drawn_seeds, every_seed, first_page_shares, measure, measure_all
from proposals.models import Exposure
from proposals.models.proposal import fair_rank
from tests.factories import EARLY, ArgumentFactory, ProposalFactory, open_consultation

LOADS = 10_000
LISTS = {
    "few": range(1, 22),
    "a page and a half": range(1, 31),
    "a hundred": range(1, 101),
    "every seventh": range(7, 700, 7),  # as a filter may leave them
    "at both ends": [*range(1, 31), *range(9_970, 10_001)],
    "some of ten thousand": np.random.default_rng(3).choice(10_000, 80, replace=False) + 1,
}


@pytest.mark.requirement("C-6")
@pytest.mark.parametrize("name", list(LISTS))
def test_ten_thousand_loads_show_each_within_fifteen_per_cent_of_the_mean(name):
    shares = first_page_shares(list(LISTS[name]), drawn_seeds(LOADS, 20260302))
    assert shares.loads == LOADS
    assert shares.spread <= 0.15


@pytest.mark.requirement("C-6")
@pytest.mark.parametrize("count", [21, 60, 300, 2_500, 10_000])
def test_over_every_seed_nobody_is_favoured(count):
    shares = first_page_shares(range(1, count + 1), every_seed())
    assert shares.counts.sum() == 20 * shares.loads
    assert shares.spread <= 0.15


def test_both_ways_of_counting_agree_with_the_order_itself(monkeypatch):
    numbers, seeds = range(3, 200, 2), drawn_seeds(50, 1)
    expected = np.zeros(len(numbers), dtype=int)
    for seed in seeds.tolist():
        for number in sorted(numbers, key=lambda number, seed=seed: fair_rank(number, seed))[:20]:
            expected[numbers.index(number)] += 1
    ranked = first_page_shares(numbers, seeds).counts
    monkeypatch.setattr(exposure, "MANY", 1)
    walked = first_page_shares(numbers, seeds).counts
    assert ranked.tolist() == walked.tolist() == expected.tolist()


def test_a_list_that_fits_on_one_page_is_always_seen_whole():
    shares = first_page_shares([3, 1, 2], drawn_seeds(10, 1))
    assert shares.counts.tolist() == [10, 10, 10]
    assert (shares.spread, shares.chance) == (0.0, 0.0)
    assert first_page_shares([], drawn_seeds(10, 1)).spread == 0.0


@pytest.mark.requirement("C-6")
@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "q=train", "arguments=avec", "q=train&arguments=avec&etat="])
def test_search_and_filters_keep_the_fair_order(client, consultation, query):
    """What a list leaves stands in the order that the same seed gives to all."""
    for _n in range(12):
        ArgumentFactory(proposal=ProposalFactory(consultation=consultation))
    for seed in (0, 5, 104_728):
        page = client.get(f"/se-deplacer/propositions/?graine={seed}&{query}").text
        numbers = [int(number) for number in re.findall(r'<span class="reference">P-(\d+)</span>', page)]
        assert numbers == sorted(range(1, 13), key=lambda number, seed=seed: fair_rank(number, seed))


@pytest.mark.django_db
def test_the_command_says_each_ones_share_and_the_ends(consultation):
    for _n in range(25):
        ProposalFactory(consultation=consultation)
    ProposalFactory(consultation=consultation, waiting=True)
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("exposure", "se-deplacer", "--loads", "500", "--seed", "4", "--all", stdout=out)
    lines = said[0].getvalue().splitlines()
    assert said[0].getvalue() == said[1].getvalue()
    assert len(lines) == 25 + 2
    assert lines[25].startswith("25 proposals, 500 page loads: mean 400.0, least ")
    assert sum(int(line.split("\t")[1]) for line in lines[:25]) == 20 * 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nulle-part"], "There is no consultation"),
        (["se-deplacer"], "No proposal"),
        (["se-deplacer", "--loads", "-1"], "--loads"),
    ],
)
def test_the_command_refuses_in_a_sentence(consultation, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("exposure", *words)


@pytest.mark.requirement("C-6")
@pytest.mark.django_db
def test_the_figure_is_measured_by_night_and_stands_on_the_consultations_page(client, at_noon):
    page = open_consultation()
    for _n in range(25):
        ProposalFactory(consultation=page)
    assert "fair-order" in client.get(page.url).text
    assert (measure_all.func(), measure_all.func()) == (1, 1)
    kept = Exposure.objects.get()
    assert (kept.proposals, kept.loads) == (25, 104_729)
    shown = client.get(page.url).text
    assert "104" in shown
    assert "80" in shown[shown.index('id="fair-order"') :]


@pytest.mark.django_db
def test_nothing_is_measured_without_proposals_nor_kept_that_is_no_share(consultation):
    assert measure(consultation, at=EARLY) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Exposure.objects.create(consultation=consultation, proposals=1, loads=10, least=9, most=11, measured_at=EARLY)


@pytest.mark.django_db
def test_no_request_measures(client, consultation, monkeypatch):
    ProposalFactory(consultation=consultation)
    monkeypatch.setattr(exposure, "first_page_shares", lambda *given: pytest.fail("measured in a request"))
    assert client.get(consultation.url).status_code == 200
    assert client.get("/se-deplacer/propositions/").status_code == 200
