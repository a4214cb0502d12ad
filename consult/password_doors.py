"""Wagtail's pages and documents behind a password of their own: guessing it is limited (S-9)."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.attempts import Limit, may_try, origin_of, take_back, time_left
from consult.errors import TooOften
from consult.waits import wait_words

View = Callable[..., HttpResponse]
PERIOD = timedelta(minutes=15)


def limit_guesses(view: View, named_by: str) -> View:
    """The view of a password, with limits for each network at each door; ``named_by`` is the door in its address.

    Raises ``TooOften``. Three queries more at most where a password is sent, and on PostgreSQL one a limit; for who is
    refused, two more.
    """

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        limits, at = _limits(request, f"{named_by} {kwargs[named_by]}"), timezone.now()
        if not may_try(limits, at=at):
            wait = wait_words(time_left(limits, at=at))
            raise TooOften(
                _("Too many passwords were tried from here: you can try again in %(wait)s.") % {"wait": wait},
                request.path,
            )
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.FOUND:  # the right one leads on: a whole workshop may come in
            take_back(limits, at=at)
        return response

    limited.guesses_limited = True  # type: ignore[attr-defined]  # what a guard looks for
    return limited


def _limits(request: HttpRequest, door: str) -> list[Limit]:
    address, network = origin_of(request)
    return [
        Limit(("password", address), 20, PERIOD),
        Limit(("password", door, network), 10, PERIOD),
    ]
