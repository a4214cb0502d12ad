"""What became of a proposal in an edition is told to those who follow it, once, and again when it changes."""

import pytest

from cms.models import Edition
from cms.tasks import tell_followers
from participants.following import follow
from participants.models import Notice
from proposals.following.targets import proposal_target
from tests import factories
from tests.cms.shelf import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(at_noon, consultation):
    return factories.ProposalFactory(consultation=consultation)


@pytest.mark.requirement("D-1")
def test_who_follows_a_proposal_is_told_what_became_of_it_and_its_author_once(proposal, citizen):
    for person in (citizen, proposal.author):
        follow(participant=person, target=proposal_target(proposal))
    page = published(proposal.consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "")])])
    edition = Edition.objects.get(page=page)
    notice = citizen.notices.get()
    assert (notice.kind, notice.topic, notice.follow) == (f"fates_{edition.pk}", "follow", proposal_target(proposal))
    assert notice.url.endswith("/edition-1/")
    assert [row.kind for row in proposal.author.notices.all()] == [f"edition_{edition.pk}"]
    assert tell_followers.call(edition.pk) == 0


def test_an_edition_that_says_the_same_of_it_is_not_told(proposal, citizen):
    follow(participant=citizen, target=proposal_target(proposal))
    page = published(proposal.consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "")])])
    page.findings.update(statement="Les trains du soir manquent toujours.")
    page.get_latest_revision().publish()
    assert Edition.objects.published().filter(page=page).count() == 2
    assert citizen.notices.count() == 1


def test_nobody_is_told_while_it_is_out_of_view(proposal, citizen):
    page = published(proposal.consultation, [("agreement", "Les trains du soir manquent.", [(proposal, "")])])
    follow(participant=citizen, target=proposal_target(proposal))
    edition = Edition.objects.get(page=page)
    page.unpublish()
    assert tell_followers.call(edition.pk) == 0
    assert not Notice.objects.filter(recipient=citizen).exists()
