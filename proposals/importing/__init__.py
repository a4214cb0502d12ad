"""Bringing in lists of contributions: reading is pure, writing is one transaction.

``parsing`` turns a file into rows and errors by line; ``writing`` keeps rows (``import_list``,
``import_arguments``), all or nothing; ``vectors`` encodes what came in.
"""

from proposals.importing.rows import ArgumentRow, ImportRefused, ImportResult, ImportRow, LineError, Totals
from proposals.importing.writing import import_list
from proposals.importing.writing_arguments import import_arguments

__all__ = [
    "ArgumentRow",
    "ImportRefused",
    "ImportResult",
    "ImportRow",
    "LineError",
    "Totals",
    "import_arguments",
    "import_list",
]
