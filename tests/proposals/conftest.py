"""What several tests of this room need."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
