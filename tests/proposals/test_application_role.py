"""The database role that the site runs with: it adds to what never changes, and defines nothing."""

import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from proposals.actions import submit
from proposals.models import Version
from tests.conftest import NOON
from tests.factories import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(consultation, citizen):
    """The connection works as the application role until the test ends."""
    ProposalFactory(consultation=consultation)
    name = f"site_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} NOLOGIN")
        cursor.execute(f"GRANT {name} TO CURRENT_USER")
        call_command("grant_application_role", name)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL ROLE {name}")
        yield name
        cursor.execute("RESET ROLE")


def refusal(statement: str) -> str:
    """What the database says to a statement, undone; empty when it obeyed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return str(error)
    return ""


@pytest.mark.postgresql
@pytest.mark.requirement("C-2")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM proposals_version",
        "UPDATE proposals_version SET fingerprint = 'x'",
        "UPDATE proposals_version SET number = 9",
        "TRUNCATE proposals_version CASCADE",
        "UPDATE consult_journalentry SET event = 'x'",
        "DELETE FROM consult_journalentry",
        "TRUNCATE consult_journalentry",
        "CREATE TABLE mine (id integer)",
        "DROP TABLE proposals_position",
        "ALTER TABLE proposals_version DISABLE TRIGGER ALL",
        "DROP TRIGGER proposals_version_no_update ON proposals_version",
        "DELETE FROM django_migrations",
    ],
)
def test_the_role_may_not(role, statement):
    said = refusal(statement)
    assert "permission denied" in said or "must be owner" in said, said


@pytest.mark.postgresql
@pytest.mark.requirement("C-2")
def test_the_role_may_erase_and_nothing_else(role):
    assert "never change" in refusal("UPDATE proposals_version SET text = 'autre'")
    assert Version.objects.all().blank(at=NOON) == 1


@pytest.mark.postgresql
def test_the_role_does_the_work_of_the_site(role, consultation, citizen):
    proposal = submit(consultation=consultation, author=citizen, title="Un", text="Deux", tags=["train"], at=NOON)
    assert proposal.versions.count() == 1


@pytest.mark.postgresql
def test_a_role_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match="personne"):
        call_command("grant_application_role", "personne")


def test_another_database_says_that_it_has_no_roles(is_postgresql):
    with pytest.raises(CommandError, match=r"[Rr]ole"):
        call_command("grant_application_role", "personne")
