"""Where people stand on one proposal: the bar, one's own position, and how it is recorded."""

from typing import Any, TypedDict

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Phase
from participants.models import User
from proposals import cards
from proposals.actions import take_position, tally, withdraw_position
from proposals.models import Position, Proposal, Version
from proposals.panels import Reader
from proposals.words import WORD_OF
from proposals.words_read import changed_data


class Opened(TypedDict):
    """Whether positions are taken, and whether one's own can be taken back."""

    is_open: bool
    takes_back: bool


def record(
    proposal: Proposal, participant: User | None, value: Position.Value | None, read_version: int | None
) -> Position | None:
    """Take a position on the version that was read, or take it back when there is no value. Two queries."""
    if value is None:
        withdraw_position(proposal=proposal, participant=participant)
        return None
    return take_position(proposal=proposal, participant=participant, value=value, read_version=read_version)


def own_position(proposal: Proposal, reader: Reader) -> Position | None:
    """Where the reader stands, with the version it was recorded on. One query, none for an anonymous reader."""
    if not isinstance(reader, User):
        return None
    return reader.positions.filter(proposal=proposal).select_related("version").first()


def position_read(proposal: Proposal, reader: Reader) -> Position | None:
    """The same of a proposal that was read ``with_own_position``; no query."""
    read: Any = proposal
    if not isinstance(reader, User) or read.own_value is None:
        return None
    version = Version(pk=read.own_version_id, number=read.own_version, proposal=proposal)
    return Position(
        proposal=proposal, participant=reader, version=version, value=read.own_value, changed_at=read.own_since
    )


def positions_part(
    proposal: Proposal,
    reader: Reader,
    own: Position | None,
    counts: dict[str, Any],
    *,
    is_open: bool,
    takes_back: bool = False,
    error: str = "",
) -> dict[str, Any]:
    """The part of the page that a position changes; the same after a click and on the page loaded anew. No query."""
    return {
        "tally": counts,
        "elsewhere": cards.elsewhere(proposal),
        "own": {"since": own.changed_at, "version": own.version.number} if own else None,
        "changed_url": _changed_since(proposal, own),
        "position": position_data(proposal, reader, own, is_open=is_open, takes_back=takes_back),
        "error": error,
        "changed": None,
    }


def _changed_since(proposal: Proposal, own: Position | None) -> str:
    """Where one reads what changed since one took position; empty where nothing did. Needs ``current``; no query."""
    current = proposal.current
    if own is None or current is None or own.version_id == current.pk:
        return ""
    return reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, current.number])


def position_data(
    proposal: Proposal, reader: Reader, own: Position | None, *, is_open: bool, takes_back: bool = False
) -> dict[str, Any]:
    """What ``components/_position_form.html`` needs; ``takes_back`` as ``opens_taking_back`` says. No query.

    ``current`` is read.
    """
    address = reverse("proposals:position", args=[proposal.consultation.slug, proposal.number])
    assert proposal.current is not None  # a proposal is created with its first version
    return {
        "id": f"position-{proposal.reference}",
        "own": WORD_OF[own.value] if own else None,
        "action": address,
        "version": proposal.current.number,
        "target": "#positions",
        "may_withdraw": own is not None and (is_open or takes_back),
        "sign_in_url": "" if isinstance(reader, User) else address,
        "closed_sentence": "" if is_open else _("Positions cannot be taken at the moment."),
    }


def after_recording(proposal: Proposal, reader: Reader, own: Position | None) -> dict[str, Any]:
    """The part that htmx swaps once a position is recorded. One query: the tally."""
    if own is not None and proposal.current is not None:
        own.version = proposal.current
    return positions_part(proposal, reader, own, cards.as_tally(*tally(proposal)), is_open=proposal.takes_deeds)


def as_it_stands(proposal: Proposal, reader: Reader, *, error: str) -> dict[str, Any]:
    """The same when nothing was recorded, with the reason. Three queries: phases, own position, tally."""
    counts = cards.as_tally(*tally(proposal))
    opened = opened_at(proposal, proposal.consultation.phase_at(timezone.now()))
    return positions_part(proposal, reader, own_position(proposal, reader), counts, **opened, error=error)


def asked_again(proposal: Proposal, reader: Reader, read_version: int | None) -> dict[str, Any]:
    """The same when other words were read, with those that stand now. Two queries: the tally, own position."""
    counts = cards.as_tally(*tally(proposal))
    part = positions_part(proposal, reader, own_position(proposal, reader), counts, is_open=True)
    return {**part, "changed": changed_data(proposal, read_version)}


def opens_positions(proposal: Proposal, phase: Phase | None) -> bool:
    """Whether the answers are offered; the action itself decides again."""
    return proposal.takes_deeds and phase is not None and phase.may_take_position


def opens_taking_back(proposal: Proposal, phase: Phase | None) -> bool:
    """Whether one's own position can be taken back: as above, and on a withdrawn proposal too."""
    return proposal.is_published and phase is not None and phase.may_take_position


def opened_at(proposal: Proposal, phase: Phase | None) -> Opened:
    """What is offered, as ``positions_part`` and ``position_data`` take it."""
    return Opened(is_open=opens_positions(proposal, phase), takes_back=opens_taking_back(proposal, phase))
