"""Telling many people of one change, in batches: who is next, and who was told before."""

from typing import NamedTuple

from django.db.models import QuerySet

from participants.models import Notice, User
from proposals.models import Position, Proposal

BATCH = 200  # people told in one transaction


class Batch(NamedTuple):
    """How many were told, and the last account looked at."""

    told: int
    last: int


def next_takers(positions: "QuerySet[Position]", proposal: Proposal, *, after: int) -> list[User]:
    """The next accounts, by key, that took some positions on a proposal; its author is not among them. One query."""
    rows = User.objects.filter(pk__in=positions.order_by().values("participant"), pk__gt=after, is_active=True)
    rows = rows.filter(email__isnull=False).exclude(email="")  # imported voices read nothing here
    if proposal.author_id is not None:
        rows = rows.exclude(pk=proposal.author_id)
    return list(rows.order_by("pk")[:BATCH])


def not_yet_told(kind: str, people: list[User]) -> list[User]:
    """Those of them who have no notice of that kind. One query."""
    told = set(Notice.objects.filter(kind=kind, recipient__in=people).values_list("recipient_id", flat=True))
    return [person for person in people if person.pk not in told]
