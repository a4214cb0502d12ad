"""After an import, and each night, SQLite knows how many rows its tables have; PostgreSQL counts by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.settings import base
from consult.statistics import refresh_statistics
from consult.tasks import count_tables
from proposals.importing import ArgumentRow, ImportRow, import_arguments, import_list
from tests import factories
from tests.conftest import NOON
from tests.sqlite_statistics import rows_known

pytestmark = pytest.mark.django_db
SOURCE = {"source": "Une collecte", "at": NOON}


def bring(consultation, count):
    rows = [ImportRow(text=f"Un train le soir, ligne {n}", external_id=str(n)) for n in range(count)]
    return import_list(consultation=consultation, rows=rows, **SOURCE)


@pytest.mark.sqlite
def test_an_import_leaves_the_tables_counted(consultation):
    assert rows_known("proposals_proposal") == 0
    assert bring(consultation, 40).created == 40
    assert rows_known("proposals_proposal") == 40


@pytest.mark.sqlite
def test_an_import_of_arguments_leaves_the_tables_counted(consultation):
    bring(consultation, 1)
    rows = [ArgumentRow(proposal="0", stance="for", text=f"Parce que {n}", external_id=str(n)) for n in range(30)]
    assert import_arguments(consultation=consultation, rows=rows, **SOURCE).created == 30
    assert rows_known("proposals_argument") == 30


@pytest.mark.sqlite
def test_an_import_of_nothing_new_counts_nothing(consultation):
    bring(consultation, 3)
    with CaptureQueriesContext(connection) as captured:
        assert bring(consultation, 3).created == 0
    assert not any("ANALYZE" in query["sql"] for query in captured.captured_queries)


def test_counting_is_three_statements_at_most():
    with CaptureQueriesContext(connection) as captured:
        refresh_statistics()
    assert len(captured) == (0 if connection.vendor == "postgresql" else 3)


@pytest.mark.sqlite
def test_what_grew_without_an_import_is_counted_by_night(consultation):
    for _n in range(25):
        factories.ProposalFactory(consultation=consultation)
    assert rows_known("proposals_proposal") == 0
    count_tables.func()
    count_tables.func()  # a task may run twice
    assert rows_known("proposals_proposal") == 25


def test_the_worker_counts_each_night():
    schedules = base.TASKS["default"]["OPTIONS"]["SCHEDULES"]
    assert schedules["refresh statistics"]["task"] == f"{count_tables.func.__module__}.{count_tables.func.__name__}"
    assert schedules["refresh statistics"]["cron"].split()[1] in {"1", "2", "3", "4", "5"}
