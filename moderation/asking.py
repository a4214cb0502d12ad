"""Asking an author for a change: the text goes back to them with words, and waits again once they have sent another."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from consult.errors import Refused
from moderation.mandates import EVERYWHERE, Reach
from moderation.models import Decision, Subject
from proposals.models import Proposal
from proposals.sent_back import ChangeAsked

MOST = 500  # listed at once on the desk, folded: no other list holds them


class NotToBeChanged(Refused):
    """Only a proposal that waits, and whose author has an account, goes back to its author."""


class NothingAsked(Refused):
    """A change is asked for in words, or not at all."""


def refuse_asking(subject: Subject, words: str) -> int:
    """The number of the version that a change is asked of; raises where none can be asked. One query.

    What everyone reads stays in view: nobody's words vanish under the name of a request. Arguments and amendments
    are not sent back, since their authors cannot change them.
    """
    if not words.strip():
        raise NothingAsked(_("Say to the author which change you ask for."))
    if not isinstance(subject, Proposal):
        raise NotToBeChanged(
            _("Only proposals go back to their author: an argument or an amendment is published, or withheld.")
        )
    if subject.state != Proposal.State.SUBMITTED or subject.current is None:
        raise NotToBeChanged(
            _(
                "This text does not wait any more, so that it does not go back to its author. Keep it in view, "
                "or withhold it with a ground."
            )
        )
    if subject.author_id is None:
        raise NotToBeChanged(_("This text has no author who could change it here: publish it, or withhold it."))
    return subject.current.number


def may_be_asked(subject: Subject) -> bool:
    """Whether a change can be asked of its author, as ``refuse_asking`` says when it is sent. No query."""
    if not isinstance(subject, Proposal):
        return False
    return subject.state == Proposal.State.SUBMITTED and subject.author_id is not None


def unread_words(subject: Subject, asked: ChangeAsked | None) -> str:
    """Why a text that nobody reported stands in the queue."""
    if subject.is_published:
        return _("Published at once, not read yet")
    if asked is None:
        return _("Waits for its first reading")
    return _("Sent again after a change was asked for") if asked.is_answered else _("Waits for its author")


def waiting_since(subject: Subject) -> datetime:
    """Since when a text waits for a moderator: since it was sent, or sent again after a change was asked. Two queries.

    The time that its author took is not the moderators'.
    """
    if isinstance(subject, Proposal) and subject.current is not None:
        earlier = Decision.objects.on(subject).lasting().filter(kind=Decision.Kind.CHANGE)
        if earlier.filter(on_version__lt=subject.current.number).exists():
            return subject.current.created_at
    return subject.created_at


def asked_of(proposals: Sequence[Proposal]) -> dict[int, ChangeAsked]:
    """The last change that was asked of each proposal, by primary key; needs ``current``. One query."""
    current = {proposal.pk: proposal.current.number for proposal in proposals if proposal.current is not None}
    asked = Decision.objects.lasting().filter(kind=Decision.Kind.CHANGE, proposal__in=current)
    return {
        decision.proposal_id: ChangeAsked(
            words=decision.words,
            ground=decision.ground.title if decision.ground else "",
            at=decision.decided_at,
            is_answered=current[decision.proposal_id] > decision.on_version,
        )
        for decision in asked.select_related("ground").order_by("number")
        if decision.proposal_id is not None and decision.on_version is not None
    }


def with_their_authors(within: Reach = EVERYWHERE) -> list[Decision]:
    """Requests that wait for their authors, the oldest first, with their proposals. One query."""
    waiting = Decision.objects.asking().filter(within.on_proposal(), proposal__state=Proposal.State.SUBMITTED)
    return list(waiting.select_related("proposal__consultation").order_by("decided_at", "pk")[:MOST])
