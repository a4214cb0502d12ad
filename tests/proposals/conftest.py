"""What several tests of this room need."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Amendment, Proposal
from tests.amendment_factory import AmendmentFactory
from tests.factories import ProposalFactory, open_consultation
from tests.proposals.amendment_help import TEXT

TRANSACTION_WORDS = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK", "START")


@pytest.fixture
def count_queries(db: None) -> Callable[[Callable[[], Any]], list[str]]:
    """``count_queries(deed)``: the statements that a deed runs, not counting BEGIN, SAVEPOINT and COMMIT."""

    def run(deed: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            deed()
        statements = [query["sql"] for query in captured.captured_queries]
        return [sql for sql in statements if not sql.upper().startswith(TRANSACTION_WORDS)]

    return run


@pytest.fixture
def typed() -> Callable[..., dict[str, str]]:
    """``typed(title=…)``: a proposal as it is posted, with a key of its own."""

    def fill(**changes: str) -> dict[str, str]:
        whole = {
            "title": "Plus de trains le soir",
            "text": "Après vingt heures il n’y a plus de train.",
            "tags": "train, soir",
            "key": str(uuid4()),
        }
        return {**whole, **changes}

    return fill


@pytest.fixture
def browser(client_of: Callable[[User], Client], citizen: User) -> Client:
    """One that belongs to the citizen, and speaks English."""
    client = client_of(citizen)
    client.cookies["langue"] = "en"
    return client


@pytest.fixture
def after(at_noon: None) -> ConsultationPage:
    """A consultation that moderates afterwards, at noon."""
    return open_consultation(moderation="after")


@pytest.fixture
def proposal(after: ConsultationPage, citizen: User) -> Proposal:
    """The citizen's, of three sentences."""
    return ProposalFactory(consultation=after, author=citizen, text=TEXT)


@pytest.fixture
def amendment(proposal: Proposal, other_citizen: User) -> Amendment:
    """Another person's, to the citizen's proposal."""
    return AmendmentFactory(proposal=proposal, author=other_citizen)
