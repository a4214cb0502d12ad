"""How the public steps of a wording read in the register, and where their references lead."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import entry_addresses, event_descriptions
from proposals.models import Amendment, Proposal
from proposals.references import amendment_numbers


@entry_addresses.register("amendments")
def amendment_addresses(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The pages of the amendments that entries of any room name, where everyone finds them. One query at most."""
    named: dict[int, tuple[str, int, int]] = {}
    for entry in entries:
        numbers = amendment_numbers(str(entry.content.get("amendment") or ""))
        if numbers and entry.consultation:
            named[entry.number] = (entry.consultation, *numbers)
    if not named:
        return {}
    slugs, proposals, amendments = zip(*named.values(), strict=True)
    rows = Amendment.objects.visible_to(None).filter(
        proposal__in=Proposal.objects.visible_to(None).filter(
            consultation__slug__in=set(slugs), number__in=set(proposals)
        ),
        number__in=set(amendments),
    )
    there = set(rows.order_by().values_list("proposal__consultation__slug", "proposal__number", "number"))
    return {
        entry: reverse("proposals:amendment", args=[*address]) for entry, address in named.items() if address in there
    }


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
