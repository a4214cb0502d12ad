"""Give the role that the site runs with what it needs, and no more."""

import argparse
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

READ_ONLY = ("django_migrations",)


class Command(BaseCommand):
    help = (
        "PostgreSQL: let an existing role read and write the site's tables, only add to those whose rows never "
        "change, and define nothing. Run it as the owner, after each migration."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles and grants are PostgreSQL's: this database has none.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [options["role"]])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role “{options['role']}”: create it first (CREATE ROLE … LOGIN).")
            if found[0]:
                raise CommandError(f"“{options['role']}” is a superuser: no grant would hold it back.")
            unchangeable = tables_that_never_change(cursor)
            for statement in statements(options["role"], unchangeable):
                cursor.execute(statement)
        self.stdout.write(f"{options['role']} may work; it may only add to {', '.join(unchangeable)}.")


def tables_that_never_change(cursor: Any) -> list[str]:
    """The tables that ``consult.immutable.NeverChanges`` guards, known by their triggers."""
    cursor.execute(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = current_schema() AND t.tgname = c.relname || '_no_delete' ORDER BY c.relname"
    )
    return [name for (name,) in cursor.fetchall()]


def statements(role: str, unchangeable: list[str]) -> list[str]:
    """The grants, in their order: all of it anew, so that a second run gives the same."""
    quote = connection.ops.quote_name
    to = quote(role)
    lines = [
        f"GRANT USAGE ON SCHEMA public TO {to}",
        f"REVOKE CREATE ON SCHEMA public FROM {to}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {to}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {to}",
    ]
    lines += [f"REVOKE INSERT, UPDATE, DELETE ON {quote(table)} FROM {to}" for table in READ_ONLY]
    for table in unchangeable:
        lines.append(f"REVOKE UPDATE, DELETE ON {quote(table)} FROM {to}")
        if columns := ", ".join(map(quote, erasable_columns(table))):
            lines.append(f"GRANT UPDATE ({columns}) ON {quote(table)} TO {to}")
    return lines


def erasable_columns(table: str) -> tuple[str, ...]:
    """The columns that a table's model lets erasure empty; its trigger lets nothing else through."""
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    return tuple(getattr(model, "erasable_columns", ()))
