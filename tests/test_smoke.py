import pytest

from tests import factories


@pytest.mark.django_db
def test_factories_make_whole_rows(consultation, citizen, moderator):
    argument = factories.ArgumentFactory(proposal__consultation=consultation)
    factories.PositionFactory(proposal=argument.proposal, participant=citizen)
    assert argument.reference == "P-1-A1"
    assert moderator.has_perm("moderation.moderate_decision")
