"""Opinion groups in “my space”: one click to agree, one to take it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consult.requests import asked
from participants.opinion_groups import agree_to_groups, withdraw_from_groups
from participants.sign_in import signed_in


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Let one's positions count in opinion groups."""
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware lets nobody else in
    agree_to_groups(participant=participant, text_hash=asked(request.POST, "text_hash"))
    messages.success(request, _("Your agreement is kept: your positions count in opinion groups from now on."))
    return redirect(reverse("participants:space") + "#groupes")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take it back: one click, at once."""
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware lets nobody else in
    if withdraw_from_groups(participant=participant):
        messages.success(request, _("Your agreement is withdrawn: the next computation leaves your positions out."))
    return redirect(reverse("participants:space") + "#groupes")
