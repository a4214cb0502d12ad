"""How this room's public steps read in the register."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.models import JournalEntry
from consult.register import event_descriptions


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
