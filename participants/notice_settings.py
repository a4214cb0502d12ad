"""What each person chooses to get by e-mail, and when."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Refused
from participants.mailing import waiting
from participants.models import CHOSEN, Pace, Topic, User
from participants.paces import next_due
from participants.second_factor import is_of_team

TOPICS = [topic for topic in CHOSEN if topic != Topic.DUTY]  # reminders: shown to those who organise only


class NoSuchPace(Refused):
    """The form says something that it does not offer."""


def settings_of(participant: User) -> dict[str, Any]:
    """For “my space”: each topic with its paces, and whether all mail is off. Two queries at most: the roles."""
    topics = [*TOPICS, *([Topic.DUTY] if _organises(participant) else [])]
    rows = [
        {
            "name": f"mail_{topic}",
            "label": topic.label,
            "choices": [
                {"value": pace.value, "label": pace.label, "chosen": getattr(participant, f"mail_{topic}") == pace}
                for pace in Pace
            ],
        }
        for topic in topics
    ]
    return {"rows": rows, "no_mail": participant.no_mail}


@transaction.atomic
def choose(*, participant: User, paces: Mapping[str, str], no_mail: bool | None = None) -> None:
    """Keep what a person chose; what waits to be sent follows the new choice. One query, and one a topic that changed.

    A topic that is not named stays as it was, and so does ``no_mail``.
    """
    if not set(paces) <= set(CHOSEN) or not set(paces.values()) <= set(Pace.values):
        raise NoSuchPace(_("Choose one of the answers that the form offers."))
    held = User.objects.select_for_update().get(pk=participant.pk)
    before = {topic: held.pace_of(topic) for topic in CHOSEN}
    for topic, pace in paces.items():
        setattr(held, f"mail_{topic}", pace)
    held.no_mail = held.no_mail if no_mail is None else no_mail
    held.save(update_fields=["no_mail", *(f"mail_{topic}" for topic in paces)])
    for topic in CHOSEN:
        if before[topic] != held.pace_of(topic):
            _put_off(held, topic)


def _put_off(person: User, topic: str) -> None:
    """Give what waits its new hour; what was stopped is not sent by a later change of mind."""
    due = next_due(person.pace_of(topic), timezone.now())
    waiting().filter(recipient=person, topic=topic, due_at__isnull=False).update(due_at=due)


def _organises(participant: User) -> bool:
    return is_of_team(participant)
