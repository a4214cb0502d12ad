"""Reading CSV files that others made: marks of byte order, quoted lines, files that are broken."""

import csv
import gzip
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path


class Unreadable(Exception):
    """A file cannot serve; the message is a full sentence."""


def rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a CSV file, gzipped where its name says so, that has at least the columns named.

    Raises
    ------
    Unreadable
        When the file is absent, is no UTF-8 text, is no CSV, or lacks a column.
    """
    csv.field_size_limit(sys.maxsize)
    try:
        found = _parsed(path)
    except FileNotFoundError:
        raise Unreadable(f"{path.name} is absent.") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not UTF-8 text: save it again as UTF-8.") from None
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise Unreadable(f"{path.name} cannot be read: {error}.") from None
    header = list(found[0]) if found else []
    missing = [column for column in columns if column not in header]
    if not found:
        raise Unreadable(f"{path.name} holds no row.")
    if missing:
        raise Unreadable(f"{path.name} has no column {', '.join(missing)}: its columns are {', '.join(header)}.")
    return found


def _parsed(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        header = [name.strip() for name in next(lines, [])]
        # A row that is cut short has empty fields at its end.
        return [dict(zip(header, line + [""] * len(header), strict=False)) for line in lines if line]
