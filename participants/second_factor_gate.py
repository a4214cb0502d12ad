"""Before the admin stands the second factor; until it was given in a session, what the team may do sleeps in it.

Whichever way a session began – the code by e-mail, a password, a session that was kept – it knows of no factor until
one was given in it. The gate looks at that, and not at the door.
"""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from participants import second_factor
from participants.models import User

ADMIN_PREFIX = "/admin/"
OPEN = ("/admin/login/", "/admin/logout/")  # the first leads to our sign-in, the second asks who may reach the admin
PERSONAL = ("/admin/users/", "/admin/groups/", "/admin/bulk/participants/user/")
SESSION_KEY = "second_factor"
FRESH = 15 * 60  # seconds since the factor, to open a page of roles or an export
FRESH_TO_SEND = 60 * 60  # the same, to send the form of a page that was opened in time


class SecondFactorMiddleware:
    """Sends whoever could reach the admin to set up or give their factor first; does nothing where none is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not second_factor.is_required() or request.path_info in OPEN:
            return self.get_response(request)
        request.user = SimpleLazyObject(lambda: who_reads(request))  # type: ignore[assignment]  # as Django's own
        if request.path_info.startswith(ADMIN_PREFIX):
            user = who_reads(request)
            if isinstance(user, User) and second_factor.is_of_team(user) and not _may_go_on(request):
                return redirect(_way_to_the_factor(request))
        return self.get_response(request)


def who_reads(request: HttpRequest) -> User | AnonymousUser:
    """Who is signed in; their rights sleep until the factor is given. The query of any visit, for the account."""
    user = get_user(request)
    if isinstance(user, User):
        user.rights_asleep = not is_given(request)
    return user


def is_given(request: HttpRequest) -> bool:
    """Whether a factor was given in this session, by who is signed in now. No query."""
    mark = request.session.get(SESSION_KEY)
    return mark is not None and mark["of"] == request.session.get("_auth_user_id")


def is_fresh(request: HttpRequest, within: int = FRESH) -> bool:
    """Whether it was given so many seconds ago at most. No query."""
    return is_given(request) and 0 <= time.time() - request.session[SESSION_KEY]["at"] <= within


def way_to_the_factor_of(request: HttpRequest, person: User, following: str = "") -> str:
    """Where a member of the team gives their factor before what takes an account away or out; or empty. Two queries.

    It leads on to ``following``, or to one's space.
    """
    if not second_factor.is_required() or not second_factor.is_of_team(person) or is_fresh(request):
        return ""
    return f"{reverse('participants:second_factor')}?{urlencode({'next': following or reverse('participants:space')})}"


def mark_given(request: HttpRequest) -> None:
    """Note in the session that a factor was given; its key changes, so that none known before opens the admin."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = {"of": request.session["_auth_user_id"], "at": time.time()}


def _may_go_on(request: HttpRequest) -> bool:
    if not is_given(request):
        return False
    concerns_people = request.path_info.startswith(PERSONAL) or "export" in request.GET
    return not concerns_people or is_fresh(request, FRESH_TO_SEND if request.method == "POST" else FRESH)


def _way_to_the_factor(request: HttpRequest) -> str:
    """The page that asks for it, and leads back to what was asked for; from a form, to the admin's home."""
    following = request.get_full_path() if request.method in {"GET", "HEAD"} else ADMIN_PREFIX
    return f"{reverse('participants:second_factor')}?{urlencode({'next': following})}"
