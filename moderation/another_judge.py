"""The database holds that nobody judges their own decision on appeal: triggers, on SQLite and on PostgreSQL alike.

No check constraint sees another row. These triggers do: an appeal is never answered by the moderator of the contested
decision, nor is that moderator the one of the decision that overturns it; who took a decision, what an appeal
contests, and an answer once given never change, though the account behind them may be erased.

SQLite checks every trigger while a table is renamed, and forgets those of a table that is made anew. A migration that
alters ``moderation_decision`` or ``moderation_appeal`` there begins with ``JudgesRest()`` and ends with
``AnotherJudge()``.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

DECISION, APPEAL = "moderation_decision", "moderation_appeal"
OWN = (
    "NEW.decided_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM moderation_decision AS contested "
    "WHERE contested.id = NEW.decision_id AND contested.moderator_id = NEW.decided_by_id)"
)
NOBODY = "NEW.outcome <> '' AND NEW.decided_by_id IS NULL"
# {differs} is IS NOT on SQLite and IS DISTINCT FROM on PostgreSQL.
GIVEN = (
    "NEW.decision_id {differs} OLD.decision_id OR (OLD.outcome <> '' AND (NEW.outcome {differs} OLD.outcome "
    "OR NEW.decided_at {differs} OLD.decided_at "
    "OR (NEW.decided_by_id IS NOT NULL AND NEW.decided_by_id {differs} OLD.decided_by_id)))"
)
ON_OWN = (
    "NEW.appeal_id IS NOT NULL AND EXISTS (SELECT 1 FROM moderation_appeal AS appeal "
    "JOIN moderation_decision AS contested ON contested.id = appeal.decision_id "
    "WHERE appeal.id = NEW.appeal_id AND contested.moderator_id = NEW.moderator_id)"
)
REPLACED = (
    "(NEW.moderator_id IS NOT NULL AND NEW.moderator_id {differs} OLD.moderator_id) "
    "OR NEW.appeal_id {differs} OLD.appeal_id"
)
# Name, table, on what, when it refuses, and what it then says.
RULES = (
    ("appeal_judged_by_another", APPEAL, "INSERT", OWN, "another moderator answers an appeal"),
    ("appeal_stays_with_another", APPEAL, "UPDATE", OWN, "another moderator answers an appeal"),
    ("appeal_told_by_somebody", APPEAL, "INSERT", NOBODY, "somebody answers an appeal"),
    ("appeal_answered_by_somebody", APPEAL, "UPDATE", f"OLD.outcome = '' AND {NOBODY}", "somebody answers an appeal"),
    ("appeal_answered_once", APPEAL, "UPDATE", GIVEN, "an appeal is answered once, for the decision that it contests"),
    ("overturned_by_another", DECISION, "INSERT", ON_OWN, "another moderator overturns a decision"),
    ("decided_by_the_same", DECISION, "UPDATE", REPLACED, "who took a decision, and on which appeal, never changes"),
)


class AnotherJudge(Operation):
    """Make the triggers."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in create_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in drop_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Let nobody judge their own decision on appeal"


class JudgesRest(AnotherJudge):
    """The contrary, for as long as a migration alters one of the two tables."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Let the tables of decisions and appeals be altered"


def create_statements(vendor: str) -> list[str]:
    """SQL that makes the triggers, for one vendor."""
    return [statement for rule in RULES for statement in _create(vendor, *rule)]


def drop_statements(vendor: str) -> list[str]:
    """SQL that undoes :func:`create_statements`."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name, *_rest in RULES]
    return [f"DROP FUNCTION {name}_refuse() CASCADE" for name, *_rest in RULES]


def _create(vendor: str, name: str, table: str, deed: str, wrong: str, message: str) -> list[str]:
    if vendor == "sqlite":
        guard = wrong.format(differs="IS NOT")
        return [
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN {guard} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    guard = wrong.format(differs="IS DISTINCT FROM")
    return [
        f"CREATE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {guard} THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_refuse()",
    ]
