"""A migrated SQLite file that several threads write to as the workers of a site do, committed and thrown away.

Transactional tests empty their tables at the end, which the triggers of versions and journal refuse on SQLite:
here nothing is emptied, the file goes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from consult.env import sqlite_database


class FileDatabase:
    """The file, and how a thread connects to it: with the very options of a real site, unless others are given."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(connection.connection.serialize())  # the test database, migrated and without rows of tests

    def connect(self, **options: Any) -> DatabaseWrapper:
        real = sqlite_database(self.path)
        return DatabaseWrapper(
            {**settings.DATABASES["default"], **real, "OPTIONS": {**real["OPTIONS"], **options}}, "default"
        )

    @contextmanager
    def here(self, **options: Any) -> Iterator[None]:
        """This thread reads and writes the file inside the block."""
        kept, connections["default"] = connections["default"], self.connect(**options)
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = kept
