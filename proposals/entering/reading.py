"""What a page says of a contribution that the organiser entered."""

from typing import Any

from django.utils.translation import gettext as _

from participants.models import User
from proposals.models import Entry, Import, Proposal


def entered_by(person: User, proposal: Proposal) -> bool:
    """Whether this person entered it for its author. One query at most."""
    return proposal.imported_from_id is not None and person.entries.filter(origin=proposal.imported_from_id).exists()


def entry_data(origin: Import | None) -> dict[str, Any] | None:
    """``entry`` for proposals/_entered.html; None of what was written or imported. Needs ``entry``; no query."""
    entry: Entry | None = getattr(origin, "entry", None)
    if entry is None:
        return None
    sentences = {
        Entry.Medium.LETTER.value: _("Entered by the organiser from a letter"),
        Entry.Medium.EMAIL.value: _("Entered by the organiser from an e-mail"),
        Entry.Medium.PAPER.value: _("Entered by the organiser from a paper form"),
    }
    return {
        "sentence": sentences[entry.medium],
        "received_on": entry.received_on,
        "is_anonymous": entry.basis == Entry.Basis.ANONYMOUS,
        "entered_by": entry.entered_by.public_name if entry.entered_by else "",
        "entered_at": entry.entered_at,
    }
