"""Writing and verifying the public journal."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consult.canonical import sha256_of
from consult.locks import take_turn
from consult.models.journal import GENESIS, JournalEntry, JournalHead, entry_body

PLAIN = re.compile(r"[A-Za-z0-9_.:-]{0,64}")  # a reference, a hash, a code, a date: no space, no accent


class TypedWords(ValueError):
    """Something was handed to the journal that may be somebody's words."""


@transaction.atomic
def record(event: str, *, consultation: str = "", **content: Any) -> JournalEntry:
    """Append one public step, in the transaction of the deed itself: both happen or neither.

    ``content`` holds references, hashes, counts, codes and dates only: anything else is ``TypedWords``.
    """
    for value in _leaves([event, content]):
        if not (value is None or isinstance(value, int) or (isinstance(value, str) and PLAIN.fullmatch(value))):
            raise TypedWords(f"The journal takes references, hashes, counts, codes and dates: not {value!r}.")
    take_turn("journal")
    last = JournalEntry.objects.order_by("-number").only("number", "hash").first()
    at = timezone.now()
    body = entry_body(
        number=last.number + 1 if last else 1,
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        event=event,
        consultation=consultation,
        content=content,
        previous_hash=last.hash if last else GENESIS,
    )
    return JournalEntry.objects.create(**{**body, "at": at, "hash": sha256_of(body)})


def _leaves(content: Any) -> Iterator[Any]:
    """Every key and every value of a content, however deep."""
    if isinstance(content, dict):
        yield from content
        yield from _leaves(list(content.values()))
    elif isinstance(content, list | tuple):
        for part in content:
            yield from _leaves(part)
    else:
        yield content


class Break(NamedTuple):
    """The first entry that does not hold."""

    number: int
    reason: str


def first_break(entries: Iterable[JournalEntry]) -> Break | None:
    """Walk entries by ascending number; the first whose number, chain or hash is wrong, or None."""
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry.number != expected:
            return Break(expected, f"entry {expected} is missing")
        if entry.previous_hash != previous:
            return Break(entry.number, "its previous hash is not the hash of the entry before")
        if sha256_of(entry.body()) != entry.hash:
            return Break(entry.number, "its hash is not the hash of its content")
        previous, expected = entry.hash, expected + 1
    return None


def first_lost_head(heads: Iterable[JournalHead]) -> Break | None:
    """The first noted head of a day that the chain does not hold any more, or None. One query a head."""
    for head in heads:
        if not JournalEntry.objects.filter(number=head.number, hash=head.hash).exists():
            return Break(head.number, f"the head noted on {head.day} is not in the chain any more")
    return None


def heads_of_days() -> QuerySet[JournalHead]:
    """The heads that were noted, newest day first."""
    return JournalHead.objects.all()


def note_head(day: date) -> JournalHead | None:
    """Keep the head of the chain for a day, once; None while the journal is empty."""
    last = JournalEntry.objects.order_by("-number").first()
    if last is None:
        return None
    head, _created = JournalHead.objects.get_or_create(day=day, defaults={"number": last.number, "hash": last.hash})
    return head
