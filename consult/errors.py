"""Domain errors, each a sentence a person can read and a way on; one middleware makes them pages."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


@dataclass
class DomainError(Exception):
    """A deed that could not be done. The sentence is shown as it is; the way on is a link."""

    sentence: str
    way_on_url: str = "/"
    way_on_label: str = ""

    status = 409

    def __str__(self) -> str:
        return str(self.sentence)


class Closed(DomainError):
    """The phase does not open this right now: 409."""

    status = 409


class Conflict(DomainError):
    """Somebody else was quicker, or the thing has changed meanwhile: 409."""

    status = 409


class NotAllowed(DomainError):
    """This person may not do it: 403."""

    status = 403


class NotYours(DomainError):
    """It does not exist for this person: 404."""

    status = 404


class Refused(DomainError):
    """What was asked cannot be done as it is: 422."""

    status = 422


class TooOften(DomainError):
    """It was tried too often of late: 429."""

    status = 429


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of one domain error; needs no query."""
    template = {403: "403.html", 404: "404.html"}.get(error.status, "409.html")
    context = {
        "sentence": error.sentence,
        "way_on_url": error.way_on_url,
        "way_on_label": error.way_on_label or _("Back to the home page"),
    }
    return render(request, template, context, status=error.status)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form whose security token is gone: says so and how to go on, 403."""
    return render(request, "403_csrf.html", {"way_on_url": request.path}, status=403)
