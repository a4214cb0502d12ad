"""What somebody was about to do, kept while they sign in or agree to how opinions are used."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from participants import pending
from proposals.permissions import ConsentNeeded, SignInNeeded

Needed = (SignInNeeded, ConsentNeeded)


def key_of(address: str) -> str:
    """A kept form goes by the address that it is sent to."""
    return f"proposals {address}"


def keep_and_go(request: HttpRequest, needed: SignInNeeded | ConsentNeeded, form_address: str = "") -> HttpResponse:
    """Keep what was sent and lead to sign-in, or to the consent; they lead back to the filled form.

    The form stands where it was sent to, unless ``form_address`` says where.
    """
    address = form_address or request.path
    pending.keep(request, key_of(address), request.POST)
    step = "participants:sign_in" if isinstance(needed, SignInNeeded) else "participants:welcome"
    return redirect(f"{reverse(step)}?{urlencode({'next': address})}")


def signed_in_or_kept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a form of one's own: who is signed out by now signs in first, and what they sent is kept meanwhile."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return keep_and_go(request, SignInNeeded(_("Sign in to take part.")))
        return redirect(f"{reverse('participants:sign_in')}?{urlencode({'next': request.get_full_path()})}")

    return guarded


def kept_values(request: HttpRequest, form_address: str = "") -> dict[str, Any]:
    """What was typed before the detour, one value a field, to fill the form in with; else empty.

    It is looked at, not taken: showing a page changes nothing. No query without a session.
    """
    form = pending.look(request, key_of(form_address or request.path)) or {}
    return {name: values[-1] for name, values in form.items() if values}


def forget_kept(request: HttpRequest, form_address: str = "") -> None:
    """The deed is done: nothing is kept any more. Writes only where something was."""
    pending.take(request, key_of(form_address or request.path))
