"""A person's rows as an archive: JSON for machines, CSV for spreadsheets, one page for reading."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from consult.cells import safe_cell
from participants.copies.words import column_word, kind_word

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
STEM = {"fr": "mes-donnees"}


def packed(rows: Rows, *, language: str, at: datetime) -> bytes:
    """The ZIP: one JSON file and one page of all, and one CSV file for each kind that has rows. No query."""
    stem = STEM.get(language, "my-data")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.json", as_json(rows))
        archive.writestr(f"{stem}.html", as_page(rows, language=language, at=at))
        for name, some in rows.items():
            if some:
                archive.writestr(f"csv/{name}.csv", as_csv(some))
    return whole.getvalue()


def as_json(rows: Rows) -> str:
    """All kinds in one object."""
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """One line a row, under all columns that any of them has; lists and objects as JSON.

    A mark at its head tells spreadsheets that it is UTF-8.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return f"\ufeff{text.getvalue()}"


def as_page(rows: Rows, *, language: str, at: datetime) -> str:
    """One page that stands alone, in the person's language."""
    with translation.override(language):
        kinds = [
            {
                "title": kind_word(name),
                "rows": [[(column_word(key), _readable(value)) for key, value in row.items()] for row in some],
            }
            for name, some in rows.items()
            if some
        ]
        context = {"kinds": kinds, "language": language, "at": _readable(at)}
        return render_to_string("participants/data_copy.html", context)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        value = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return safe_cell(value)


def _readable(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dict):
        return ", ".join(f"{column_word(key)} {_readable(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_readable(part) for part in value) or "–"
    return str(value)
