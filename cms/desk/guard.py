"""Who may come to the desk of a synthesis, and how it says what could not be done."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms.desk.reading import page_at
from cms.desk.rights import GUARANTORS_RIGHT, may_write
from cms.models import SynthesisPage
from consult.errors import DomainError, NotAllowed
from consult.watching import watches
from participants.models import User


def at_desk[**P](
    view: Callable[Concatenate[HttpRequest, SynthesisPage, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """For those who may edit the page in Wagtail, with the synthesis in place of its key; 404 and 403 for others.

    Guarantors read it, and change nothing.

    What cannot be done is said on the desk itself, with the status of its error, and nothing has changed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, page: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        from cms.desk.pages import refused

        synthesis = page_at(page)
        if not may_write(synthesis, request.user) and not watches(request, GUARANTORS_RIGHT):
            raise NotAllowed(
                _("You may not write this synthesis: ask an organiser for the right to edit its page."),
                "/admin/",
                _("Back to the admin"),
            )
        try:
            return view(request, synthesis, *args, **kwargs)
        except DomainError as error:
            return refused(request, synthesis, error.sentence, error.status)

    return guarded


def editor(request: HttpRequest) -> User:
    """The admin knows its user."""
    assert isinstance(request.user, User)
    return request.user


def is_script(request: HttpRequest) -> bool:
    """Whether the desk's script asks, which shows parts of the page."""
    return bool(request.headers.get("X-Requested-With") == "XMLHttpRequest")
