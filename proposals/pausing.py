"""Who may not write in a consultation for a time: an upper room says so, and every deed of writing asks here.

Reading, taking position, drafts, appeals and one's own data go on.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.registry import Registry
from participants.models import User
from proposals.panels import Reader
from proposals.sending_limits import BeyondLimits


class WritingPaused(BeyondLimits):
    """A moderator keeps this person from writing here until a day: 403. What was typed stays, as for any limit."""

    status = 403


class ShownPause(NamedTuple):
    """Why and until when somebody may not write, in the language of the page, and where they read all of it."""

    sentence: str
    url: str


# The pause of somebody's writing in a consultation at an instant, if there is one; one query at most.
writing_pauses: Registry[Callable[[User, ConsultationPage, datetime], ShownPause | None]] = Registry()


def pause_on(reader: Reader | None, consultation: ConsultationPage, *, at: datetime) -> ShownPause | None:
    """What keeps a reader from writing in a consultation at an instant, or None. Queries: the upper rooms'."""
    if not isinstance(reader, User):
        return None
    found = (find(reader, consultation, at) for find in writing_pauses)
    return next((pause for pause in found if pause is not None), None)


def refuse_paused(author: User | None, consultation: ConsultationPage, *, at: datetime) -> None:
    """Raise ``WritingPaused`` while this person may not write there. Queries: the upper rooms'."""
    pause = pause_on(author, consultation, at=at)
    if pause is not None:
        raise WritingPaused(pause.sentence, pause.url, _("Why, and how to contest it"))
