"""Guarantors: they read everything that the team reads, and change nothing of it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.errors import NotAllowed

READING = frozenset({"GET", "HEAD"})


def watches(request: HttpRequest, permission: str) -> bool:
    """Whether someone who may not work on a page of the admin may read it, by a permission of that room.

    A deed of theirs raises ``NotAllowed``. Asked after the right to work there. No query of its own.
    """
    if not request.user.has_perm(permission):
        return False
    if request.method in READING:
        return True
    raise NotAllowed(
        _("You read here as a guarantor: nothing was changed."), "/admin/readings/", _("Back to the readings")
    )
