"""Who may work at the desk, and how it says what could not be done."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin import messages

from consult.desk_rights import desk_for
from consult.errors import DomainError
from consult.models import ConsultationPage
from consult.requests import safe_next
from participants.models import User
from synthesis.desk.reading import consultation_at

PERMISSION = "synthesis.group_groupingrun"
WATCHING = "synthesis.view_theme"  # guarantors read, and change nothing
editors_only = desk_for(PERMISSION, watching=WATCHING)


def at_desk[**P](
    view: Callable[Concatenate[HttpRequest, ConsultationPage, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """For editors only, with the consultation in place of its slug.

    What cannot be done is said above the page that it was asked on, and nothing has changed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        consultation = consultation_at(slug)
        try:
            return view(request, consultation, *args, **kwargs)
        except DomainError as error:
            messages.error(request, error.sentence)
            return back(request, consultation)

    return editors_only(guarded)


def back(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """To the page that the form names, or to the consultation's desk."""
    fallback = reverse("synthesis_desk:desk", args=[consultation.slug])
    return HttpResponseRedirect(safe_next(request, request.POST.get("next"), fallback))


def editor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
