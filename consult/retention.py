"""How long rows are kept: each room registers its rules, one task applies them all each night.

What is public stays: published words, the journal, decisions and editions have no rule.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from consult.registry import Registry

logger = logging.getLogger(__name__)
SETTLED = ("SUCCESSFUL", "FAILED", "LOST", "DISCARDED")  # tasks that run no more
GRACE = timedelta(days=1)  # the task runs once a night: until then, what is past its time may still be there


@dataclass(frozen=True)
class Rule:
    """Rows older than ``kept_for`` go. ``old`` counts those past an instant's limit, ``forget`` removes them."""

    kept_for: timedelta
    old: Callable[[datetime], int]
    forget: Callable[[datetime], int]


#: By the name of what is kept. Each is given the instant at which it is applied.
retention_rules: Registry[Rule] = Registry()


def rows_rule(kept_for: timedelta, rows: Callable[[datetime], "QuerySet[Any]"]) -> Rule:
    """A rule for rows that are simply deleted: ``rows`` gives those from before a limit."""
    return Rule(
        kept_for=kept_for,
        old=lambda at: rows(at - kept_for).count(),
        forget=lambda at: rows(at - kept_for).delete()[0],
    )


def apply_rules(*, at: datetime) -> dict[str, int]:
    """Apply every rule; how many rows of what went. One that fails stops no other, and its error is raised last."""
    gone: dict[str, int] = {}
    failed: Exception | None = None
    for name, rule in retention_rules.items():
        try:
            gone[name] = rule.forget(at)
        except Exception as error:  # noqa: BLE001 – raised again below, once the others had their turn
            logger.warning("The rule of retention “%s” failed: %s", name, type(error).__name__)
            failed = failed or error
    if failed is not None:
        raise failed
    return gone


def overdue(*, at: datetime) -> dict[str, int]:
    """What should have gone a day ago and is still there, by the name of the rule."""
    found = {name: rule.old(at - GRACE) for name, rule in retention_rules.items()}
    return {name: count for name, count in found.items() if count}


def _settled_tasks(limit: datetime) -> "QuerySet[Any]":
    tasks: Any = apps.get_model("django_ox", "OxTask")
    settled: QuerySet[Any] = tasks._base_manager.filter(finished_at__lte=limit, status__in=SETTLED)
    return settled


retention_rules.register("sessions", order=10)(
    rows_rule(timedelta(0), lambda limit: Session.objects.filter(expire_date__lte=limit))
)
retention_rules.register("background tasks", order=20)(rows_rule(timedelta(days=30), _settled_tasks))
