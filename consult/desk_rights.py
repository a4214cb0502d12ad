"""Who of the team may open a page of a desk in the admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

from consult.watching import watches

View = Callable[..., HttpResponse]


def desk_for(*permissions: str, watching: str) -> Callable[[View], View]:
    """A decorator for the pages of a desk, open to whoever has one of these permissions; guarantors read by another.

    Everyone else is sent back to the admin's home with a sentence, as from Wagtail's own pages.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            works = any(request.user.has_perm(permission) for permission in permissions)
            if not works and not watches(request, watching):
                refused: HttpResponse = permission_denied(request)
                return refused
            return view(request, *args, **kwargs)

        return guarded

    return guard
