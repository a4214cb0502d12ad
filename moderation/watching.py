"""Unusual flows of positions: seen a minute later, told to moderators, and nothing else: none is dropped."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from consult.locks import take_turn
from consult.retention import retention_rules, rows_rule
from moderation.mandates import EVERYWHERE, Reach
from moderation.models import PositionAlert
from proposals.models import Position, Proposal

logger = logging.getLogger(__name__)
MANY, WINDOW, YOUNG = 50, timedelta(minutes=5), timedelta(hours=24)
LOOKED_BACK = timedelta(minutes=30)  # so that a worker that comes late sees it all the same
SHOWN_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=365)


class Flow(NamedTuple):
    """The densest five minutes on one proposal."""

    positions: int
    began_at: datetime
    ended_at: datetime


@task()
def watch_positions() -> int:
    """Note the flows of the last half hour, each once; how many alerts are new. Two queries, and three a flow."""
    return len(note_flows(at=timezone.now()))


@transaction.atomic
def note_flows(*, at: datetime) -> list[PositionAlert]:
    """Keep an alert for each flow, or bring the one that is there up to date; the new ones are returned."""
    take_turn("flows of positions")
    new = []
    for proposal, flow in flows(at=at).items():
        same = PositionAlert.objects.filter(proposal=proposal, ended_at__gte=flow.began_at - LOOKED_BACK)
        if same.exists():
            same.filter(count__lt=flow.positions).update(count=flow.positions, ended_at=flow.ended_at)
            continue
        ends = {"began_at": flow.began_at, "ended_at": flow.ended_at}
        new.append(PositionAlert.objects.create(proposal_id=proposal, count=flow.positions, **ends))
    for row in Proposal.objects.filter(pk__in=[alert.proposal_id for alert in new]).select_related("consultation"):
        logger.warning(
            "Many positions within five minutes, from young accounts, on %s of %s: none was dropped.",
            row.reference,
            row.consultation.slug,
        )
    return new


def flows(*, at: datetime) -> dict[int, Flow]:
    """By proposal, the flows of at least fifty positions of accounts younger than a day. One query."""
    begun = at - LOOKED_BACK
    rows = (
        Position.objects.filter(created_at__gt=begun, created_at__lte=at, participant__joined_at__gt=begun - YOUNG)
        .order_by("proposal", "created_at")
        .values_list("proposal", "created_at", "participant__joined_at")
    )
    young = [(proposal, taken) for proposal, taken, joined in rows if taken - joined < YOUNG]
    found = {key: densest([taken for _key, taken in some]) for key, some in groupby(young, key=itemgetter(0))}
    return {proposal: flow for proposal, flow in found.items() if flow.positions >= MANY}


def densest(instants: Sequence[datetime]) -> Flow:
    """The most of some ordered instants that lie within one window.

    >>> begin = datetime(2026, 3, 2)
    >>> densest([begin, begin + WINDOW, begin + 3 * WINDOW]).positions
    2
    """
    best, first = Flow(1, instants[0], instants[0]), 0
    for last, instant in enumerate(instants):
        while instant - instants[first] > WINDOW:
            first += 1
        if last - first + 1 > best.positions:
            best = Flow(last - first + 1, instants[first], instant)
    return best


def recent_alerts(*, at: datetime, within: Reach = EVERYWHERE) -> list[dict[str, Any]]:
    """What the desk shows: those of the last seven days. One query."""
    recent = PositionAlert.objects.filter(within.on_proposal(), ended_at__gt=at - SHOWN_FOR)
    rows = recent.select_related("proposal__consultation")
    return [
        {
            "reference": alert.proposal.reference,
            "url": alert.proposal.get_absolute_url(),
            "count": alert.count,
            "ended_at": alert.ended_at,
        }
        for alert in rows.order_by("-ended_at", "-pk")[:20]
    ]


retention_rules.register("flows of positions", order=300)(
    rows_rule(KEPT_FOR, lambda limit: PositionAlert.objects.filter(ended_at__lte=limit))
)
