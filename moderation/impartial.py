"""Who may decide on a text: a moderator of its consultation, and no party to it."""

from django.utils.translation import gettext as _

from consult.errors import NotAllowed
from moderation.mandates import moderates
from moderation.models import Report, Subject
from participants.models import User
from proposals.entering.reading import entered_by
from proposals.models import Proposal


class NotImpartial(NotAllowed):
    """Nobody decides on a text that they wrote, entered for its author, or reported."""


class NotModerator(NotAllowed):
    """Decisions are the moderators'."""


def refuse_partial(subject: Subject, by: User) -> None:
    """Raise unless this person may decide on this text. Queries: those of ``decides_in``, and two."""
    if not moderates(by, subject):
        raise NotModerator(_("Only moderators decide on contributions."))
    if subject.author_id == by.pk:
        raise NotImpartial(_("You wrote this text: another moderator must decide on it."))
    if isinstance(subject, Proposal) and entered_by(by, subject):
        raise NotImpartial(_("You entered this text for its author: another moderator must decide on it."))
    if Report.objects.on(subject).filter(reporter=by).exists():
        raise NotImpartial(_("You reported this text: another moderator must decide on it."))
