"""What a moderator asks the author of a waiting proposal to change: told by an upper room, shown to the author."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.registry import Registry
from proposals.models import Proposal


@dataclass(frozen=True)
class ChangeAsked:
    """The last words to the author, with their ground if there is one; ``is_answered`` by a later version."""

    words: str
    ground: str
    at: datetime
    is_answered: bool


# What is asked of the authors of some waiting proposals, by primary key; one query at most.
changes_asked: Registry[Callable[[Sequence[Proposal]], Mapping[int, ChangeAsked]]] = Registry()


def asked_of(proposals: Sequence[Proposal]) -> dict[int, ChangeAsked]:
    """What is asked of the authors of those that wait, by primary key; needs ``current``. One query at most."""
    waiting = [proposal for proposal in proposals if proposal.state == Proposal.State.SUBMITTED]
    found: dict[int, ChangeAsked] = {}
    for ask in changes_asked if waiting else ():
        found |= ask(waiting)
    return found


def awaits_author(proposal: Proposal) -> bool:
    """Whether a change is asked that its author has not sent yet; needs ``current``. One query at most."""
    asked = asked_of([proposal]).get(proposal.pk)
    return asked is not None and not asked.is_answered
