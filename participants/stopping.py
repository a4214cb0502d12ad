"""One click in a mail stops what brought it, without signing in."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from consult.errors import NotYours
from participants.following import Followed, look_up, unfollow
from participants.models import Mail, Pace, Topic
from participants.notice_settings import choose
from participants.tasks import MAILS_KEPT

HERE = ""  # what a mail program's own button asks for: what brought this mail
KIND = "sorte"
ALL = "tout"


class NoSuchMail(NotYours):
    """No mail has this key, or not any more."""


class Reach(NamedTuple):
    """What a mail brought: its topics, and the one thing that is followed, where all came from that."""

    topics: list[Topic]
    follow: str
    followed: Followed | None


def mail_at(key: str, *, at: datetime) -> Mail:
    """The mail of that key, for a year. One query."""
    mail = Mail.objects.select_related("recipient").filter(key=key, created_at__gt=at - MAILS_KEPT).first()
    if mail is None:
        raise NoSuchMail(
            _("This link has expired, or was not copied whole. In “My space” you choose what you get by e-mail.")
        )
    return mail


def reach_of(mail: Mail) -> Reach:
    """What its link stops. One query, and those of the room of what is followed."""
    rows = set(mail.notices.order_by().values_list("topic", "follow"))
    topics = [topic for topic in Topic if topic in {topic for topic, _follow in rows}]
    follows = {follow for _topic, follow in rows}
    only = follows.pop() if len(follows) == 1 else ""
    return Reach(topics, only, look_up([only]).get(only) if only else None)


def stop(*, mail: Mail, what: str) -> str:
    """Stop what the mail brought, its kinds, or all mail; a second time changes nothing. What was stopped.

    The answer is one of ``HERE`` (the follow), ``KIND`` and ``ALL``.
    """
    reach = reach_of(mail)
    person = mail.recipient
    if what == ALL:
        choose(participant=person, paces={}, no_mail=True)
        return ALL
    if what != KIND and reach.follow:
        unfollow(participant=person, target=reach.follow)
        return HERE
    choose(participant=person, paces=dict.fromkeys(reach.topics, Pace.NEVER), no_mail=person.no_mail)
    return KIND
