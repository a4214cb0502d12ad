"""Taking one's data away: the copy is asked for, made in the background, then downloaded by its owner only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participants.copies.asking import archive_of, ask_for_copy
from participants.second_factor_gate import way_to_the_factor_of
from participants.sign_in import signed_in


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have a copy made; a notice says when it is there."""
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware lets nobody else in
    if way := way_to_the_factor_of(request, participant):
        return redirect(way)
    ask_for_copy(participant=participant)
    messages.success(request, _("Your copy is being made. A notice and an e-mail tell you when it is ready."))
    return redirect(reverse("participants:space") + "#donnees")


@require_safe
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """One's own archive: there is no address that gives another's. Two queries."""
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware lets nobody else in
    if way := way_to_the_factor_of(request, participant):
        return redirect(way)
    archive = archive_of(participant, at=timezone.now())
    name = "mes-donnees.zip" if participant.language == "fr" else "my-data.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(archive, content_type="application/zip", headers=headers)
