"""A process that makes a database searches it rightly: the index is there before any migration looks for it."""

import pytest
from django.db.migrations.loader import MigrationLoader

INDEX = ("wagtailsearch", "0006_customise_indexentry")  # makes the tables that SQLite's search reads


@pytest.mark.parametrize("name", ["0004_search_stems", "0008_search"])
def test_what_indexes_comes_after_the_index(name):
    plan = MigrationLoader(None).graph.forwards_plan(("proposals", name))
    assert plan.index(INDEX) < plan.index(("proposals", name))
