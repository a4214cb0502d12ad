"""A privacy rule on a synthesis, or on its consultation, keeps its findings from everywhere else too."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from cms.models import SynthesisPage
from cms.panels import cited_in, fates, syntheses
from participants.models import Notice
from proposals.models import Proposal
from tests import factories
from tests.cms.shelf import draft, published

pytestmark = pytest.mark.django_db


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.fixture
def proposal(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen, text="Plus de trains le soir.")


@pytest.mark.parametrize("whole", [True, False], ids=["consultation", "synthesis"])
def test_the_findings_of_a_restricted_synthesis_are_told_nowhere(consultation, proposal, citizen, whole):
    page = published(consultation, [("agreement", "Les trains manquent.", [(proposal, "")])])
    assert fates([proposal], AnonymousUser())
    rule = restrict(consultation if whole else page)
    asked_again = Proposal.objects.select_related("consultation").get(pk=proposal.pk)  # as the next page does
    assert fates([asked_again], AnonymousUser()) == {}
    assert syntheses(asked_again.consultation, None) is None
    assert cited_in(citizen) is None
    assert not SynthesisPage.objects.published().exists()
    rule.delete()
    assert cited_in(citizen)


def test_cited_authors_are_told_once_the_rule_is_lifted(consultation, proposal, citizen):
    page = draft(consultation, [("agreement", "Les trains manquent.", [(proposal, "")])])
    rule = restrict(page)
    page.get_latest_revision().publish()
    assert not Notice.objects.filter(recipient=citizen).exists()
    rule.delete()
    SynthesisPage.objects.get(pk=page.pk).save_revision().publish()
    assert Notice.objects.filter(recipient=citizen).count() == 1
