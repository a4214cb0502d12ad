"""The list narrowed to what a synthesis cites, and to what was answered: only what everyone may read counts."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.answering.panels import answers as answers_told
from cms.models import SynthesisPage
from cms.panels import fates
from cms.readings.opening import open_reading
from proposals.models import Proposal
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.readings_shelf import member
from tests.cms.shelf import draft, published, write_findings

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C-7")]
ADDRESS = "/se-deplacer/propositions/"
CITED, ANSWERED = {"etat": "citees"}, {"etat": "avec-reponse"}
SAID = "Plus de trains le soir."


def shown(response):
    return sorted(re.findall(r'<span class="reference">(P-\d+)</span>', response.text))


@pytest.fixture
def four(at_noon, consultation):
    """P-1 and P-2 are cited, P-3 by an argument on it only, P-4 by nothing."""
    return [factories.ProposalFactory(consultation=consultation, text=SAID) for _n in range(4)]


@pytest.fixture
def rows(four):
    argument = factories.ArgumentFactory(proposal=four[2], text="Le dernier part à sept heures.")
    return [
        ("agreement", "Les trains manquent.", [(four[0], "trains")]),
        ("agreement", "Le soir aussi.", [(four[1], "le soir"), (argument, "sept heures")]),
    ]


@pytest.fixture
def page(consultation, rows):
    return published(consultation, rows)


def test_the_list_keeps_what_an_edition_cites(client, page):
    assert shown(client.get(ADDRESS, CITED)) == ["P-1", "P-2"]


def test_the_list_keeps_what_was_answered_by_its_words_or_by_an_argument_on_it(client, page):
    assert shown(client.get(ADDRESS, ANSWERED)) == []
    answers.answer(page, 2, stance="refused")
    assert shown(client.get(ADDRESS, ANSWERED)) == ["P-2", "P-3"]


def test_a_synthesis_at_work_keeps_nothing(client, consultation, rows):
    draft(consultation, rows)
    assert shown(client.get(ADDRESS, CITED)) == []


def test_a_draft_opened_for_reading_keeps_nothing(client, page, four):
    write_findings(page, [("question", "Et le dimanche ?", [(four[3], "Plus de trains")])])
    page.save_revision()
    editor = member("editrice@example.org", "Rédaction")
    open_reading(page=page, by=editor, closes_at=timezone.now() + timedelta(days=7))
    assert shown(client.get(ADDRESS, CITED)) == ["P-1", "P-2"]
    page.save_revision().publish()
    assert shown(client.get(ADDRESS, CITED)) == ["P-1", "P-2", "P-4"]


@pytest.mark.parametrize("hidden", ["unpublished", "private"])
def test_a_synthesis_out_of_view_keeps_nothing(client, page, hidden):
    answers.answer(page, 1)
    if hidden == "private":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    else:
        SynthesisPage.objects.get(pk=page.pk).unpublish()
    assert [shown(client.get(ADDRESS, asked)) for asked in (CITED, ANSWERED)] == [[], []]


def test_what_is_withheld_or_withdrawn_is_not_listed(client, page, four):
    four[0].withhold(ground="Hors du sujet", at=timezone.now())
    Proposal.objects.filter(pk=four[1].pk).update(withdrawn_at=timezone.now())
    assert shown(client.get(ADDRESS, CITED)) == []


def test_what_is_published_meanwhile_does_not_shift_the_pages(client, four, rows, consultation, at_noon):
    before = str(int((at_noon - timedelta(hours=1)).timestamp() * 1_000_000))
    Proposal.objects.update(published_at=at_noon - timedelta(hours=2))
    answers.answer(published(consultation, rows), 1)
    assert shown(client.get(ADDRESS, CITED)) == ["P-1", "P-2"]
    assert [shown(client.get(ADDRESS, {**asked, "instant": before})) for asked in (CITED, ANSWERED)] == [[], []]


def test_the_list_and_the_page_of_each_proposal_say_the_same(client, page, four):
    answers.answer(page, 2)
    listed = list(Proposal.objects.filter(pk__in=[row.pk for row in four]).select_related("consultation", "current"))
    told, given = fates(listed, AnonymousUser()), answers_told(listed, AnonymousUser())
    cited = [row.reference for row in listed if told[row.pk]["syntheses"][0][0]["kind"] == "cited"]
    answered = [row.reference for row in listed if any(one["answer"] for one in given.get(row.pk, []))]
    assert shown(client.get(ADDRESS, CITED)) == sorted(cited)
    assert shown(client.get(ADDRESS, ANSWERED)) == sorted(answered) != []


@pytest.mark.parametrize("asked", [CITED, ANSWERED])
def test_the_filter_stays_chosen_and_can_be_shared(client, page, asked):
    response = client.get(ADDRESS, asked)
    value = asked["etat"]
    assert f'<option value="{value}" selected>' in response.text
    assert f"{ADDRESS}?etat={value}" in response.text


@pytest.mark.requirement("L-2")
@pytest.mark.parametrize("asked", [CITED, ANSWERED])
def test_narrowing_costs_no_query_more(client, page, asked):
    answers.answer(page, 1)
    client.get(ADDRESS)  # what a process learns once: sites, content types
    costs = []
    for query in ({}, asked):
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS, query)
        costs.append(len(captured))
    assert costs[1] == costs[0] <= 12
