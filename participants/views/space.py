"""“My space”: a participant's notices, settings and data. Every row is looked for from its owner."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.requests import render_page, safe_next
from participants.consents import has_consented, withdraw_consent
from participants.copies.asking import copy_of
from participants.forms import AccountForm, ErasureForm
from participants.models import User
from participants.my_data import erase, export_of
from participants.readings import gathered_panels, mark_read, notice_page, own_notice
from participants.second_factor_gate import way_to_the_factor_of
from participants.sign_in import sign_out, signed_in


@require_safe
@never_cache
def space(request: HttpRequest) -> HttpResponse:
    """All that concerns the person who reads. Five queries, and those of the panels."""
    participant = _participant(request)
    return _space_page(request, participant, AccountForm(instance=participant))


@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """Change display name and language of the mails."""
    participant = _participant(request)
    form = AccountForm(request.POST, instance=participant)
    if not form.is_valid():
        participant.refresh_from_db(fields=["display_name", "language"])  # the header shows the name in force
        return _space_page(request, participant, form, status=422)
    form.save(commit=False).save(update_fields=form.Meta.fields)  # what is chosen of mails meanwhile stays
    messages.success(request, _("Saved."))
    return redirect(reverse("participants:space") + "#reglages")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the agreement back: one click, at once."""
    if withdraw_consent(participant=_participant(request)):
        messages.success(request, _("Your agreement is withdrawn. You can go on reading everything."))
    return redirect(reverse("participants:space") + "#accord")


@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice as read and go where it leads; another's is 404."""
    participant = _participant(request)
    opened = own_notice(participant, pk)
    mark_read(participant, opened.pk)
    return redirect(safe_next(request, opened.url, reverse("participants:space") + "#avis"))


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices as read."""
    mark_read(_participant(request))
    return redirect(reverse("participants:space") + "#avis")


@require_safe
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """The same at once, without a task: one JSON file of all that the rooms keep about the person."""
    participant = _participant(request)
    if way := way_to_the_factor_of(request, participant):
        return redirect(way)
    response = JsonResponse(export_of(participant), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def erase_account(request: HttpRequest) -> HttpResponse:
    """Erase one's account, after a page that says what goes and what stays."""
    participant = _participant(request)
    if way := way_to_the_factor_of(request, participant):
        return redirect(way)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render_page(request, "participants/erase.html", {"form": form}, status=status)
    erase(participant=participant, with_texts=form.cleaned_data["texts"] == "erase")
    sign_out(request)
    return redirect("participants:erased")


@require_safe
@login_not_required
def erased(request: HttpRequest) -> HttpResponse:
    """Says that the account is gone."""
    return render_page(request, "participants/erased.html", {})


def _participant(request: HttpRequest) -> User:
    participant = signed_in(request)
    assert participant is not None  # LoginRequiredMiddleware lets nobody else in
    return participant


def _space_page(request: HttpRequest, participant: User, form: AccountForm, *, status: int = 200) -> HttpResponse:
    context = {
        "participant": participant,
        "notices": notice_page(participant, request.GET.get("page")),
        "panels": gathered_panels(participant),
        "form": form,
        "consented": has_consented(participant),
        "data_copy": copy_of(participant, at=timezone.now()),
    }
    return render_page(request, "participants/space.html", context, status=status)
