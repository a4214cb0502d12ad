"""What SQLite's index of the search keeps of a row that is gone: its words stay in former segments until it merges."""

from django.db import connection

INDEX = "wagtailsearch_indexentry_fts"


def forget_erased_words() -> None:
    """Merge the index into one segment, which holds no word of rows that are gone; nothing to do on PostgreSQL.

    One query, in proportion to the index: for rare deeds. Call after the rows have changed.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")  # noqa: S608 – a constant
