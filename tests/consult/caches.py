"""Caches as they are when they are down."""

from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache

from consult.soft_cache import Soft


class Broken(BaseCache):
    """Each call fails, as when its server is gone."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _fail(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no cache")

    add = get = set = touch = delete = clear = get_many = _fail


class SoftBroken(Soft, Broken):
    """The same, under what production lays over its cache."""


class Forgetful(DummyCache):
    """Each call is answered, nothing is kept."""
