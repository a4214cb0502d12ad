"""P-3: no row that points to a person is forgotten by the copy of their data, whatever room it is in."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.admin_work import keys_to_people
from participants.copies.words import kind_words
from participants.my_data import export_of
from participants.registries import exporters
from tests import factories

KEY = 918_273_645  # no other number of the statements
BELOW = 300  # the orders of rooms in which citizens act
COLUMN = re.compile(rf'"(\w+)"\."(\w+)" = {KEY}\b')
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P-3")]


def columns_looked_through(person) -> set[tuple[str, str]]:
    """Tables and columns that the exporters look for a person in: read in their statements."""
    with CaptureQueriesContext(connection) as captured:
        export_of(person)
    return {found for query in captured.captured_queries for found in COLUMN.findall(query["sql"])}


def forgotten(person, keys) -> list[str]:
    looked = columns_looked_through(person)
    return [f"{table}.{column}" for table, column in keys if (table, column) not in looked]


def keys() -> list[tuple[str, str]]:
    return [(model._meta.db_table, field.column) for model, field in keys_to_people()]


def test_every_key_to_a_person_is_looked_through_by_an_exporter():
    person = factories.UserFactory(pk=KEY)
    assert len(keys()) > 40
    assert forgotten(person, keys()) == []


def test_a_new_key_without_an_exporter_would_be_seen(monkeypatch):
    person = factories.UserFactory(pk=KEY)
    without = {name: entry for name, entry in exporters._entries.items() if name != "positions"}
    monkeypatch.setattr(exporters, "_entries", without)
    assert forgotten(person, keys()) == ["proposals_position.participant_id"]


def test_what_a_citizen_finds_in_the_copy_has_a_title():
    titled = {name for words in kind_words for name in words}
    named = {name for name, (order, _thing) in exporters._entries.items() if order < BELOW}
    assert named - titled == set()
    assert titled - set(exporters._entries) == set()
