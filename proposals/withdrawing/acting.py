"""Withdrawing one's proposal, and taking that back. Each is atomic and raises its own named error."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from participants.models import User
from proposals.models import Proposal
from proposals.permissions import refuse_withdrawing
from proposals.withdrawing.tasks import tell_of_return, tell_of_withdrawal

TIME_TO_RESTORE = timedelta(hours=24)


class AlreadyWithdrawn(Conflict):
    """It was withdrawn meanwhile, otherwise than this form says."""


class TooLate(Conflict):
    """A withdrawal is taken back within a day, or stands."""


class NotAnOther(Refused):
    """One withdraws in favour of another proposal of the consultation, one that stands."""


def withdraw(
    *, proposal: Proposal, author: User | None, in_favour_of: Proposal | None = None, at: datetime | None = None
) -> Proposal:
    """Withdraw a proposal; those who took position on it are told in a task, and no position is moved.

    Needs the consultation. The same form sent again changes nothing; another one raises ``AlreadyWithdrawn``. Both
    rows are held in the order of their keys: of two that withdraw in favour of each other at once, one is refused.
    """
    at = at or timezone.now()
    refuse_withdrawing(author, proposal, at=at)
    with transaction.atomic():
        held, other = _hold(proposal, in_favour_of)
        refuse_withdrawing(author, held, at=at)
        if held.withdrawn_at is not None:
            return _as_it_is(held, other)
        _refuse_other(held, other)
        held.withdraw(at=at, in_favour_of=other)
        content = {"in_favour_of": other.reference} if other else {}
        journal.record("proposal.withdrawn", consultation=held.consultation.slug, proposal=held.reference, **content)
        tell_of_withdrawal.enqueue(held.pk, at.isoformat())
        return held


def restore(*, proposal: Proposal, author: User | None, at: datetime | None = None) -> Proposal:
    """Let a withdrawn proposal stand again, within a day; what already stands stays as it is. Needs the consultation.

    Those who were told of the withdrawal are told of this too.
    """
    at = at or timezone.now()
    refuse_withdrawing(author, proposal, at=at, restores=True)
    with transaction.atomic():
        held, _other = _hold(proposal, None)
        refuse_withdrawing(author, held, at=at, restores=True)
        if held.withdrawn_at is None:
            return held
        if not may_restore(held, at=at):
            raise TooLate(
                _("A withdrawal is taken back within 24 hours. You may submit your proposal anew."),
                held.get_absolute_url(),
                _("Back to the proposal"),
            )
        withdrawn_at = held.withdrawn_at
        held.restore()
        journal.record("proposal.restored", consultation=held.consultation.slug, proposal=held.reference)
        tell_of_return.enqueue(held.pk, withdrawn_at.isoformat())
        return held


def may_restore(proposal: Proposal, *, at: datetime) -> bool:
    """Whether there is still time to take a withdrawal back. No query."""
    return proposal.withdrawn_at is not None and at < proposal.withdrawn_at + TIME_TO_RESTORE


def _hold(proposal: Proposal, other: Proposal | None) -> tuple[Proposal, Proposal | None]:
    """Both rows as they are now, held until the transaction ends. One query."""
    keys = [proposal.pk, *([other.pk] if other else [])]
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("consultation")
    held = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    return held[proposal.pk], held[other.pk] if other else None


def _as_it_is(held: Proposal, other: Proposal | None) -> Proposal:
    if held.withdrawn_for_id != (other.pk if other else None):
        raise AlreadyWithdrawn(
            _("You have withdrawn this proposal already. Take that back first, to name another one."),
            held.get_absolute_url(),
            _("Back to the proposal"),
        )
    return held


def _refuse_other(held: Proposal, other: Proposal | None) -> None:
    if other is None:
        return
    if not other.stands or other.pk == held.pk or other.consultation_id != held.consultation_id:
        raise NotAnOther(
            _("Name another proposal of this consultation, one that is in view and not withdrawn."),
            held.get_absolute_url(),
            _("Back to the proposal"),
        )
