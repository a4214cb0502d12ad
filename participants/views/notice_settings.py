"""Choosing what comes by e-mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from participants.models import CHOSEN
from participants.notice_settings import choose
from participants.sign_in import signed_in


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the choices of the form in “my space”."""
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware lets nobody else in
    paces = {str(topic): request.POST[f"mail_{topic}"] for topic in CHOSEN if f"mail_{topic}" in request.POST}
    choose(participant=participant, paces=paces, no_mail="no_mail" in request.POST)
    messages.success(request, _("Saved."))
    return redirect(reverse("participants:space") + "#courrier")
