"""Statements that PostgreSQL plans once for each connection; other databases run them as they are.

Behind a pooler that gives each transaction another connection, as PgBouncer before 1.21 does, plans cannot be kept:
CONSULT_PLANS=no says so, and they are made anew.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.types.numeric import Int8

_PLACE = re.compile(r"%%|%s")
type Folded = tuple[str, Sequence[Any], Sequence[tuple[int, int]]]


@contextmanager
def statements(connection: Any) -> Iterator[None]:
    """Within, cursors of this connection keep the plans of what they run. No query."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    underneath = connection.connection
    before, underneath.cursor_factory = underneath.cursor_factory, PlanningCursor
    try:
        yield
    finally:
        underneath.cursor_factory = before


def folded(connection: Any, sql: str, params: Sequence[Any], places: Sequence[tuple[int, int]]) -> Folded:
    """The same statement with what never changes written in it, so that PostgreSQL may plan with it. No query."""
    if connection.vendor != "postgresql":
        return sql, params, places
    varying = dict(places)
    kept: list[tuple[int, int]] = []
    numbered = iter(range(len(params)))

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        place = next(numbered)
        if place in varying:
            kept.append((len(kept), varying[place]))
            return "%s"
        literal: str = connection.ops.compose_sql("%s", [params[place]])
        return literal.replace("%", "%%")

    return _PLACE.sub(written, sql), [None] * len(places), kept


class PlanningCursor(ServerBindingCursor):
    """Values go beside the SQL, each number as wide as any, so that plans are few."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        typed = [Int8(value) if type(value) is int else value for value in params or ()]
        return super().execute(query, typed, prepare=True, **how)  # type: ignore[misc]  # stubs lack it
