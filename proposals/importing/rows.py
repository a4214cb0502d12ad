"""What comes in, as plain data, and what can be wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from proposals.models import Import


@dataclass(frozen=True, slots=True)
class Totals:
    """Positions taken elsewhere on one proposal."""

    agree: int = 0
    mixed: int = 0
    disagree: int = 0


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One proposal to bring in.

    Without a title, one is derived from the text; without an identifier, the hash of the text stands for
    it; without a language, the consultation's; without a date, the instant of the import.
    """

    text: str
    title: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    created_at: datetime | None = None
    language: str = ""
    totals: Totals | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ArgumentRow:
    """One argument to bring in, on the proposal whose identifier in its origin is ``proposal``."""

    proposal: str
    stance: str
    text: str
    source_url: str = ""
    created_at: datetime | None = None
    convincing: int = 0
    external_id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that cannot come in, and why. The file's first line, its heading, is number 1; 0 is the whole list."""

    line: int
    reason: str

    def __str__(self) -> str:
        if not self.line:
            return self.reason
        return _("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


@dataclass
class ImportRefused(Exception):
    """Nothing was imported, since some lines cannot be, or what was said of the whole list."""

    errors: Sequence[LineError] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: how many came in, how many were there before, which lines were left out."""

    created: int
    already: int
    errors: tuple[LineError, ...] = ()
    list_hash: str = ""
    record: Import | None = None
