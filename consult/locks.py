"""Waiting one's turn, where two writers must not compute the same next number."""

import hashlib

from django.db import connection


def take_turn(name: str) -> None:
    """Hold the named lock until the transaction ends. One query on PostgreSQL, none on SQLite.

    SQLite's immediate transactions already let one writer in at a time.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take_turn needs a transaction: the lock is held until its end.")
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
