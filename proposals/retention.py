"""How long this room keeps what is not public, and what it takes for a sign of life."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from consult.retention import retention_rules, rows_rule
from participants.registries import signs_of_life
from proposals.drafts.forgetting import KEPT_FOR
from proposals.models import Amendment, Argument, Draft, Position, Proposal
from proposals.similar.forgetting import SHOWN_KEPT, UNSENT_KEPT, ended_before, shown_before, unsent_before

retention_rules.register("drafts", order=200)(
    rows_rule(KEPT_FOR, lambda limit: Draft.objects.filter(saved_at__lte=limit))
)
retention_rules.register("close proposals shown", order=210)(rows_rule(SHOWN_KEPT, shown_before))
retention_rules.register("answers on close proposals", order=220)(rows_rule(SHOWN_KEPT, ended_before))
retention_rules.register("answers of unsent texts", order=230)(rows_rule(UNSENT_KEPT, unsent_before))


@signs_of_life.register("positions")
def took_position(since: datetime) -> "QuerySet[Any, Any]":
    return Position.objects.filter(changed_at__gt=since).order_by().values("participant")


@signs_of_life.register("drafts")
def wrote_draft(since: datetime) -> "QuerySet[Any, Any]":
    return Draft.objects.filter(saved_at__gt=since).order_by().values("author")


@signs_of_life.register("proposals")
def proposed(since: datetime) -> "QuerySet[Any, Any]":
    return Proposal.objects.filter(created_at__gt=since, author__isnull=False).order_by().values("author")


@signs_of_life.register("arguments")
def argued(since: datetime) -> "QuerySet[Any, Any]":
    return Argument.objects.filter(created_at__gt=since, author__isnull=False).order_by().values("author")


@signs_of_life.register("amendments")
def amended(since: datetime) -> "QuerySet[Any, Any]":
    return Amendment.objects.filter(created_at__gt=since, author__isnull=False).order_by().values("author")
