"""How the public steps of a wording read in the register, and where their references lead."""

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import entry_addresses, event_descriptions
from proposals.references import amendment_numbers


@entry_addresses.register("amendments")
def amendment_address(entry: JournalEntry) -> str:
    """The page of the amendment that an entry of any room names. No query."""
    numbers = amendment_numbers(str(entry.content.get("amendment") or ""))
    return reverse("proposals:amendment", args=[entry.consultation, *numbers]) if numbers and entry.consultation else ""


@event_descriptions.register("proposal.changed")
def proposal_changed(entry: JournalEntry) -> str:
    return _("The author of %(reference)s changed its words before anyone answered it: version %(version)s.") % {
        "reference": entry.content.get("proposal", ""),
        "version": entry.content.get("version", ""),
    }


@event_descriptions.register("amendment.published")
def amendment_published(entry: JournalEntry) -> str:
    return _("Amendment %(reference)s was published.") % {"reference": entry.content.get("amendment", "")}


@event_descriptions.register("amendment.accepted")
def amendment_accepted(entry: JournalEntry) -> str:
    return _("Amendment %(reference)s was accepted, and made version %(version)s of the proposal.") % {
        "reference": entry.content.get("amendment", ""),
        "version": entry.content.get("version", ""),
    }


@event_descriptions.register("amendment.declined")
def amendment_declined(entry: JournalEntry) -> str:
    return _("Amendment %(reference)s was declined by the proposal’s author.") % {
        "reference": entry.content.get("amendment", "")
    }


@event_descriptions.register("amendment.withdrawn")
def amendment_withdrawn(entry: JournalEntry) -> str:
    return _("Amendment %(reference)s was withdrawn by its author.") % {"reference": entry.content.get("amendment", "")}
