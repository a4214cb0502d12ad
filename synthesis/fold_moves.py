"""What became of folds that were led anew, as the text that stood for others left the view."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from consult.models import ConsultationPage
from synthesis.models import FoldedText


class Row(NamedTuple):
    """A fold as it is stored, by key."""

    key: int
    version: int
    into: int
    at: datetime
    undone_at: datetime | None


class Present(NamedTuple):
    """A fold that somebody asked for, and the row that says the same now: itself, unless it was led anew."""

    said: Row
    now: Row

    @property
    def turned(self) -> bool:
        """Whether its text stands for the others by now, and the one that stood for them is folded under it."""
        return self.said.version != self.now.version


def present(consultation: ConsultationPage, keys: Iterable[int]) -> list[Present]:
    """Of these folds those that nobody took back, by key. One query, or two."""
    asked = _read(FoldedText.objects.filter(pk__in=list(keys), into__proposal__consultation=consultation))
    acts = {row.at for row in asked if row.undone_at is not None}
    others = FoldedText.objects.filter(into__proposal__consultation=consultation, at__in=acts)
    later = _read(others) if acts else []
    found = [Present(row, _followed(row, later)) for row in asked]
    return [fold for fold in found if fold.now.undone_at is None]


def _read(rows: QuerySet[FoldedText]) -> list[Row]:
    columns = ("pk", "version", "into", "at", "undone_at")
    return [Row(*row) for row in rows.order_by("pk").values_list(*columns)]


def _followed(row: Row, later: Sequence[Row]) -> Row:
    """What is led anew keeps the instant of the act, in which a text is folded once; only the other end changes."""
    for other in later:
        moved = other.version == row.version or (other.version, other.into) == (row.into, row.version)
        if row.undone_at is not None and other.key > row.key and other.at == row.at and moved:
            row = other
    return row


def end(folds: Sequence[Present]) -> int:
    """Take folds back; returns how many texts that concerns. One query, or five where a text stands for others.

    A text that came to stand for others by one of these folds stands by itself: the others go back under the one
    that it stood in for.
    """
    now = timezone.now()
    keys = {fold.now.key for fold in folds}
    turned = {fold.now.into: fold.now.version for fold in folds if fold.turned}
    if turned:
        left = FoldedText.objects.filter(into__in=turned, undone_at__isnull=True).exclude(pk__in=keys)
        others = {(row.version, turned[row.into], row.at): row.key for row in _read(left)}
        before = FoldedText.objects.filter(into__in=turned.values(), undone_at__isnull=False)
        back = {others[row[1:4]]: row.key for row in _read(before) if row[1:4] in others}
        FoldedText.objects.filter(pk__in=back).update(undone_at=now)
        FoldedText.objects.filter(pk__in=back.values()).update(undone_at=None)
    FoldedText.objects.filter(pk__in=keys).update(undone_at=now)
    return len(keys)
