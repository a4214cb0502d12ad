"""Cells of CSV that a spreadsheet takes for what they are: words."""

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
