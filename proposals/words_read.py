"""Which words somebody had before them when they took position: the version whose number their form carried."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.errors import Conflict
from consult.pages import foreign_language
from proposals.models import Proposal


@dataclass
class WordsChanged(Conflict):
    """The proposal has other words than those that were read: nothing is recorded, and the question is put again."""

    proposal: Proposal | None = None  # as it is now, with its current version
    read_version: int | None = None


def refuse_unread(proposal: Proposal, read_version: int | None) -> None:
    """Raise ``WordsChanged`` unless its current version is the one that was read; needs ``current``. No query.

    A form that carries no number was made when none did: it counts where one version alone was ever public.
    """
    if has_changed(proposal, proposal.first_public_version if read_version is None else read_version):
        raise WordsChanged(
            _sentence(proposal),
            changes_url(proposal, read_version),
            _("Read what changed"),
            proposal=proposal,
            read_version=read_version,
        )


def has_changed(proposal: Proposal, read_version: int | None) -> bool:
    """Whether another version than the one read is current; needs ``current``. No query."""
    assert proposal.current is not None  # a proposal is created with its first version
    return read_version != proposal.current.number


def changes_url(proposal: Proposal, read_version: int | None) -> str:
    """Where one reads what changed since the version that one read. No query."""
    assert proposal.current is not None  # a proposal is created with its first version
    number = proposal.current.number
    address = reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, number])
    return f"{address}?depuis={read_version}" if read_version and read_version < number else address


def changed_data(proposal: Proposal, read_version: int | None, *, whole: bool = True) -> dict[str, Any]:
    """What ``proposals/_words_changed.html`` needs: the words as they are now where ``whole``. No query."""
    return {
        "sentence": _sentence(proposal),
        "url": changes_url(proposal, read_version),
        "reference": proposal.reference,
        "title": proposal.title if whole else "",
        "text": proposal.text if whole else "",
        "lang": foreign_language(proposal.language),
    }


def _sentence(proposal: Proposal) -> str:
    return _(
        "The words of %(reference)s have changed since you opened this page. No position was recorded: "
        "read them as they are now, then answer again."
    ) % {"reference": proposal.reference}
