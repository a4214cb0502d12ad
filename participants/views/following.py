"""Following and unfollowing: one form, that a person without an account fills in before signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.requests import asked, render_page, safe_next
from participants import pending
from participants.following import Followed, follow, followed_at, unfollow
from participants.sign_in import signed_in

KEPT = "participants follow"


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def follow_page(request: HttpRequest) -> HttpResponse:
    """Ask whether to follow something; a POST does it, after the sign-in when nobody is signed in."""
    if request.method != "POST":
        return _page(request)
    target = request.POST.get("cible", "").replace("\x00", "")
    participant = signed_in(request)
    if request.POST.get("geste") == "ne-plus-suivre" and participant is not None:
        unfollow(participant=participant, target=target)
        messages.success(request, _("You do not follow this any more."))
        return redirect(safe_next(request, request.POST.get("retour"), reverse("participants:space")))
    found = followed_at(target)
    if participant is None:
        pending.keep(request, KEPT, request.POST)
        return redirect(f"{reverse('participants:sign_in')}?{urlencode({'next': request.path})}")
    follow(participant=participant, target=target)
    pending.take(request, KEPT)
    messages.success(request, _("You follow this now: you will be told of each change, once."))
    return redirect(safe_next(request, request.POST.get("retour"), found.url))


def _page(request: HttpRequest) -> HttpResponse:
    kept = pending.look(request, KEPT) or {}
    target = asked(request.GET, "cible") or (kept.get("cible") or [""])[-1]
    found: Followed = followed_at(target)
    context = {"target": target, "found": found, "signed_in": request.user.is_authenticated}
    return render_page(request, "participants/follow.html", context)
