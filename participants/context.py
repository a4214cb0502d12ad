"""What the header of every page shows of the account."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participants.models import User


def account(request: HttpRequest) -> dict[str, Any]:
    """``unread_notices``: how many notices wait, counted only when a page shows it. One query, signed in only.

    ``reader_mark``: what tells a page's script whether words that this browser kept are the reader's; it says
    nothing of who that is, and is empty for who is not signed in.

    Functions, which templates call: a lazy object is no number to the plural forms of a translation.
    """

    @cache
    def unread() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        count: int = user.notices.filter(read_at__isnull=True).count()
        return count

    return {"unread_notices": unread, "reader_mark": lambda: mark_of(getattr(request, "user", None))}


def mark_of(user: "User | AnonymousUser | None") -> str:
    """A mark of who is signed in, for what their browser keeps; empty for nobody. No query."""
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("what a browser keeps", str(user.pk), algorithm="sha256").hexdigest()[:16]
