"""The index that Wagtail keeps in the database, which is not read through whenever one text is added to it."""

from functools import cache
from typing import Any

from django.db import connection
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.backends.database import SearchBackend as OfDatabase


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """The backend of the database in use; Wagtail looks for this name."""
    backend = OfDatabase(params)
    backend.index_class = _index_of(backend.index_class, connection.vendor)
    return backend


@cache
def _index_of(theirs: Any, vendor: str) -> Any:
    """Their index, of which the models are there for one database only."""

    class Index(theirs):
        """Titles are weighed by their length when the index is made anew (`update_index`), not at each addition.

        That weight orders the pages that the admin finds, and nothing of ours. To know it, each argument sent would
        read the whole index twice, which takes longer with each of them.
        """

        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    return Index
