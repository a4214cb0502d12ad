"""The fair order of one person is the same at each visit, and another one for somebody else."""

import pytest

from proposals.asked import seed_of
from tests.factories import CitizenFactory, ProposalFactory, open_consultation

ADDRESS = "/se-deplacer/propositions/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-6")]


def order(browser, **query):
    return [card["reference"] for card in browser.get(ADDRESS, query).context["cards"]]


def test_two_visits_of_one_person_show_one_order(consultation, citizen, other_citizen, client_of):
    for _n in range(30):
        ProposalFactory(consultation=consultation)
    first = order(client_of(citizen))
    assert order(client_of(citizen)) == first
    assert order(client_of(other_citizen)) != first
    assert order(client_of(citizen), graine="7") == order(client_of(other_citizen), graine="7")


def test_pages_of_one_person_never_overlap(consultation, citizen, client_of):
    for _n in range(25):
        ProposalFactory(consultation=consultation)
    browser = client_of(citizen)
    both = order(browser) + order(browser, page="2")
    assert len(set(both)) == len(both) == 25


def test_the_seeds_of_many_people_are_spread(consultation):
    people = [CitizenFactory() for _n in range(40)]
    elsewhere = open_consultation("ailleurs")
    seeds = {seed_of(person, page) for person in people for page in (consultation, elsewhere)}
    assert len(seeds) > 75
    assert seed_of(None, consultation) is None
