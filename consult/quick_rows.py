"""Rows that become objects quickly: of a page of twenty cards, a tenth of the time went into ``Model.__init__``."""

from collections.abc import Collection
from typing import Any, Self

from django.db.models.base import ModelState


class QuickRows:
    """A model whose rows are taken from the database as they are. To be named before ``models.Model``.

    What is read is what stands in the object, as ``Model.__init__`` would have it; what was not read is deferred.
    ``pre_init`` and ``post_init`` are not sent: nothing may listen for them, which ``tests/consult/test_quick_rows.py``
    looks at.
    """

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], *, fetch_mode: Any = None
    ) -> Self:
        """One object of one row. No query."""
        row = cls.__new__(cls)
        state = ModelState()
        state.adding, state.db = False, db
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        row.__dict__ = dict(zip(field_names, values, strict=True), _state=state)
        return row
