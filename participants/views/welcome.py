"""The page of the first sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.requests import render_page, safe_next
from participants.sign_in import next_of, signed_in
from participants.welcome import Welcome, accept, welcome_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """Choose a name, and agree to how opinions are used or do it later; then go on."""
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware
    following = safe_next(request, next_of(request), reverse("participants:space"))
    asked = welcome_of(request, participant)
    if asked.consented and participant.display_name:
        return redirect(following)
    if request.method != "POST":
        return _page(request, asked, following)
    if not asked.form.is_valid():
        return _page(request, asked, following, status=422)
    if not accept(participant, asked):
        asked.form.add_error(None, _("The text has changed while you were reading it: please read it again."))
        return _page(request, asked, following, status=422)
    return redirect(following)


def _page(request: HttpRequest, asked: Welcome, following: str, *, status: int = 200) -> HttpResponse:
    """The page; its hidden hash is always that of the text it shows."""
    context = {
        "form": asked.form,
        "text": asked.text,
        "shown_hash": asked.text.text_hash if asked.text else "",
        "consented": asked.consented,
        "next": following,
    }
    return render_page(request, "participants/welcome.html", context, status=status)
