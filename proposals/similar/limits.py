"""How often what is typed is compared: each person has their share, and the process has a whole.

Kept in the memory of the web process, so that nothing that fails opens it; several processes each give a share. Who
comes with a thousand addresses meets the whole, which no number of keys can pass.
"""

import threading
import time
from collections import OrderedDict

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

BURST, EACH = 20.0, 0.5  # comparisons at once, and then so many a second, for one person or address
WHOLE_BURST, WHOLE = 40.0, 12.0  # the same for the process: about a quarter of one core
KEYS = 10_000  # that are remembered; the one seen longest ago makes room


class Buckets:
    """Token buckets by key, under one for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when they were counted
        self._whole = (WHOLE_BURST, 0.0)

    def allows(self, key: str, *, now: float | None = None) -> bool:
        """Whether one more comparison may be made; counts it when it may."""
        at = time.monotonic() if now is None else now
        with self._lock:
            own = _filled(self._left.get(key, (BURST, at)), EACH, BURST, at)
            whole = _filled(self._whole, WHOLE, WHOLE_BURST, at)
            allowed = own >= 1 and whole >= 1
            self._left[key] = (own - allowed, at)
            self._left.move_to_end(key)
            if len(self._left) > KEYS:
                self._left.popitem(last=False)
            self._whole = (whole - allowed, at)
            return allowed


def _filled(bucket: tuple[float, float], rate: float, most: float, at: float) -> float:
    left, counted = bucket
    return min(most, left + rate * max(at - counted, 0))


buckets = Buckets()


def may_compare(request: HttpRequest) -> bool:
    """Whether what this person types may be compared now. No query beyond who is signed in."""
    if request.user.is_authenticated:
        return buckets.allows(f"person {request.user.pk}")
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a proxy that does not say who asks: all of them are one
        address = "unknown"
    return buckets.allows(f"address {address}")
