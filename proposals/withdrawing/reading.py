"""What a proposal's page says of its withdrawal."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from consult.pages import foreign_language
from proposals.models import Position, Proposal
from proposals.panels import Reader
from proposals.withdrawing.acting import may_restore
from proposals.words import WORD_OF


def withdrawn_part(
    proposal: Proposal, reader: Reader, own: Position | None, *, is_open: bool, takes_back: bool
) -> dict[str, Any]:
    """``withdrawn`` for proposals/_withdrawn.html, and ``withdraw_url``, empty where it is not offered.

    Needs ``withdrawn_for`` and its words; no query.
    """
    address = [proposal.consultation.slug, proposal.number]
    is_author = proposal.author_id is not None and proposal.author_id == reader.pk
    if proposal.withdrawn_at is None:
        offered = is_author and is_open
        return {"withdrawn": None, "withdraw_url": reverse("proposals:withdraw", args=address) if offered else ""}
    restores = is_author and may_restore(proposal, at=timezone.now())
    data = {
        "date": proposal.withdrawn_at,
        "other": _other(proposal),
        "own": WORD_OF[own.value] if own else "",
        "takes_back": takes_back,
        "restore_url": reverse("proposals:restore", args=address) if restores else "",
    }
    return {"withdrawn": data, "withdraw_url": ""}


def _other(proposal: Proposal) -> dict[str, Any] | None:
    """The proposal in whose favour it was withdrawn; its title only while that is in view."""
    other = proposal.withdrawn_for
    if other is None:
        return None
    other.consultation = proposal.consultation
    return {
        "reference": other.reference,
        "url": other.get_absolute_url(),
        "title": other.title if other.is_published else "",
        "lang": foreign_language(other.language),
        "position_url": reverse("proposals:position", args=[other.consultation.slug, other.number])
        if other.stands
        else "",
    }
