"""What an import cannot keep is told before the database says so; and a text erased meanwhile keeps no vector."""

from datetime import UTC, datetime

import numpy as np
import pytest

from proposals.importing import ArgumentRow, ImportRefused, ImportRow, import_arguments, import_list
from proposals.models import Import, Vector, Version
from proposals.tasks import keep_vectors

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "origin",
    [{"source": "x" * 251}, {"source": "Un", "licence": "x" * 121}, {"source": "a\x00b"}],
)
def test_an_origin_that_cannot_be_kept_is_told_before_the_database_says_so(consultation, origin):
    arguments = [ArgumentRow(proposal="61", stance="for", text="Oui")]
    for bring_in, rows in ((import_list, [ImportRow(text="Un", external_id="61")]), (import_arguments, arguments)):
        with pytest.raises(ImportRefused) as refusal:
            bring_in(consultation=consultation, rows=rows, skip_bad_lines=True, **origin)
        assert not str(refusal.value).startswith(("Line", "Ligne"))
    assert not Import.objects.exists()


def test_the_longest_origin_that_the_columns_hold_comes_in(consultation):
    source, licence = "x" * 250, "x" * 120
    assert import_list(consultation=consultation, rows=[ImportRow(text="Un")], source=source, licence=licence).created
    assert (Import.objects.get().source, Import.objects.get().licence) == (source, licence)


@pytest.mark.requirement("P-4")
def test_a_text_erased_while_the_worker_encodes_it_gets_no_vector(consultation, monkeypatch):
    import_list(consultation=consultation, rows=[ImportRow(text="Un"), ImportRow(text="Deux")], source="Ailleurs")
    first, second = Version.objects.order_by("proposal__number")

    class Meanwhile:
        name, dimensions = "small-1", 2

        def encode(self, texts):
            Version.objects.filter(pk=first.pk).blank(at=NOW)
            return np.ones((len(texts), 2), dtype=np.float16)

    monkeypatch.setattr("proposals.tasks.load_encoder", lambda name: Meanwhile())
    assert keep_vectors([first.pk, second.pk]) == 1
    assert list(Vector.objects.values_list("version", flat=True)) == [second.pk]
