"""Who may answer, and how the desk says what could not be done."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied

from cms.answering.hooks import PERMISSION
from cms.desk.rights import GUARANTORS_RIGHT
from cms.models import SynthesisPage
from consult.errors import DomainError
from consult.watching import watches
from participants.models import User


def answering_only[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Sends everyone else back to the admin's home with a sentence, as Wagtail's own pages do.

    What cannot be done is said above the page that it was asked on, and nothing has changed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.has_perm(PERMISSION) and not watches(request, GUARANTORS_RIGHT):
            refused: HttpResponse = permission_denied(request)
            return refused
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            messages.error(request, error.sentence)
            return redirect(request.path)

    return guarded


def page_at(pk: int) -> SynthesisPage:
    """A synthesis that has findings to answer: one in view. Two queries."""
    page: SynthesisPage | None = SynthesisPage.objects.published().filter(pk=pk).first()
    if page is None:
        raise Http404
    return page


def answering_person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
