"""What the database knows about its tables, on which its query plans rest."""

from django.db import connection

SAMPLE = 1000  # rows read of each index: a plan needs orders of magnitude, not counts


def refresh_statistics() -> None:
    """Count anew: after many rows came at once, and each night. Three statements on SQLite, some milliseconds.

    SQLite never counts by itself, and without counts it has taken seconds for one page of a synthesis. PostgreSQL,
    which is sent nothing, counts within a minute (autovacuum); the role that serves pages may not: it owns no table.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA analysis_limit = 0")
