"""What the register shows of journal entries: each room says how its events read and where they lead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.registry import Registry

Describe = Callable[[JournalEntry], str]
DescribePage = Callable[[Sequence[JournalEntry]], Mapping[int, str]]
AddressesOf = Callable[[Sequence[JournalEntry]], Mapping[int, str]]

# By event. A sentence is made of the entry alone, or, where it needs rows, of all such entries of a page at once:
# then it comes by the number of the entry, in a bounded number of queries.
event_descriptions: Registry[Describe] = Registry()
page_descriptions: Registry[DescribePage] = Registry()
# Where the entries of a page lead, by number: those alone at whose address everyone finds something today.
entry_addresses: Registry[AddressesOf] = Registry()


@dataclass(frozen=True)
class RegisterPanel:
    """A part of the register's page that an upper room adds."""

    template: str
    gather: Callable[[HttpRequest], Any]


register_panels: Registry[RegisterPanel] = Registry()


def described(entries: Sequence[JournalEntry]) -> list[dict[str, Any]]:
    """The entries of a page, each with its sentence and where it leads, as plain data. Queries: the rooms'.

    An unknown event shows its own name.
    """
    describe = dict(event_descriptions.items())
    sentences: dict[int, str] = {}
    for event, describe_page in page_descriptions.items():
        if own := [entry for entry in entries if entry.event == event]:
            sentences.update(describe_page(own))
    for entry in entries:
        if entry.number not in sentences:
            known = describe.get(entry.event)
            sentences[entry.number] = known(entry) if known else _("Event: %s") % entry.event
    addresses: dict[int, str] = {}
    for lead in entry_addresses:
        addresses = {**lead(entries), **addresses}
    return [
        {"entry": entry, "sentence": sentences[entry.number], "url": addresses.get(entry.number, "")}
        for entry in entries
    ]
