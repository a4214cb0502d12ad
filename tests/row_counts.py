"""What PostgreSQL knows of the sizes of tables that a test has just filled."""

from django.db import connection


def count_rows() -> None:
    """Count the rows of all tables anew, as the database does by itself once rows are committed; a test's never are.

    Without it, plans rest on tables that other tests left empty, and a page of a second can take half a minute.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def keep_counts() -> None:
    """Have PostgreSQL leave the tables of this database as they are, but for what a test itself counts.

    Its autovacuum sees none of the rows that a test has filled a table with and not committed: it would note in the
    middle of that test that the table is empty, and the plans of the next statements rest on it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} SET (autovacuum_enabled = false)")
