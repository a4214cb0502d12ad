"""Who of the team may open a page of a desk in the admin."""

from collections.abc import Callable

from django.http import HttpResponse
from wagtail.admin.auth import permission_required

View = Callable[..., HttpResponse]


def desk_for(permission: str) -> Callable[[View], View]:
    """A decorator for the pages of a desk, open to those who have one permission.

    Everyone else is sent back to the admin's home with a sentence, as from Wagtail's own pages.
    """
    guard: Callable[[View], View] = permission_required(permission)
    return guard
