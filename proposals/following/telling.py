"""Telling followers of an event, in batches: each once, whatever they follow."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from consult.locks import take_turn
from participants.following import followers, reasons_of
from participants.mailing import in_view
from participants.models import Topic, User
from participants.notices import tell_many
from proposals.following.events import Event

BATCH = 500  # people told in one transaction


class Batch(NamedTuple):
    """How many were told, and the last account looked at."""

    told: int
    last: int


def tell_all(event: Event) -> int:
    """Tell those whose text it is on, where they are told, then the followers; how many. A second run tells nobody.

    Nor does a run while what it speaks of is out of view.
    """
    with transaction.atomic():
        told = _tell_owners(event)
    after = 0
    while True:
        with transaction.atomic():
            batch = tell_batch(event, after=after)
        if batch is None:
            return told
        told, after = told + batch.told, batch.last


def tell_batch(event: Event, *, after: int) -> Batch | None:
    """Tell the next followers, by account; None when there is none left. Call inside a transaction.

    Nine queries, however many they are.
    """
    take_turn(f"telling {event.kind}")
    people = list(followers(event.targets, after=after, most=BATCH)) if in_view({event.about}) else []
    if not people:
        return None
    fresh = [person for person in people if person.pk not in event.doers]
    return Batch(_tell(event, fresh, Topic.FOLLOW, follows=True), people[-1].pk)


def _tell_owners(event: Event) -> int:
    """Seven queries at most."""
    owners = event.owners - event.doers
    if not owners:
        return 0
    take_turn(f"telling {event.kind}")
    if not in_view({event.about}):
        return 0
    people = User.objects.filter(pk__in=owners, is_active=True, email__isnull=False).exclude(email="").order_by("pk")
    return _tell(event, list(people), Topic.ARGUMENT, follows=False)


def _tell(event: Event, people: Sequence[User], topic: Topic, *, follows: bool) -> int:
    return tell_many(
        people,
        kind=event.kind,
        topic=topic,
        words=event.words,
        url=event.url,
        about=event.about,
        follows=reasons_of(people, event.targets) if follows else None,
    )
