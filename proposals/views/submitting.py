"""Writing a proposal."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, DomainError
from consult.models import ConsultationPage
from consult.requests import render_page
from proposals.actions import FormUsedUp, submit
from proposals.consultations import of_consultation
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.drafts.keeping import Subject, send_from
from proposals.drafts.reading import begun, drafting, led_to_sign_in
from proposals.forms import ProposalForm
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits
from proposals.similar.part import similar_part
from proposals.writing import preview_of, submit_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@led_to_sign_in
@of_consultation
def proposal_submit(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Write a proposal, look at it, send it. Signed out, it is kept while one signs in."""
    if request.method != "POST":
        initial = begun(request, Subject(consultation))
        return submit_page(request, consultation, ProposalForm(consultation=consultation, initial=initial))
    form = ProposalForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return submit_page(request, consultation, form, status=422)
    if "preview" in request.POST:
        return submit_page(request, consultation, form)
    author, mark, key = reader_of(request), form.take_mark(), form.cleaned_data.pop("key")
    sent = partial(submit, consultation=consultation, author=author, idempotency_key=key, **form.cleaned_data)
    try:
        proposal = send_from(author, mark, sent)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (Closed, FormUsedUp, BeyondLimits) as refused:  # the text stays on the screen
        return _refused(request, consultation, form, refused)
    forget_kept(request)
    return redirect(proposal)


def _refused(
    request: HttpRequest, consultation: ConsultationPage, form: ProposalForm, error: DomainError
) -> HttpResponse:
    if isinstance(error, FormUsedUp):
        form.renew_key()
    form.add_error(None, error.sentence)
    return submit_page(request, consultation, form, status=error.status)


def submit_page(
    request: HttpRequest, consultation: ConsultationPage, form: ProposalForm, *, status: int = 200, **draft: Any
) -> HttpResponse:
    """The form, with what stands around it; ``draft`` as ``drafting`` takes it."""
    around = {**submit_context(consultation, request.user), **drafting(request, Subject(consultation), form, **draft)}
    preview = preview_of(form)
    resumed = form.initial if form.initial.get("kept_at") else kept_values(request)
    typed = form.data if form.is_bound else resumed
    similar = similar_part(request, consultation, typed, compare=preview is not None)
    context = {**around, "form": form, "preview": preview, "similar": similar}
    return render_page(request, "proposals/submit.html", context, status=status)
