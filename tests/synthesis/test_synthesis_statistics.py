import pytest

from tests.sqlite_statistics import rows_known


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_grouping_leaves_its_tables_counted(run):
    """Without counts, SQLite read all placements anew for each proposal of a page."""
    assert run.placements.count() == rows_known("synthesis_placement") == 24
