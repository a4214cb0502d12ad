"""From a file to rows: pure, one row at a time, with the reason for each line that cannot be read."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, tzinfo
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from django.utils.translation import gettext as _

from proposals.importing.rows import ImportRow, LineError, Totals
from proposals.tagging import split_tags

FIELDS = ("text", "title", "tags", "id", "date", "agree", "mixed", "disagree")
GZIP_MAGIC = b"\x1f\x8b"
LONGEST_CELL = 1_000_000  # characters


class Unreadable(Exception):
    """The file as a whole cannot be read as asked; says why."""


def read_mapping(written: str) -> dict[str, str]:
    """Read which column holds what, as it is written on the command line.

    >>> read_mapping("text=réponse,id=reference")
    {'text': 'réponse', 'id': 'reference'}
    """
    mapping: dict[str, str] = {}
    for pair in written.split(","):
        name, equals, column = pair.partition("=")
        if not equals or name.strip() not in FIELDS or not column:
            raise Unreadable(
                _("“%(pair)s” is not of the form field=column; the fields are: %(fields)s.")
                % {"pair": pair, "fields": ", ".join(FIELDS)}
            )
        mapping[name.strip()] = column
    if "text" not in mapping:
        raise Unreadable(_("Say which column holds the text: text=…"))
    return mapping


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Open a file, compressed or not, as UTF-8 text with or without a byte order mark; it is closed at the end."""
    with ExitStack() as opened:
        raw: BinaryIO = opened.enter_context(path.open("rb"))
        compressed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        if compressed:
            raw = cast("BinaryIO", opened.enter_context(gzip.open(raw)))
        yield opened.enter_context(TextIOWrapper(raw, encoding="utf-8-sig", newline=""))


def read_rows(
    lines: Iterable[str], mapping: Mapping[str, str], *, delimiter: str = ",", zone: tzinfo = UTC
) -> Iterator[ImportRow | LineError]:
    """Read a CSV whose first line names the columns.

    Parameters
    ----------
    lines
        The file, or any lines.
    mapping
        From our fields to the file's columns, as ``read_mapping`` gives it.
    zone
        The time zone of dates that name none.

    Yields
    ------
    ImportRow or LineError
        One a record. Its line is that of the record's end, since a text may hold line breaks.

    Raises
    ------
    Unreadable
        When a column is missing, or the file is no UTF-8 text.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.DictReader(lines, delimiter=delimiter, restkey="", strict=True)
    try:
        missing = [column for column in mapping.values() if column not in (reader.fieldnames or [])]
        if missing:
            raise Unreadable(
                _("The file has no column “%(column)s”; its columns are: %(columns)s.")
                % {"column": missing[0], "columns": ", ".join(reader.fieldnames or [])}
            )
        for record in reader:
            yield _read_record(record, mapping, reader.line_num, zone)
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not in UTF-8: save it again in that encoding.")) from error
    except (csv.Error, EOFError, OSError, zlib.error) as error:
        raise Unreadable(
            _("Line %(line)d cannot be read: %(reason)s") % {"line": reader.line_num, "reason": error}
        ) from error


def _read_record(
    record: Mapping[str, str | None], mapping: Mapping[str, str], line: int, zone: tzinfo
) -> ImportRow | LineError:
    if "" in record:
        return LineError(line, _("it has more cells than the first line"))
    if None in record.values():
        return LineError(line, _("it has fewer cells than the first line"))
    cells = {name: (record[column] or "").strip() for name, column in mapping.items()}
    try:
        return ImportRow(
            text=cells["text"],
            title=cells.get("title", ""),
            tags=tuple(split_tags(cells.get("tags", ""))),
            external_id=cells.get("id", ""),
            created_at=read_date(cells.get("date", ""), zone),
            totals=_read_totals(cells),
            line=line,
        )
    except ValueError as error:
        return LineError(line, str(error))


def _read_totals(cells: Mapping[str, str]) -> Totals | None:
    written = {name: cells[name] for name in ("agree", "mixed", "disagree") if cells.get(name)}
    for number in written.values():
        if not (number.isascii() and number.isdigit()):
            raise ValueError(_("“%(number)s” is not a whole number") % {"number": number})
    return Totals(**{name: int(number) for name, number in written.items()}) if written else None


def read_date(written: str, zone: tzinfo) -> datetime | None:
    """Read a date or an instant: ISO 8601, or day/month/year as the French write it.

    >>> read_date("26/09/2015", UTC)
    datetime.datetime(2015, 9, 26, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if not written:
        return None
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        instant = datetime.combine(_french_day(written), time())
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def _french_day(written: str) -> date:
    try:
        day, month, year = map(int, written.split("/"))
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(_("“%(date)s” is not a date, such as 2026-03-01 or 01/03/2026") % {"date": written}) from error
