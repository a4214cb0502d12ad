"""What somebody was about to do, kept while they sign in or agree to how opinions are used."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from participants import pending
from proposals.permissions import ConsentNeeded, SignInNeeded
from proposals.reader import reader_of

AnyView = Callable[..., HttpResponseBase]
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


def of_ones_own(*, beneath: bool = False) -> Callable[[AnyView], AnyView]:
    """A view for who is signed in: others are led to sign-in first, and what they sent comes back with them.

    The form stands at the address that it is sent to or, with ``beneath``, at the one above.
    """

    def decorate(view: AnyView) -> AnyView:
        @wraps(view)
        def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if reader_of(request) is not None:
                return view(request, *args, **kwargs)
            address = f"{request.path.rstrip('/').rpartition('/')[0]}/" if beneath else request.path
            if request.method != "POST":
                return redirect_to_login(address)
            needed = SignInNeeded(_("Sign in to take part."), reverse("participants:sign_in"), _("Sign in"))
            return keep_and_go(request, needed, address)

        return asked_first

    return decorate


def kept_values(request: HttpRequest) -> dict[str, Any]:
    """What was typed before the detour, one value a field, to fill the form in with; else empty.

    It is looked at, not taken: showing a page changes nothing. No query without a session.
    """
    form = pending.look(request, key_of(request.path)) or {}
    return {name: values[-1] for name, values in form.items() if values}


def forget_kept(request: HttpRequest, form_address: str = "") -> None:
    """The deed is done: nothing is kept any more. Writes only where something was."""
    pending.take(request, key_of(form_address or request.path))
