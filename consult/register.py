"""Words for journal entries: each room says how its events read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.registry import Registry

REFERENCE = re.compile(r"P-([1-9][0-9]{0,8})\b")  # as proposals and arguments are named in public
Describe = Callable[[JournalEntry], str]
event_descriptions: Registry[Describe] = Registry()


@dataclass(frozen=True)
class RegisterPanel:
    """A part of the register's page that an upper room adds."""

    template: str
    gather: Callable[[HttpRequest], Any]


register_panels: Registry[RegisterPanel] = Registry()


def described(entry: JournalEntry) -> dict[str, Any]:
    """An entry, its sentence and the number of the proposal that it speaks of, as plain data.

    An unknown event shows its own name.
    """
    describe = dict(event_descriptions.items()).get(entry.event)
    reference = str(entry.content.get("proposal") or entry.content.get("argument") or "")
    number = REFERENCE.match(reference)
    return {
        "entry": entry,
        "sentence": describe(entry) if describe else _("Event: %s") % entry.event,
        "proposal": int(number[1]) if number else None,
    }
