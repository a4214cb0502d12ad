"""Marking a proposal as off-topic: everyone reads it still, groupings do not; on a ground, with facts and words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from consult.errors import Conflict, Refused
from moderation.models import Appeal, Decision, Ground, Subject
from proposals.models import Proposal

OFF_TOPIC = "off_topic"  # of a decision, and as the state before one


class NotToBeMarked(Refused):
    """Only proposals are grouped; what breaks the law is no matter of topic."""


class MarkReasonsMissing(Refused):
    """A text is marked with a ground, facts and words to its author, or not at all."""


def refuse_marking(subject: Subject, ground: Ground | None, facts: str, words: str) -> None:
    """Raise unless a text can be marked as off-topic for these reasons. No query."""
    if not isinstance(subject, Proposal):
        raise NotToBeMarked(
            _("Only proposals are marked as off-topic: groupings read neither arguments nor amendments.")
        )
    if ground is None or not facts.strip() or not words.strip():
        raise MarkReasonsMissing(_("To mark a text as off-topic, give the ground, the facts and words to its author."))
    if ground.kind == Ground.Kind.ILLEGAL:
        raise NotToBeMarked(
            _(
                "What breaks the law does not stay in view as off-topic: "
                "withhold it, or choose an article of the charter."
            )
        )


class MarkUnseen(Refused):
    """The mark of a text goes by a decision on that text, not among many."""


def refuse_unseen_mark(subject: Subject) -> None:
    """Raise where publishing a text among others would take away a mark that the list does not explain. No query."""
    if is_off_topic(subject):
        raise MarkUnseen(_("It is marked as off-topic: open it, to keep the mark or take it away."))


def state_of(subject: Subject) -> str:
    """The state of a text as a decision keeps it, to be restored. No query."""
    return OFF_TOPIC if is_off_topic(subject) else str(subject.state)


def is_off_topic(subject: Subject) -> bool:
    return isinstance(subject, Proposal) and subject.is_off_topic


def mark(subject: Subject, ground: Ground, *, at: datetime) -> None:
    """Mark a text, in view again where it was withheld. Needs to have been published before; two queries at most."""
    assert isinstance(subject, Proposal)  # refuse_marking
    if not subject.is_published:
        subject.publish(at=at)
    subject.mark_off_topic(ground=ground.title, at=at)


REASONS = ("ground", "facts", "words")


class MarkContested(Conflict):
    """To leave a mark as it is would take away what its appeal is about, and tell nobody."""


def refuse_leaving(subject: Subject, **reasons: Any) -> None:
    """Raise where a decision would leave as it is a mark that somebody contests. Two queries at most."""
    before = reasons_of_mark(subject)
    if not isinstance(subject, Proposal) or not before or any(before[name] != reasons[name] for name in REASONS):
        return
    if Appeal.objects.waiting().filter(decision__proposal=subject).exists():
        raise MarkContested(_("This mark is contested: the appeal is answered first, by another moderator."))


def reasons_of_mark(subject: Subject) -> dict[str, Any]:
    """Why a text is marked, as ``decide`` takes it to leave the mark as it is; nothing where it is not. One query."""
    standing = _mark_before(subject)
    return {name: getattr(standing, name) for name in REASONS} if standing and is_off_topic(subject) else {}


def leaves_mark(decision: Decision) -> bool:
    """Whether a decision leaves a mark as it was, reasons included: it answers a report and changes nothing. One query.

    Its author, who has these reasons, is not told them again.
    """
    if (decision.kind, decision.state_before) != (Decision.Kind.OFF_TOPIC, OFF_TOPIC) or decision.undoes_id:
        return False
    before = _mark_before(decision.subject, under=decision.number)
    return before is not None and all(getattr(before, name) == getattr(decision, name) for name in REASONS)


def _mark_before(subject: Subject, *, under: int | None = None) -> Decision | None:
    marks = Decision.objects.on(subject).lasting().filter(kind=Decision.Kind.OFF_TOPIC)
    if under is not None:
        marks = marks.filter(number__lt=under)
    return marks.select_related("ground").order_by("-number").first()
