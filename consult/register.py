"""Words for journal entries: each room says how its events read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.registry import Registry

Describe = Callable[[JournalEntry], str]
event_descriptions: Registry[Describe] = Registry()


@dataclass(frozen=True)
class RegisterPanel:
    """A part of the register's page that an upper room adds."""

    template: str
    gather: Callable[[HttpRequest], Any]


register_panels: Registry[RegisterPanel] = Registry()


def described(entry: JournalEntry) -> dict[str, Any]:
    """An entry and its sentence, as plain data; an unknown event shows its own name."""
    describe = dict(event_descriptions.items()).get(entry.event)
    return {"entry": entry, "sentence": describe(entry) if describe else _("Event: %s") % entry.event}
