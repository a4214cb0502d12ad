"""A decision taken back within a minute by whoever took it: a slip of the hand is not an appeal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Closed, Conflict, NotAllowed
from moderation import notices, undone_notices
from moderation.actions import NotModerator, lock, record
from moderation.lateness import refuse_late
from moderation.mandates import EVERYWHERE, Reach, moderates
from moderation.models import Decision, Report, Subject, subject_key
from moderation.off_topic import OFF_TOPIC, is_off_topic, leaves_mark, mark, state_of
from moderation.originals import refuse_blanked
from participants.models import User
from proposals.returning import is_answered, return_to_waiting

UNDONE_WITHIN = timedelta(minutes=1)
KIND_OF_STATE = {
    "submitted": Decision.Kind.WAIT,
    "published": Decision.Kind.PUBLISH,
    "withheld": Decision.Kind.WITHHOLD,
    OFF_TOPIC: Decision.Kind.OFF_TOPIC,
}


class TooLateToUndo(Closed):
    """A minute has gone by: what is wrong is mended by another decision."""


class AnsweredAnAppeal(Closed):
    """What was answered to an appeal holds."""


class Contested(Conflict):
    """Somebody contests the decision already: another moderator answers them."""


class NotYourDecision(NotAllowed):
    """Only whoever took a decision takes it back."""


class AnsweredMeanwhile(Conflict):
    """Somebody has answered the text that was published: it does not go back to waiting."""


def undo(*, decision: Decision, by: User, at: datetime | None = None) -> Decision:
    """Put a text back as it was before a decision, by a decision that says so; its author is told.

    Reports that the decision answered wait again, and whoever had read an answer is told so. ``AlreadyDecided`` where
    another decision came since, ``Contested`` where somebody was quick to appeal: no appeal loses its object so.
    """
    at = at or timezone.now()
    _refuse(decision, by, at)
    try:
        with transaction.atomic():
            held = lock(decision.subject)
            refuse_late(held, decision.number)
            refuse_blanked(held)
            _refuse_contested(decision)
            undoing = Decision.objects.create(
                **subject_key(held),
                moderator=by,
                kind=KIND_OF_STATE[decision.state_before],
                state_before=state_of(held),
                undoes=decision,
                decided_at=at,
                number=decision.number + 1,
                **_reasons_before(decision),
            )
            told = _restore(undoing, decision, held)
            answered = Report.objects.on(held).filter(handled_at=decision.decided_at)
            undone_notices.tell_reporters(undoing, list(answered.select_related("reporter")), held)
            answered.update(handled_at=None, answered_at=None)
            if told:
                notices.tell_undone(undoing, held)
    except IntegrityError:
        refuse_late(decision.subject, decision.number)
        raise
    return undoing


def last_of(moderator: Any, *, at: datetime, within: Reach = EVERYWHERE) -> Decision | None:
    """The decision that this moderator can still take back, if there is one. One query.

    ``together`` says how many were taken at the same instant, this one included.
    """
    recent = Decision.objects.filter(within.on(), moderator=moderator, decided_at__gt=at - UNDONE_WITHIN)
    related = ("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation")
    found = recent.lasting().filter(appeal=None).exclude(state_before="").select_related(*related)
    same = Decision.objects.lasting().filter(moderator=moderator, decided_at=OuterRef("decided_at"), appeal=None)
    count = same.order_by().values("decided_at").annotate(number=Count("pk")).values("number")
    return found.annotate(together=Subquery(count)).order_by("-decided_at", "-pk").first()


def find_own(moderator: Any, pk: int, *, within: Reach) -> Decision | None:
    """A decision of this moderator, where they still are one. One query."""
    related = ("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation")
    return Decision.objects.select_related(*related).filter(within.on(), moderator=moderator, pk=pk).first()


def _refuse(decision: Decision, by: User, at: datetime) -> None:
    if decision.moderator_id != by.pk:
        raise NotYourDecision(_("Only the moderator who took a decision can take it back."))
    if not moderates(by, decision.subject):
        raise NotModerator(_("Only moderators decide on contributions."))
    if decision.appeal_id is not None:
        raise AnsweredAnAppeal(_("This decision answers an appeal: the answer was sent, and holds."))
    if at - decision.decided_at > UNDONE_WITHIN or decision.undoes_id or not decision.state_before:
        raise TooLateToUndo(_("A decision can be taken back for one minute. After that, take another decision."))


def _refuse_contested(decision: Decision) -> None:
    if decision.appeals.exists():
        raise Contested(
            _("This decision is contested already: it is not taken back. Another moderator answers the appeal.")
        )


def _reasons_before(decision: Decision) -> dict[str, Any]:
    """The reasons of the withholding, or of the mark, that holds again, or none."""
    if decision.state_before not in {"withheld", OFF_TOPIC}:
        return {}
    held = _held_before(decision)
    return {name: getattr(held, name) for name in ("ground", "facts", "words", "duration", "ends_at")}


def _held_before(decision: Decision) -> Decision:
    """The withholding, or the mark, that stood before a decision ended it. One query."""
    kind = KIND_OF_STATE[decision.state_before]
    earlier = Decision.objects.on(decision.subject).filter(number__lt=decision.number, kind=kind)
    return earlier.lasting().select_related("ground").order_by("-number")[0]


def _restore(undoing: Decision, decision: Decision, subject: Subject) -> bool:
    """Put the text back as it was; whether the decision had told its author something that no longer holds."""
    if leaves_mark(decision):
        record(undoing, subject, "reopened")
        return False  # nobody told its author
    unseen_before = undoing.kind in {Decision.Kind.WAIT, Decision.Kind.WITHHOLD}
    if subject.published_at == decision.decided_at and unseen_before:
        _unpublish(undoing, subject)  # nobody but moderators had read it before
    elif undoing.kind == Decision.Kind.WAIT:
        return_to_waiting(subject)
        record(undoing, subject, "returned")
    if undoing.ground is not None and undoing.kind == Decision.Kind.OFF_TOPIC:
        mark(subject, undoing.ground, at=_held_before(decision).decided_at)
        record(undoing, subject, "off_topic")
    elif undoing.ground is not None:
        subject.withhold(ground=undoing.ground.title, at=_held_before(decision).decided_at)
        record(undoing, subject, "withheld")
    elif undoing.kind == Decision.Kind.PUBLISH and is_off_topic(subject):
        subject.publish(at=undoing.decided_at)
        record(undoing, subject, "on_topic")
    elif undoing.kind == Decision.Kind.PUBLISH and subject.is_withheld:
        subject.publish(at=undoing.decided_at)
        record(undoing, subject, "published_again")
    elif undoing.kind == Decision.Kind.PUBLISH:
        record(undoing, subject, "reopened")
        return False  # it was kept in view, which nobody tells an author
    return True


def _unpublish(undoing: Decision, subject: Subject) -> None:
    if is_answered(subject):
        raise AnsweredMeanwhile(
            _("%(reference)s has been answered since it was published: withhold it, with a ground, if it must go.")
            % {"reference": subject.reference}
        )
    return_to_waiting(subject)
    record(undoing, subject, "returned")
