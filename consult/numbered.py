"""Addresses that end with a number, for pages that hold dozens of the same kind."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

_LAST = 999_999_999  # the greatest number that addresses take


def numbered(name: str, *args: Any) -> Callable[[int], str]:
    """The addresses of a name whose last argument is a number: looked up once, then written."""
    before, after = reverse(name, args=[*args, _LAST]).rsplit(str(_LAST), 1)
    return lambda number: f"{before}{number}{after}"
