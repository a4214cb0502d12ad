"""Databases that are migrated once and copied as often as needed: 20 seconds the first, less than one each copy."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

# Set where CONSULT_DATABASE names a migrated database: tests write to copies of it, never to itself.
COPY = "CONSULT_TEST_COPY"


def are_wanted() -> bool:
    return os.environ.get(COPY) == "1"


def is_postgresql(address: str) -> bool:
    return address.startswith("postgres")


def renamed(address: str, name: str) -> str:
    """The address of another database of the same server, or of another file."""
    if is_postgresql(address):
        return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    return f"sqlite:///{name}"


def name_of(address: str) -> str:
    """What Django calls it: a name on a server, or a file."""
    return urlsplit(address).path.removeprefix("/")


@contextmanager
def server_of(address: str) -> Iterator[Any]:
    """A connection to a PostgreSQL server that may create and drop its databases."""
    import psycopg

    with psycopg.connect(renamed(address, "postgres"), autocommit=True, connect_timeout=10) as connection:
        yield connection


def drop(address: str) -> None:
    """Do away with a database, whoever is connected to it."""
    if is_postgresql(address):
        with server_of(address) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name_of(address)}" WITH (FORCE)')
    else:
        for ending in ("", "-wal", "-shm"):
            Path(name_of(address) + ending).unlink(missing_ok=True)


def drop_all(address: str, beginning: str) -> None:
    """Do away with every database of a server whose name begins so: also those that a test process left behind."""
    with server_of(address) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning]).fetchall()
    for (name,) in found:
        drop(renamed(address, name))


def make_empty(address: str) -> None:
    """A new database without tables; a file makes itself."""
    drop(address)
    if is_postgresql(address):
        with server_of(address) as server:
            server.execute(f'CREATE DATABASE "{name_of(address)}"')


def copy(source: str, target: str) -> None:
    """Make one database anew as another is; nobody may be connected to that one."""
    drop(target)
    if is_postgresql(source):
        with server_of(source) as server:
            server.execute(f'CREATE DATABASE "{name_of(target)}" TEMPLATE "{name_of(source)}"')
    else:
        with closing(sqlite3.connect(name_of(source))) as original, closing(sqlite3.connect(name_of(target))) as made:
            original.backup(made)
