"""The migration that gave answers a state, on a database where amendments had ended before it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import NOON
from tests.factories import CitizenFactory, ProposalFactory, add_version, open_consultation
from tests.file_database import FileDatabase

BEFORE, AFTER = ("proposals", "0013_counted_figures"), ("proposals", "0014_answers_have_a_state")
ANSWER = "Un car suffit."
WORDS = {"wording": "Plus de bus", "reason": "Un bus va plus vite."}
ENDED = {**WORDS, "closed_at": NOON}
BLANKED = {"closed_at": NOON, "blanked_at": NOON}


def migrate(*targets: tuple[str, str]) -> Any:
    """Go there, forwards or back; the models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[None]:
    """A file of its own, that goes."""
    with FileDatabase(tmp_path / "site.sqlite3").here():
        yield


@pytest.fixture
def on_postgresql() -> Iterator[None]:
    """The test database, which is brought back to where it was."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


ON_SQLITE = pytest.param("on_sqlite", marks=[pytest.mark.sqlite, pytest.mark.django_db])
ON_POSTGRESQL = pytest.param("on_postgresql", marks=[pytest.mark.postgresql, pytest.mark.django_db(transaction=True)])


@pytest.fixture(params=[ON_SQLITE, ON_POSTGRESQL])
def amendments(request: pytest.FixtureRequest) -> Any:
    """As they stood before the migration: one of each outcome, and one whose author has erased it."""
    request.getfixturevalue(request.param)
    author = CitizenFactory()
    proposal = ProposalFactory(consultation=open_consultation(), author=author)
    first, made = proposal.current, add_version(proposal, title="Plus de bus", text="Plus de bus le soir.")
    rows = migrate(BEFORE).get_model("proposals", "Amendment").objects
    each: dict[str, dict[str, Any]] = {
        "open": WORDS,
        "accepted": {**ENDED, "outcome": "accepted", "made_id": made.pk},
        "declined": {**ENDED, "outcome": "declined", "answer": ANSWER},
        "withdrawn": {**ENDED, "outcome": "withdrawn"},
        "outdated": {**ENDED, "outcome": "outdated"},
        "declined, erased": {**BLANKED, "outcome": "declined", "answer": ANSWER},
        "withdrawn, erased": {**BLANKED, "outcome": "withdrawn"},
    }
    common = {"proposal_id": proposal.pk, "version_id": first.pk, "author_id": author.pk, "start": 0, "end": 4}
    published = {"state": "published", "created_at": NOON, "published_at": NOON}
    return {
        name: rows.create(number=number, **common, **published, **fields).pk
        for number, (name, fields) in enumerate(each.items(), start=1)
    }


def test_what_was_declined_stays_in_view_and_nothing_else_changes(amendments):
    rows = migrate(AFTER).get_model("proposals", "Amendment").objects
    found = {name: rows.values_list("outcome", "answer", "answer_state").get(pk=pk) for name, pk in amendments.items()}
    assert found == {
        "open": ("open", "", ""),
        "accepted": ("accepted", "", ""),
        "declined": ("declined", ANSWER, "shown"),
        "withdrawn": ("withdrawn", "", ""),
        "outdated": ("outdated", "", ""),
        "declined, erased": ("declined", ANSWER, "shown"),
        "withdrawn, erased": ("withdrawn", "", ""),
    }
    assert rows.get(pk=amendments["accepted"]).made_id is not None


def test_its_constraints_hold_for_rows_of_before(amendments):
    rows = migrate(AFTER).get_model("proposals", "Amendment").objects
    for name, wrong in (("declined", {"answer_state": ""}), ("accepted", {"answer_state": "shown"})):
        with pytest.raises(IntegrityError, match="amendment_declined_with_a_word"), transaction.atomic():
            rows.filter(pk=amendments[name]).update(**wrong)
    assert rows.filter(pk=amendments["declined"]).update(answer="", answer_state="erased") == 1
    assert rows.filter(pk=amendments["accepted"]).update(title="", wording="", reason="", blanked_at=NOON) == 1


def test_it_goes_back_with_rows_and_forth_again(amendments):
    migrate(AFTER)
    before = migrate(BEFORE).get_model("proposals", "Amendment").objects
    assert before.get(pk=amendments["declined"]).answer == ANSWER
    rows = migrate(AFTER).get_model("proposals", "Amendment").objects
    assert rows.get(pk=amendments["declined"]).answer_state == "shown"
