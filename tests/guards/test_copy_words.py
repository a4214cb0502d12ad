"""A copy of one's data is read by who asked for it: each kind of rows and each column has a word of its own."""

import pytest

from participants.copies.words import COLUMNS, kind_words
from participants.models import User
from participants.my_data import export_of
from participants.registries import exporters
from tests.guards import world as worlds

pytestmark = pytest.mark.django_db


def test_each_kind_of_rows_has_a_word():
    known = {name for words in kind_words for name in words}
    assert [name for name in dict(exporters.items()) if name not in known] == []


def test_each_column_has_a_word(at_noon):
    worlds.build()
    copies = [export_of(person) for person in User.objects.all()]
    found = {column for copy in copies for rows in copy.values() for row in rows for column in row}
    assert {"email", "wording", "theme"} <= found
    assert sorted(found - set(COLUMNS)) == []
