"""What every test of moderation leans on."""

import pytest

from tests import factories


@pytest.fixture
def ground(db):
    return factories.GroundFactory()


@pytest.fixture
def other_moderator(db):
    return factories.staff("relectrice@example.org", "Relecture", ["moderation.moderate_decision"])


@pytest.fixture
def reasons(ground):
    """All that a withholding needs, without limit in time."""
    return {
        "kind": "withhold",
        "ground": ground,
        "facts": "Le texte parle de football.",
        "words": "Merci de répondre à la question posée.",
        "duration": "indefinite",
    }


@pytest.fixture
def waiting(consultation):
    """A proposal that waits for its first reading."""
    return factories.ProposalFactory(consultation=consultation, waiting=True)


@pytest.fixture
def published(consultation):
    return factories.ProposalFactory(consultation=consultation)
