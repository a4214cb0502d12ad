"""The index that Wagtail keeps in the database, which is not read through whenever one text is added to it."""

from typing import Any

from django.db import connection
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex, SQLiteSearchBackend


class _WeighsTitlesSeldom:
    """Titles are weighed by their length when the index is made anew (`update_index`), not at each addition.

    That weight orders the pages that the admin finds, and nothing of ours. To know it, each argument sent would read
    the whole index twice, which takes longer with each of them.
    """

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]  # of the index that it is mixed into


class _PostgresIndex(_WeighsTitlesSeldom, PostgresIndex):
    pass


class _SQLiteIndex(_WeighsTitlesSeldom, SQLiteIndex):
    pass


class _PostgresBackend(PostgresSearchBackend):
    index_class = _PostgresIndex


class _SQLiteBackend(SQLiteSearchBackend):
    index_class = _SQLiteIndex


def SearchBackend(params: dict[str, Any]) -> PostgresSearchBackend | SQLiteSearchBackend:
    """The backend of the database in use; Wagtail looks for this name."""
    return (_PostgresBackend if connection.vendor == "postgresql" else _SQLiteBackend)(params)
