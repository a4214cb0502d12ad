"""Limits on how often something is tried, counted in the database (D-2, S-9).

All processes count together, a restart forgets nothing, and no cache is asked: where the database is down nothing is
tried at all. What is counted is kept under a key made with the site's secret, of neither address nor account.
"""

import ipaddress
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consult.locks import take_turn
from consult.models import Attempt
from consult.retention import retention_rules, rows_rule

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=1)  # longer than any limit looks back


class Limit(NamedTuple):
    """So many tries within a time, for whoever ``of`` names: an account, an address, both, or what is tried."""

    of: tuple[str, ...]
    most: int
    within: timedelta

    @property
    def key(self) -> str:
        return salted_hmac("consult.attempts", "\0".join(self.of), algorithm="sha256").hexdigest()


def may_try(limits: Sequence[Limit], *, at: datetime | None = None) -> bool:
    """Whether one more try stays within all of these limits; counts it when it does.

    What is refused is not counted: who goes on knocking waits no longer. Of many who ask at once, as many pass as the
    limits say. Two queries, and on PostgreSQL one a limit.
    """
    at = at or timezone.now()
    keys = sorted({limit.key for limit in limits})
    with transaction.atomic():
        for key in keys:  # always in the same order: two who ask for the same never wait for each other
            take_turn(f"attempts {key}")
        if _is_reached(limits, at):
            return False
        Attempt.objects.bulk_create([Attempt(key=key, at=at) for key in keys])
        return True


def time_left(limits: Sequence[Limit], *, at: datetime | None = None) -> timedelta:
    """How long until one more try stays within all of these limits; nothing where it does. One query a limit."""
    at = at or timezone.now()
    return max((_left(limit, at) for limit in limits), default=timedelta(0))


def _left(limit: Limit, at: datetime) -> timedelta:
    """Until the earliest of the tries that fill a limit is out of its time."""
    tries = Attempt.objects.filter(key=limit.key, at__gt=at - limit.within).order_by("-at", "-pk")
    filling = tries.values_list("at", flat=True)[limit.most - 1 : limit.most].first()
    return filling + limit.within - at if filling else timedelta(0)


def take_back(limits: Sequence[Limit], *, at: datetime) -> None:
    """What was counted at this instant was no wrong try after all. One query."""
    Attempt.objects.filter(key__in=[limit.key for limit in limits], at=at).delete()


def _is_reached(limits: Sequence[Limit], at: datetime) -> bool:
    """Whether one of the limits is. One query."""
    counted = {
        f"limit_{place}": Count("pk", filter=Q(key=limit.key, at__gt=at - limit.within))
        for place, limit in enumerate(limits)
    }
    since = at - max(limit.within for limit in limits)
    tries = Attempt.objects.filter(key__in=[limit.key for limit in limits], at__gt=since).aggregate(**counted)
    return any(tries[f"limit_{place}"] >= limit.most for place, limit in enumerate(limits))


class Origin(NamedTuple):
    """Where a request comes from: one machine or household, and the network around it."""

    address: str
    network: str


def origin_of(request: HttpRequest) -> Origin:
    """Where a request comes from; behind a proxy that does not say so, all come from the same place. No query.

    A household has many addresses of IPv6 (a /64) and may ask for more (a /48); of IPv4 it has one, in a /24.
    """
    try:
        said = get_adapter().get_client_ip(request)
        address = ipaddress.ip_address(said)
    except (PermissionDenied, ImproperlyConfigured, ValueError) as error:
        logger.error("Nobody says where requests come from (see CONSULT_TRUSTED_PROXIES): %s", type(error).__name__)
        return Origin("unknown", "unknown")
    address = getattr(address, "ipv4_mapped", None) or address  # as a server writes it that listens to both
    own, around = (32, 24) if address.version == 4 else (64, 48)
    return Origin(_network(address, own), _network(address, around))


def _network(address: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int) -> str:
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


retention_rules.register("attempts", order=15)(rows_rule(KEPT_FOR, lambda limit: Attempt.objects.filter(at__lte=limit)))
