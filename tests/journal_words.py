"""What an entry of the journal may hold: held against every entry that any test writes."""

import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.utils import timezone

from cms.gates import GATES
from cms.models import Answer, CommitmentStep
from consult.canonical import sha256_of
from consult.models import JournalEntry
from consult.models.journal import GENESIS, entry_body
from moderation.models import Decision
from proposals.models import Entry
from synthesis.models import SetAside

REFERENCE = r"[A-Z]-[0-9]+|[A-Z]-[0-9]+-[ACM][0-9]+"
HASH = r"[0-9a-f]{64}"
PAGE = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # the key that a page has in every language
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
INSTANT = DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
SEED = r"[0-9a-f]{16}"  # what drew a sample
CODES = [
    *Decision.Duration.values, *(gate.code for gate in GATES), *Answer.Stance.values, *CommitmentStep.Kind.values,
    *SetAside.values, *Entry.Medium.values,
]  # fmt: skip
ALLOWED = re.compile("|".join([REFERENCE, HASH, PAGE, SEED, DAY, INSTANT, *CODES]))
NAME = re.compile(r"[a-z_.]{1,60}")  # of an event, or of a part of its content
SLUG = re.compile(r"[-a-zA-Z0-9_]*")


def words_in(entry: JournalEntry) -> list[str]:
    """What stands in an entry and is no reference, hash, count, code or date."""
    found = [name for name in [entry.event, *_keys(entry.content)] if not NAME.fullmatch(name)]
    found += [value for value in _strings(entry.content) if value and not ALLOWED.fullmatch(value)]
    return found + ([] if SLUG.fullmatch(entry.consultation) else [entry.consultation])


def _keys(content: Any) -> Iterator[str]:
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    yield from content if isinstance(content, dict) else ()
    for part in parts:
        yield from _keys(part)


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for part in parts:
        yield from _strings(part)


def refuse_words(sender: Any, instance: JournalEntry, **kwargs: Any) -> None:
    """A receiver: the test that writes such an entry fails, whatever else it shows."""
    assert words_in(instance) == [], f"{instance.event} hands words to the journal"


def written_before(event: str, *, consultation: str = "se-deplacer", **content: Any) -> JournalEntry:
    """An entry as older code wrote it, past the rule."""
    last = JournalEntry.objects.order_by("-number").first()
    at = timezone.now()
    body = entry_body(
        number=last.number + 1 if last else 1,
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        event=event,
        consultation=consultation,
        content=content,
        previous_hash=last.hash if last else GENESIS,
    )
    (entry,) = JournalEntry.objects.bulk_create([JournalEntry(**{**body, "at": at, "hash": sha256_of(body)})])
    return entry
