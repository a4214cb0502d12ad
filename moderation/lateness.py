"""Who was quicker: the decisions on a text are numbered, and one that was not read stops the next."""

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.errors import Conflict
from moderation.models import Decision, Subject


class AlreadyDecided(Conflict):
    """Another decision came while this moderator was reading."""


def refuse_late(subject: Subject, seen: int) -> None:
    """Raise ``AlreadyDecided`` unless the text has as many decisions as were seen. Two queries at most."""
    if _last_number(subject) != seen:
        raise _already(subject)


def refuse_replaced(subject: Subject, decision: Decision) -> int:
    """The number of the last decision on the text, or ``AlreadyDecided`` where this one stands no more. Two queries.

    What was taken back within its minute, and what took it back, replaced nothing.
    """
    if not Decision.objects.standing().filter(pk=decision.pk).exists():
        raise _already(subject)
    return _last_number(subject)


def _last_number(subject: Subject) -> int:
    return Decision.objects.on(subject).aggregate(last=Max("number"))["last"] or 0


def _already(subject: Subject) -> AlreadyDecided:
    last = Decision.objects.on(subject).select_related("moderator").order_by("-number").first()
    who = last.moderator.public_name if last and last.moderator else _("the end of a term")
    when = date_format(timezone.localtime(last.decided_at), "H:i") if last else ""
    return AlreadyDecided(
        _("%(reference)s was already dealt with by %(who)s at %(when)s. Read it again before deciding.")
        % {"reference": subject.reference, "who": who, "when": when}
    )
