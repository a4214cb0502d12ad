"""A cache that may fail without taking pages with it: what it cannot say is read anew (D-2).

Nothing that limits anything is kept in a cache: see ``consult.attempts``.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction

logger = logging.getLogger(__name__)


class Soft:
    """Laid over a backend: its errors are logged, and answered as by a cache that holds nothing."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tried("add", args, kwargs, False))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tried("get", (key, default, version), {}, default)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._tried("get_many", args, kwargs, {})

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tried("set", args, kwargs, None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tried("touch", args, kwargs, False))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tried("delete", args, kwargs, False))

    def clear(self) -> None:
        self._tried("clear", (), {}, None)

    def _tried(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], otherwise: Any) -> Any:
        deed: Callable[..., Any] = getattr(super(), name)
        try:
            with self._apart():
                return deed(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 – whatever a cache fails with, the page goes on
            logger.error("The cache failed to %s: %s", name, type(error).__name__)
            return otherwise

    def _apart(self) -> AbstractContextManager[Any]:
        """What keeps a failure from spoiling what is under way."""
        return nullcontext()


class SoftDatabaseCache(Soft, DatabaseCache):
    """In a table of the database (``createcachetable``): one for all processes."""

    def _apart(self) -> AbstractContextManager[Any]:
        """Inside a transaction, a savepoint: PostgreSQL would refuse everything after a failed statement."""
        connection = connections[router.db_for_read(self.cache_model_class) or "default"]
        return transaction.atomic(using=connection.alias) if connection.in_atomic_block else nullcontext()
