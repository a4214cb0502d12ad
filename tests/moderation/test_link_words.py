"""In what a proposal differs from another becomes public with it: moderators read it first."""

from uuid import uuid4

import pytest

from proposals.models import Comparison
from tests.conftest import NOON
from tests.factories import ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.parametrize("page", ["/admin/moderation/", "/admin/moderation/se-deplacer/P-2/"])
def test_the_desk_shows_in_what_a_text_differs(client_of, moderator, consultation, page):
    older = ProposalFactory(consultation=consultation)
    newer = ProposalFactory(consultation=consultation, waiting=True)
    Comparison.objects.create(writing=uuid4(), older=older, newer=newer, answer="close", words="le dimanche", at=NOON)
    shown = client_of(moderator).get(page)
    assert shown.status_code == 200
    assert "P-1: le dimanche" in shown.text
