"""From each contribution to the findings that cite it, or the reason why none does."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.panels import cited_in, fates, syntheses
from proposals.models import Proposal
from synthesis.models import Cluster, Placement, Theme, ThemeMembership
from tests import factories
from tests.cms.shelf import draft, published
from tests.cms.test_synthesis_page import finished_run

pytestmark = pytest.mark.django_db
READER = AnonymousUser()


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.fixture
def page(consultation, proposal):
    rows = [("editorial", "Tout est lu.", []), ("agreement", "Les trains manquent.", [(proposal, "Plus de trains")])]
    return published(consultation, rows, title="Synthèse du printemps")


@pytest.mark.requirement("C-7")
def test_a_cited_proposal_leads_to_the_sentence_that_cites_it(client, page, proposal):
    data = fates([proposal], READER)[proposal.pk]
    (finding,) = data["findings"]
    assert finding["statement"] == "Les trains manquent."
    assert finding["url"] == f"{page.url}edition-1/#constat-2"
    text = client.get(proposal.get_absolute_url()).text
    assert f'href="{finding["url"]}"' in text
    assert "UNDEFINED" not in text


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("state", ["confirmed", "grouped", "unsorted", "set aside"])
def test_one_that_is_not_cited_says_why(client, consultation, proposal, state):
    other = factories.ProposalFactory(consultation=consultation)
    run, now = finished_run(consultation), timezone.now()
    cluster = Cluster.objects.create(run=run, number=0, size=1)
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=now)
    if state == "confirmed":
        ThemeMembership.objects.create(theme=theme, proposal=other, placed_at=now, confirmed_at=now)
    if state == "set aside":
        ThemeMembership.objects.create(
            theme=None, proposal=other, placed_at=now, confirmed_at=now, by_person=True, reason="off_question"
        )
    if state in ("grouped", "unsorted"):
        placed = cluster if state == "grouped" else None
        Placement.objects.create(run=run, order=0, version=other.current, cluster=placed)
    rows = [("agreement", "Les trains manquent.", [(proposal, "")])]
    page = published(consultation, rows, title="Synthèse du printemps")
    data = fates([other], READER)[other.pk]
    assert data["findings"] == []
    assert data["editions"] == [{"label": "Synthèse du printemps", "url": f"{page.url}edition-1/"}]
    words = {
        "confirmed": "confirmed that it stands in the theme “Trains”",
        "grouped": "The machine grouped it",
        "unsorted": "resembles no group",
        "set aside": "set it aside: it does not answer the question",
    }
    client.cookies["langue"] = "en"
    assert words[state] in client.get(other.get_absolute_url()).text


def test_one_that_came_after_the_corpus_says_so(client, page, consultation):
    late = factories.ProposalFactory(consultation=consultation)
    Proposal.objects.filter(pk=late.pk).update(published_at=timezone.now())
    client.cookies["langue"] = "en"
    assert "waits for the next edition" in client.get(late.get_absolute_url()).text


@pytest.mark.parametrize("state", ["draft", "unpublished"])
def test_without_a_published_synthesis_nothing_is_said(consultation, proposal, state):
    rows = [("agreement", "Les trains manquent.", [(proposal, "")])]
    if state == "draft":
        draft(consultation, rows)
    else:
        published(consultation, rows).unpublish()
    assert fates([proposal], READER) == {}
    assert syntheses(consultation, None) is None


def test_another_consultation_s_synthesis_says_nothing_here(page):
    elsewhere = factories.ProposalFactory(consultation=factories.open_consultation("ailleurs"))
    assert fates([elsewhere], READER) == {}


def test_a_withheld_proposal_is_not_talked_about(page, proposal):
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    assert fates([proposal], READER) == {}


def test_many_proposals_cost_as_much_as_one(page, consultation):
    rows = [factories.ProposalFactory(consultation=consultation) for _ in range(8)]
    listed = list(Proposal.objects.filter(pk__in=[row.pk for row in rows]).select_related("consultation"))

    def cost(proposals):
        with CaptureQueriesContext(connection) as queries:
            fates(proposals, READER)
        return len(queries)

    assert cost(listed[:1]) == cost(listed) <= 5


def test_my_space_lists_the_findings_that_cite_me(client_of, page, proposal, citizen, other_citizen):
    (row,) = cited_in(citizen)
    assert (row["reference"], row["url"]) == (proposal.reference, f"{page.url}edition-1/#constat-2")
    assert cited_in(other_citizen) is None
    text = client_of(citizen).get("/mon-espace/").text
    assert "Les trains manquent." in text
    assert "UNDEFINED" not in text


def test_the_consultation_shows_its_synthesis(client, page, consultation):
    assert f'href="{page.url}"' in client.get(consultation.url).text
