"""Where people stand on an amendment: for its author and the proposal's to read, and nothing is decided by it."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Closed
from participants.models import User
from proposals import cards
from proposals.models import Amendment, AmendmentPosition, Position, Proposal
from proposals.panels import Reader
from proposals.permissions import refuse_taking_back, refuse_taking_position
from proposals.recording import write_while
from proposals.words import WORD_OF


class Answered(Closed):
    """Nobody takes position on what is closed or out of view."""


def take_position(
    *, amendment: Amendment, participant: User | None, value: int, at: datetime | None = None
) -> AmendmentPosition:
    """Record where a participant stands on an amendment: sent twice at once, it stands once.

    Needs the proposal and its consultation. Two queries: the right, the upsert; more where either went meanwhile.
    """
    at = at or timezone.now()
    refuse_position(participant, amendment, at=at)
    assert participant is not None  # refused above
    position = AmendmentPosition(
        amendment=amendment,
        participant=participant,
        value=Position.Value(value),
        created_at=at,
        changed_at=at,
    )
    standing = Amendment.objects.filter(
        pk=amendment.pk,
        state=Amendment.State.PUBLISHED,
        outcome=Amendment.Outcome.OPEN,
        proposal__in=Proposal.objects.standing(),
    )
    if write_while(position, standing, unique=["amendment", "participant"], replacing=["value", "changed_at"]):
        return position
    now = Amendment.objects.select_related("proposal__consultation").get(pk=amendment.pk)
    return take_position(amendment=now, participant=participant, value=value, at=at)


def withdraw_position(*, amendment: Amendment, participant: User | None, at: datetime | None = None) -> bool:
    """Take it back, where the proposal was withdrawn too; whether there was one.

    Two queries: the right, the deletion.
    """
    _refuse_answered(amendment)
    refuse_taking_back(participant, amendment.proposal, at=at or timezone.now())
    assert participant is not None  # refused above
    deleted, _rows = participant.amendment_positions.filter(amendment=amendment).delete()
    return bool(deleted)


def refuse_position(participant: User | None, amendment: Amendment, *, at: datetime) -> None:
    """Raise unless the participant may take position on the amendment. One query."""
    _refuse_answered(amendment)
    refuse_taking_position(participant, amendment.proposal, at=at)


def _refuse_answered(amendment: Amendment) -> None:
    if not (amendment.is_published and amendment.is_open):
        raise Answered(
            _("Positions are taken on amendments that wait for an answer; this one does not."),
            amendment.get_absolute_url(),
            _("Back to the amendment"),
        )


def tallies(amendments: list[Amendment]) -> dict[int, dict[str, Any]]:
    """Positions on each, by primary key, as the position bar wants them. One query."""
    counts: dict[int, dict[int, int]] = {amendment.pk: {} for amendment in amendments}
    rows = AmendmentPosition.objects.filter(amendment__in=amendments).order_by()
    for pk, value, total in rows.values_list("amendment", "value").annotate(total=Count("pk")):
        counts[pk][value] = total
    return {pk: cards.as_tally(*(found.get(value, 0) for value in (1, 0, -1))) for pk, found in counts.items()}


def positions_part(amendment: Amendment, reader: Reader, *, is_open: bool, error: str = "") -> dict[str, Any]:
    """The part of the page that a position changes. Two queries: the tally, the reader's own."""
    own = _own(amendment, reader)
    takes_back = is_open and amendment.is_open
    address = reverse("proposals:amendment_position", args=_address(amendment))
    return {
        "tally": tallies([amendment])[amendment.pk],
        "position": {
            "id": f"position-{amendment.reference}",
            "own": WORD_OF[own.value] if own else None,
            "recorded_at": own.changed_at if own else None,
            "action": address,
            "target": "#positions",
            "may_withdraw": own is not None and takes_back,
            "sign_in_url": "" if isinstance(reader, User) else address,
            "closed_sentence": ""
            if takes_back and amendment.proposal.stands
            else _("Positions cannot be taken at the moment."),
        },
        "error": error,
    }


def _own(amendment: Amendment, reader: Reader) -> AmendmentPosition | None:
    return reader.amendment_positions.filter(amendment=amendment).first() if isinstance(reader, User) else None


def _address(amendment: Amendment) -> list[Any]:
    return [amendment.proposal.consultation.slug, amendment.proposal.number, amendment.number]
