"""What someone was about to do survives the sign-in: the form they sent is kept in their session.

Django's and allauth's sign-in change the session's key and keep what it holds; signing out empties it.
"""

import time
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from consult.errors import Refused

SESSION_KEY = "pending_forms"
LARGEST_FORM = 64 * 1024  # bytes of UTF-8, names and values together
FORMS_KEPT = 5  # the oldest makes room
KEPT_FOR = 2 * 3_600  # seconds

FormData = dict[str, list[str]]


class FormTooLarge(Refused):
    """What was typed is longer than a session may hold."""


def keep(request: HttpRequest, key: str, data: Mapping[str, Iterable[str]] | QueryDict) -> None:
    """Keep a form that was sent, under a key of the caller's, until ``take`` or for two hours.

    ``data`` is ``request.POST`` or a mapping of lists; the security token is left out. A form above
    64 kB raises ``FormTooLarge``. An anonymous session that holds one ends after two hours, so that
    what a person typed without signing in does not stay.
    """
    kept = _as_lists(data)
    size = sum(len(part.encode()) for name, values in kept.items() for part in [name, *values])
    if size > LARGEST_FORM:
        raise FormTooLarge(
            _("This text is too long to be kept while you sign in: copy it, sign in, then paste it."), request.path
        )
    forms = {name: form for name, form in _all(request).items() if name != key}
    forms[key] = {"at": time.time(), "data": kept}
    request.session[SESSION_KEY] = dict(list(forms.items())[-FORMS_KEPT:])
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_FOR)


def take(request: HttpRequest, key: str) -> FormData | None:
    """Give a kept form back, once; None where there is none or it is too old."""
    if SESSION_KEY not in request.session:
        return None
    forms = _all(request)
    form = forms.pop(key, None)
    request.session[SESSION_KEY] = forms
    return form["data"] if form and time.time() - form["at"] <= KEPT_FOR else None


def look(request: HttpRequest, key: str) -> FormData | None:
    """The same without taking it: a GET shows the form again and again until it is sent."""
    form = _all(request).get(key)
    return form["data"] if form and time.time() - form["at"] <= KEPT_FOR else None


def _all(request: HttpRequest) -> dict[str, dict]:  # type: ignore[type-arg]  # what a session's JSON holds
    return dict(request.session.get(SESSION_KEY, {}))


def _as_lists(data: Mapping[str, Iterable[str]] | QueryDict) -> FormData:
    pairs = data.lists() if isinstance(data, QueryDict) else data.items()
    return {name: list(values) for name, values in pairs if name != "csrfmiddlewaretoken"}
