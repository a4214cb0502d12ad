"""Queries that are written as any other, and turned into SQL once: what a busy page asks at every visit.

Django writes the SQL of a queryset anew each time it is asked, and PostgreSQL plans it anew: of a page of twenty
cards, two thirds of the cost. A function that gives a queryset, marked ``compiled_once``, is called once for each
*shape* of what it is given; from then on its SQL runs with the new values in their places, and PostgreSQL keeps its
plan. No row is kept, and no value.

    @compiled_once
    def of_theme(theme: int, kept: Sequence[int], *, newest: bool) -> QuerySet[Proposal]: ...

    rows = of_theme(3, [4, 8, 15], newest=True)  # a list, read anew each time

What is given by position are *values*: they go to the database, and the function does nothing else with them. What is
given by name is part of the shape; so are which of the values are None, and how many each sequence holds. The function
reads no clock, no reader and no language. Each shape is written twice, with the values and with stand-ins for them:
what differs by more is an error.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from consult import planned

MOST_SHAPES = 500  # of one query: a few dozen are met
_NUMBER, _DAY = 1_000_000_007, datetime(2001, 1, 1, tzinfo=UTC)  # which nobody gives
type Value = int | str | datetime | None


class NotCompiled(TypeError):
    """A function that does more with its values than give them to the database, or is given what it cannot take."""


class Statement(NamedTuple):
    """One shape of a query: its SQL, the place of each of its values, and what reads its rows."""

    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    params: Sequence[Any]
    places: Sequence[tuple[int, int]]  # (of the parameters, of the values)

    def rows(self, values: Sequence[Value]) -> list[Any]:
        """What the database answers now. One query."""
        connection = connections[self.queryset.db]
        params = list(self.params)
        for place, number in self.places:
            params[place] = _adapted(values[number], connection)
        compiler = copy(self.compiler)
        compiler.connection = connection  # this thread's
        compiler.as_sql = lambda: (self.sql, tuple(params))
        with planned.statements(connection):
            read: Any = self.queryset._iterable_class
            return list(read(_asked(self.queryset, compiler)))


class CompiledOnce[**P, Row]:
    """A function that gives a queryset, as one that gives its rows. One query, none where nothing can match."""

    def __init__(self, written: Callable[P, QuerySet[Any, Row]]) -> None:
        update_wrapper(self, written)
        self._written = written
        self._kept: dict[Hashable, Statement | None] = {}

    def __call__(self, *values: P.args, **shape: P.kwargs) -> list[Row]:
        flat: list[Value] = []
        given = [_each_once(value) for value in values]
        key = (tuple([_kind(value, flat) for value in given]), tuple(shape.items()))
        try:
            statement = self._kept[key]
        except KeyError:
            if len(self._kept) >= MOST_SHAPES:
                self._kept.clear()
            statement = self._kept[key] = self._compiled(given, flat, shape)
        return statement.rows(flat) if statement else []

    def _compiled(self, values: Sequence[Any], flat: list[Value], shape: dict[str, Any]) -> Statement | None:
        """The statement of a shape; None where nothing can match it."""
        stand_ins = [_stand_in(value, number) for number, value in enumerate(flat)]
        queryset = self._written(*values, **shape)
        sought = _sql(queryset)
        again = iter(stand_ins)
        other = _sql(self._written(*[_replaced(value, again) for value in values], **shape))
        if sought is None or other is None:
            if sought is not other:
                raise NotCompiled(f"{self._named} asks nothing for some values and something for others.")
            return None
        return self._paired(queryset, sought, other, flat, stand_ins)

    def _paired(
        self, queryset: QuerySet[Any], sought: Any, other: Any, flat: list[Value], stand_ins: list[Value]
    ) -> Statement:
        """Where each value stands, found by what differs."""
        (compiler, sql, params), (_other, other_sql, other_params) = sought, other
        connection = compiler.connection
        numbers = {_adapted(value, connection): number for number, value in enumerate(stand_ins) if value is not None}
        places = []
        for place, (one, another) in enumerate(zip(params, other_params, strict=False)):
            number = numbers.get(another) if isinstance(another, Hashable) else None
            if number is not None and one == _adapted(flat[number], connection):
                places.append((place, number))
            elif one != another:
                raise NotCompiled(f"{self._named} changes a value, or reads one that it was not given.")
        if sql != other_sql or {number for _place, number in places} != set(numbers.values()):
            raise NotCompiled(f"{self._named} does more with its values than give them to the database.")
        return Statement(queryset, compiler, *planned.folded(connection, sql, params, places))

    @property
    def _named(self) -> str:
        return self._written.__qualname__


def compiled_once[**P, Row](written: Callable[P, QuerySet[Any, Row]]) -> CompiledOnce[P, Row]:
    """A function that gives a queryset, made one that gives its rows, with SQL that is written once."""
    return CompiledOnce(written)


def _each_once(value: Any) -> Any:
    """A sequence without what it repeats: the database is asked for each once."""
    return list(dict.fromkeys(value)) if isinstance(value, list | tuple) else value


def _kind(value: Any, flat: list[Value]) -> Hashable:
    """What a value is of, for the shape; the value itself, or each of a sequence, goes to ``flat``."""
    kind = type(value)
    if kind is int or kind is str or kind is datetime or value is None:
        flat.append(value)
        return cast("Hashable", kind)
    if kind is list or kind is tuple:
        return tuple([_kind(one, flat) for one in value])
    raise NotCompiled(f"A compiled query takes numbers, words, instants and sequences of them, not {value!r}.")


def _stand_in(value: Value, number: int) -> Value:
    if isinstance(value, int):
        return _NUMBER + number
    if isinstance(value, str):
        return f"stand-in-{number}"
    return None if value is None else _DAY + timedelta(days=number)


def _replaced(value: Any, again: Iterator[Value]) -> Any:
    if isinstance(value, list | tuple):
        return [_replaced(one, again) for one in value]
    return next(again)


def _adapted(value: Value, connection: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _sql(queryset: QuerySet[Any]) -> tuple[Any, str, tuple[Any, ...]] | None:
    """The compiler of a queryset, with the SQL that it wrote; None where nothing can match."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    compiler.get_converters = lambda _columns: converters
    return compiler, sql, tuple(params)


def _asked(queryset: QuerySet[Any], compiler: Any) -> Any:
    """A queryset, as what reads its rows looks at it."""
    query = copy(queryset.query)
    query.get_compiler = lambda *_args, **_how: compiler  # type: ignore[method-assign]  # of this copy alone
    return SimpleNamespace(**(vars(queryset) | {"query": query}), db=queryset.db)
