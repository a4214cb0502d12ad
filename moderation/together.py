"""A decision on several near-identical texts: on each by itself, so that one that cannot be stops no other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Conflict, DomainError
from moderation.actions import NotModerator, decide
from moderation.closeness import are_alike
from moderation.equal_texts import fold_equal
from moderation.folding import unfold_undone
from moderation.models import Decision, Subject, noun_of
from moderation.noticing import look_at_new
from moderation.undoing import undo
from participants.models import User

MOST = 50  # texts decided on at once: what one person reads in a sitting


class NotAlike(Conflict):
    """A text that was ticked says something else than the one beside which it stood."""


class Ticked(NamedTuple):
    """A text, and what was shown of it as ``decide`` takes it."""

    subject: Subject
    shown: dict[str, Any]


class Outcome(NamedTuple):
    """What was decided, and of each other text the sentence that says why not."""

    decided: list[Decision]
    refused: list[tuple[Subject, str]]


def decide_together(
    *, beside: Subject, ticked: Sequence[Ticked], by: User, reasons: dict[str, Any], at: datetime | None = None
) -> Outcome:
    """Decide on each ticked text as if it were alone, with the same reasons and at the same instant.

    Each is checked against what was read of it, and has its own decision, notice and line in the journal; what
    cannot be decided is left and said: ``AlreadyDecided``, ``ChangedMeanwhile``, ``NotImpartial``, ``NotAlike``.
    Proposals published so fold where they are equal. Not atomic as a whole, on purpose. What comes after ``MOST`` is
    left too. ``NotModerator`` stops at once. Each costs what ``decide`` costs.
    """
    at = at or timezone.now()
    outcome = Outcome([], [])
    for number, (subject, shown) in enumerate(ticked):
        try:
            _refuse_too_many(number)
            _refuse_different(beside, subject)
            outcome.decided.append(decide(subject=subject, by=by, at=at, **shown, **reasons))
        except NotModerator:
            raise
        except DomainError as error:
            outcome.refused.append((subject, error.sentence))
    fold_equal(one.proposal_id for one in outcome.decided if one.kind == Decision.Kind.PUBLISH and one.proposal_id)
    return outcome


def undo_together(*, decision: Decision, by: User, at: datetime | None = None) -> Outcome:
    """Take back each decision that was taken together with this one, as ``undo`` does; what cannot be is said.

    What waits again is looked at anew at once, so that the texts stand together again. One query, and ``undo`` each.
    """
    at = at or timezone.now()
    outcome = Outcome([], [])
    for one in made_together(decision):
        try:
            outcome.decided.append(undo(decision=one, by=by, at=at))
            unfold_undone(one)
        except DomainError as error:
            outcome.refused.append((one.subject, error.sentence))
    look_at_new.enqueue()
    return outcome


def made_together(decision: Decision) -> list[Decision]:
    """The decisions of one moderator at one instant that still stand, this one among them. One query."""
    related = (
        "moderator",
        "proposal__consultation",
        "argument__proposal__consultation",
        "amendment__proposal__consultation",
    )
    same = Decision.objects.lasting().filter(moderator=decision.moderator_id, decided_at=decision.decided_at)
    return list(same.filter(appeal=None).select_related(*related).order_by("pk"))


def _refuse_too_many(number: int) -> None:
    if number >= MOST:
        raise Conflict(_("No more than %(most)d texts are decided on at once: this one still waits.") % {"most": MOST})


def _refuse_different(beside: Subject, subject: Subject) -> None:
    if (noun_of(subject), subject.pk) != (noun_of(beside), beside.pk) and not are_alike(beside, subject):
        raise NotAlike(_("%(reference)s does not say the same: read it by itself.") % {"reference": subject.reference})
