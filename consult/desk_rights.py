"""Who of the team may open a page of a desk in the admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

from consult.watching import watches

View = Callable[..., HttpResponse]


def desk_for(permission: str, *, watching: str) -> Callable[[View], View]:
    """A decorator for the pages of a desk, open to those who have one permission; with another, guarantors read them.

    Everyone else is sent back to the admin's home with a sentence, as from Wagtail's own pages.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission) and not watches(request, watching):
                refused: HttpResponse = permission_denied(request)
                return refused
            return view(request, *args, **kwargs)

        return guarded

    return guard
