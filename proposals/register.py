"""How this room's public steps read in the register, and where their references lead."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.models import JournalEntry
from consult.register import entry_addresses, event_descriptions
from proposals.references import proposal_number


@entry_addresses.register("proposals")
def proposal_address(entry: JournalEntry) -> str:
    """The page of the proposal that an entry of any room names, itself or one of its arguments. No query."""
    number = proposal_number(str(entry.content.get("proposal") or entry.content.get("argument") or ""))
    return reverse("proposals:detail", args=[entry.consultation, number]) if number and entry.consultation else ""


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
