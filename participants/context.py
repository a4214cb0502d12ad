"""What the header of every page shows of the account."""

from functools import cache
from typing import Any

from django.http import HttpRequest


def account(request: HttpRequest) -> dict[str, Any]:
    """``unread_notices``: how many notices wait, counted only when a page shows it. One query, signed in only.

    A function, which templates call: a lazy object is no number to the plural forms of a translation.
    """

    @cache
    def unread() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        count: int = user.notices.filter(read_at__isnull=True).count()
        return count

    return {"unread_notices": unread}
