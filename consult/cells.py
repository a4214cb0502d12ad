"""Cells of CSV that a spreadsheet takes for what they are: words."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before a sign that would begin one.

    >>> safe_cell("=1+1"), safe_cell(" vélo "), safe_cell(True), safe_cell(-1)
    ("'=1+1", ' vélo ', 'true', '-1')
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return str(cell)
    return f"'{cell}" if str(cell).startswith(BEGINS_A_FORMULA) else str(cell)


class _Echo:
    """What the csv module writes to; gives the line back."""

    def write(self, line: str) -> str:
        return line


def csv_line(cells: Iterable[Any]) -> str:
    """One line of CSV, its end included, each cell made safe.

    >>> csv_line(["V-1", "=1+1", 3])
    "V-1,'=1+1,3\\r\\n"
    """
    line: str = csv.writer(_Echo()).writerow([safe_cell(cell) for cell in cells])
    return line


def instant(at: datetime | None) -> str:
    """A time in UTC to the second, as open data has it; empty where there is none.

    >>> instant(datetime(2026, 3, 2, 12, tzinfo=UTC)), instant(None)
    ('2026-03-02T12:00:00+00:00', '')
    """
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
