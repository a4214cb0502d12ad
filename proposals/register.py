"""How this room's public steps read in the register, and where their references lead."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.models import JournalEntry
from consult.register import entry_addresses, event_descriptions
from proposals.models import Proposal
from proposals.references import proposal_number


@entry_addresses.register("proposals")
def proposal_addresses(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The pages of the proposals that entries of any room name, themselves or one of their arguments. One query.

    A text that waits, or is back with its author, answers 404 to others: an entry that names it leads nowhere.
    """
    named: dict[int, tuple[str, int]] = {}
    for entry in entries:
        number = proposal_number(str(entry.content.get("proposal") or entry.content.get("argument") or ""))
        if number and entry.consultation:
            named[entry.number] = (entry.consultation, number)
    if not named:
        return {}
    slugs, numbers = zip(*named.values(), strict=True)
    rows = Proposal.objects.visible_to(None).filter(consultation__slug__in=set(slugs), number__in=set(numbers))
    there = set(rows.order_by().values_list("consultation__slug", "number"))
    return {entry: reverse("proposals:detail", args=[*address]) for entry, address in named.items() if address in there}


@event_descriptions.register("proposal.published")
def proposal_published(entry: JournalEntry) -> str:
    return _("Proposal %(reference)s was published, in its version %(version)s.") % {
        "reference": entry.content.get("proposal", ""),
        "version": entry.content.get("version", ""),
    }


@event_descriptions.register("argument.published")
def argument_published(entry: JournalEntry) -> str:
    return _("Argument %(reference)s was published.") % {"reference": entry.content.get("argument", "")}


@event_descriptions.register("proposals.imported")
def proposals_imported(entry: JournalEntry) -> str:
    count = int(entry.content.get("count", 0))
    return ngettext(
        "%(count)d proposal was imported: %(first)s.",
        "%(count)d proposals were imported, from %(first)s to %(last)s.",
        count,
    ) % {"count": count, "first": entry.content.get("first", ""), "last": entry.content.get("last", "")}


@event_descriptions.register("arguments.imported")
def arguments_imported(entry: JournalEntry) -> str:
    count = int(entry.content.get("count", 0))
    return ngettext("%(count)d argument was imported.", "%(count)d arguments were imported.", count) % {"count": count}


@event_descriptions.register("positions.imported")
def positions_imported(entry: JournalEntry) -> str:
    count = int(entry.content.get("count", 0))
    return ngettext("%(count)d position was imported.", "%(count)d positions were imported.", count) % {"count": count}
