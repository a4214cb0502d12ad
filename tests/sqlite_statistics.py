"""What SQLite has noted about the sizes of its tables."""

from django.db import connection


def rows_known(table: str) -> int:
    """How many rows SQLite believes a table to have; 0 where it never counted them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
        return max((int(stat.split()[0]) for (stat,) in cursor.fetchall()), default=0)
