"""One click in a mail stops what brought it, without signing in."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from consult.errors import NotYours
from participants.following import Followed, look_up, unfollow
from participants.models import CHOSEN, Mail, Pace, Topic
from participants.notice_settings import choose
from participants.tasks import MAILS_KEPT

HERE = ""  # what a mail program's own button asks for: what brought this mail
KIND = "sorte"
ALL = "tout"


class NoSuchMail(NotYours):
    """No mail has this key, or not any more."""


class Reach(NamedTuple):
    """What a mail brought: its topics, those of what came for no follow, and what is followed with what it leads to.

    What concerns the account itself is none of them: it is sent whatever one chooses.
    """

    topics: list[Topic]
    own: list[Topic]
    follows: dict[str, Followed | None]


def mail_at(key: str, *, at: datetime) -> Mail:
    """The mail of that key, for a year. One query."""
    mail = Mail.objects.select_related("recipient").filter(key=key, created_at__gt=at - MAILS_KEPT).first()
    if mail is None:
        raise NoSuchMail(
            _("This link has expired, or was not copied whole. In “My space” you choose what you get by e-mail.")
        )
    return mail


def reach_of(mail: Mail) -> Reach:
    """What its link stops. One query, and those of the rooms of what is followed."""
    rows = set(mail.notices.order_by().values_list("topic", "follow"))
    found = {topic for topic, _follow in rows}
    own = {topic for topic, follow in rows if not follow}
    follows = sorted({follow for _topic, follow in rows if follow})
    names = look_up(follows)
    return Reach(
        [topic for topic in CHOSEN if topic in found],
        [topic for topic in CHOSEN if topic in own],
        {follow: names.get(follow) for follow in follows},
    )


def stop(*, mail: Mail, what: str) -> str:
    """Stop what the mail brought, its kinds, or all mail; a second time changes nothing. What was stopped.

    The answer is one of ``HERE`` (the things followed, and the kinds of what came for no follow), ``KIND`` and ``ALL``.
    """
    reach = reach_of(mail)
    person = mail.recipient
    if what == ALL:
        choose(participant=person, paces={}, no_mail=True)
        return ALL
    here = what != KIND and bool(reach.follows)
    choose(participant=person, paces=dict.fromkeys(reach.own if here else reach.topics, Pace.NEVER))
    for target in reach.follows if here else ():
        unfollow(participant=person, target=target)
    return HERE if here else KIND
