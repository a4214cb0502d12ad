"""How a withdrawal reads in the register."""

from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import event_descriptions


@event_descriptions.register("proposal.withdrawn")
def proposal_withdrawn(entry: JournalEntry) -> str:
    names = {"reference": entry.content.get("proposal", ""), "other": entry.content.get("in_favour_of", "")}
    if names["other"]:
        return _("Proposal %(reference)s was withdrawn by its author, in favour of %(other)s.") % names
    return _("Proposal %(reference)s was withdrawn by its author.") % names


@event_descriptions.register("proposal.restored")
def proposal_restored(entry: JournalEntry) -> str:
    return _("The author of %(reference)s took its withdrawal back: it stands again.") % {
        "reference": entry.content.get("proposal", "")
    }
