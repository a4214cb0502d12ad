"""Who follows a proposal is told of replies too, as of what they are."""

import pytest

from participants.following import follow
from participants.models import Notice
from proposals.following.targets import proposal_target
from proposals.following.tasks import tell_followers
from tests.factories import ArgumentFactory

pytestmark = pytest.mark.django_db


def test_a_reply_is_told_as_a_reply(proposal, other_citizen, citizen):
    follow(participant=other_citizen, target=proposal_target(proposal))
    reply = ArgumentFactory(proposal=proposal, answers=ArgumentFactory(proposal=proposal), stance="")
    assert tell_followers.func("argument", reply.pk) == 3  # followers, its author, and that of what it answers
    subjects = set(Notice.objects.values_list("subject", flat=True))
    assert len(subjects) == 1
    assert "P-1" in subjects.pop()
