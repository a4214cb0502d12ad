"""What makes a row fit to come in: pure functions over rows."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from consult.text import clean_whitespace_nfc
from proposals.importing.rows import ArgumentRow, ImportRefused, ImportRow, LineError
from proposals.models import Argument

LONGEST_TEXT = 100_000  # characters
LONGEST_TITLE = 250  # characters, as the column
LONGEST_SOURCE, LONGEST_LICENCE = 250, 120  # characters, as the columns of an import
LONGEST_ADDRESS = 500  # characters, as the column
LONGEST_ID = 80  # characters, as the column
GREATEST_COUNT = 2_147_483_647  # as the column
# PostgreSQL keeps no null character, and half a surrogate pair has no UTF-8 form.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def hash_of(text: str) -> str:
    """SHA-256 of a text, whatever its white space and composition: 64 hexadecimal digits."""
    return hashlib.sha256(clean_whitespace_nfc(text).encode()).hexdigest()


def checked_rows(rows: Iterable[ImportRow | LineError], *, now: datetime) -> tuple[list[ImportRow], list[LineError]]:
    """Part the rows that can come in, each with its identifier, from the errors; in the order of the file."""
    return _checked(rows, now, fault=_row_fault, seed=lambda row: row.text, scope=lambda row: "")


def checked_arguments(
    rows: Iterable[ArgumentRow | LineError], *, now: datetime
) -> tuple[list[ArgumentRow], list[LineError]]:
    """The same for arguments, whose identifier is unique on its proposal."""
    return _checked(
        rows, now, fault=_argument_fault, seed=lambda row: f"{row.stance} {row.text}", scope=lambda row: row.proposal
    )


def _checked[Row: (ImportRow, ArgumentRow)](
    rows: Iterable[Row | LineError],
    now: datetime,
    *,
    fault: Callable[[Row], str],
    seed: Callable[[Row], str],
    scope: Callable[[Row], str],
) -> tuple[list[Row], list[LineError]]:
    good: list[Row] = []
    errors: list[LineError] = []
    first_line: dict[tuple[str, str], int] = {}
    copies: dict[tuple[str, str], int] = {}
    for row in rows:
        if isinstance(row, LineError):
            errors.append(row)
            continue
        reason = _common_fault(row, now) or fault(row)
        if not reason and row.external_id and (scope(row), row.external_id) in first_line:
            reason = _("the identifier “%(id)s” was given on line %(line)d already") % {
                "id": row.external_id,
                "line": first_line[scope(row), row.external_id],
            }
        if reason:
            errors.append(LineError(row.line, reason))
            continue
        if not row.external_id:
            # Two people may have written the same words: the second copy is hashed with its rank.
            seal = (scope(row), hash_of(seed(row)))
            copies[seal] = copies.get(seal, 0) + 1
            row = replace(row, external_id=seal[1] if copies[seal] == 1 else hash_of(f"{seal[1]} {copies[seal]}"))
        first_line[scope(row), row.external_id] = row.line
        good.append(row)
    return good, errors


def _common_fault(row: ImportRow | ArgumentRow, now: datetime) -> str:
    if not row.text.strip():
        return _("the text is empty")
    if len(row.text) > LONGEST_TEXT:
        return _("the text is longer than %(most)d characters") % {"most": LONGEST_TEXT}
    if len(row.external_id) > LONGEST_ID:
        return _("the identifier is longer than %(most)d characters") % {"most": LONGEST_ID}
    if row.created_at is not None and row.created_at > now:
        return _("the date is in the future")
    return ""


def refuse_origin(source: str, licence: str) -> None:
    """Raise ``ImportRefused`` when what stands beside every row of a list cannot be kept."""
    if _UNSTORABLE.search(source + licence):
        raise ImportRefused([LineError(0, _("The source or the licence holds a character that cannot be kept."))])
    if len(source) > LONGEST_SOURCE:
        raise ImportRefused(
            [LineError(0, _("The source is longer than %(most)d characters.") % {"most": LONGEST_SOURCE})]
        )
    if len(licence) > LONGEST_LICENCE:
        raise ImportRefused(
            [LineError(0, _("The licence is longer than %(most)d characters.") % {"most": LONGEST_LICENCE})]
        )


def _row_fault(row: ImportRow) -> str:
    if _UNSTORABLE.search("".join([row.text, row.title, row.external_id, *row.tags])):
        return _("it holds a character that cannot be kept")
    if len(row.title) > LONGEST_TITLE:
        return _("the title is longer than %(most)d characters") % {"most": LONGEST_TITLE}
    counts = (row.totals.agree, row.totals.mixed, row.totals.disagree) if row.totals else ()
    if not all(0 <= count <= GREATEST_COUNT for count in counts):
        return _("a total is not a whole number from 0 up")
    return ""


def _argument_fault(row: ArgumentRow) -> str:
    if _UNSTORABLE.search("".join([row.text, row.source_url, row.external_id, row.proposal])):
        return _("it holds a character that cannot be kept")
    if row.stance not in Argument.Stance.values:
        return _("“%(stance)s” is none of: for, against, nuance") % {"stance": row.stance}
    if row.source_url and not row.source_url.startswith(("https://", "http://")):
        return _("the source is not an address on the web")
    if len(row.source_url) > LONGEST_ADDRESS:
        return _("the address of the source is longer than %(most)d characters") % {"most": LONGEST_ADDRESS}
    if not 0 <= row.convincing <= GREATEST_COUNT:
        return _("a total is not a whole number from 0 up")
    return ""
