"""Arguing on a proposal."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, DomainError
from consult.requests import render_page
from proposals.actions import FormUsedUp, argue
from proposals.consultations import of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go
from proposals.drafts.keeping import Subject, send_from
from proposals.drafts.reading import begun, drafting, led_to_sign_in
from proposals.forms import ArgumentForm
from proposals.models import Argument, Proposal
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits
from proposals.writing import argue_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@led_to_sign_in
@of_proposal
def argument_add(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Argue for, against or with a nuance. Signed out, it is kept while one signs in."""
    consultation = proposal.consultation
    if request.method != "POST":
        begins = _initial(request, proposal)
        return argue_page(request, proposal, ArgumentForm(consultation=consultation, initial=begins))
    form = ArgumentForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return argue_page(request, proposal, form, status=422)
    author, mark, key = reader_of(request), form.take_mark(), form.cleaned_data.pop("key")
    sent = partial(argue, proposal=proposal, author=author, idempotency_key=key, **form.cleaned_data)
    try:
        argument = send_from(author, mark, sent)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (Closed, FormUsedUp, BeyondLimits) as refused:  # the text stays on the screen
        return _refused(request, proposal, form, refused)
    forget_kept(request)
    return redirect(argument)


def _refused(request: HttpRequest, proposal: Proposal, form: ArgumentForm, error: DomainError) -> HttpResponse:
    if isinstance(error, FormUsedUp):
        form.renew_key()
    form.add_error(None, error.sentence)
    return argue_page(request, proposal, form, status=error.status)


def _initial(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What was kept, else the stance that the link named."""
    stance = request.GET.get("sens", "")
    kept = begun(request, Subject(proposal.consultation, proposal))
    return kept or {"stance": stance if stance in Argument.Stance.values else ""}


def argue_page(
    request: HttpRequest, proposal: Proposal, form: ArgumentForm, *, status: int = 200, **draft: Any
) -> HttpResponse:
    """The form, with what stands around it; ``draft`` as ``drafting`` takes it."""
    subject = Subject(proposal.consultation, proposal)
    context = {**argue_context(proposal, request.user, form), **drafting(request, subject, form, **draft)}
    return render_page(request, "proposals/argue.html", context, status=status)
