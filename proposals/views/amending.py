"""Proposing another wording."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, DomainError
from consult.requests import render_page
from proposals.actions import FormUsedUp
from proposals.amending.forms import AmendmentForm
from proposals.amending.proposing import BadWording, SameWording, TextChanged, propose
from proposals.amending.writing import amend_context, begin, former_of, place_again, resumed
from proposals.consultations import of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go
from proposals.drafts.keeping import Subject, send_from
from proposals.drafts.reading import RESUMED, begun, drafting, led_to_sign_in
from proposals.models import Proposal
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits

STAYING = (Closed, FormUsedUp, TextChanged, BadWording, SameWording, BeyondLimits)  # the text stays on the screen
CHOICES = {"phrase", "tout", "reprise", "choisir"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@led_to_sign_in
@of_proposal
def amendment_propose(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Choose a passage, then write it anew. Signed out, it is kept while one signs in."""
    if request.method != "POST":
        begins, note = _initial(request, proposal)
        form = AmendmentForm(consultation=proposal.consultation, initial=begins) if begins else None
        return amend_page(request, proposal, form, note=note)
    form = AmendmentForm(request.POST, consultation=proposal.consultation)
    if not form.is_valid():
        return amend_page(request, proposal, form, status=422)
    author, mark, data = reader_of(request), form.take_mark(), form.cleaned_data
    sent = partial(
        propose,
        proposal=proposal,
        author=author,
        wording=form.wording_typed(),
        read_version=data["read_version"],
        renews=former_of(proposal, str(data["renews"] or ""), request.user),
        idempotency_key=data["key"],
    )
    try:
        amendment = send_from(author, mark, sent)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (
        Closed,
        FormUsedUp,
        TextChanged,
        BadWording,
        SameWording,
        BeyondLimits,
    ) as refused:  # the text stays on the screen
        return _refused(request, proposal, form, refused)
    forget_kept(request)
    return redirect(proposal if amendment.made_id else amendment)


def offer_instead(request: HttpRequest, proposal: Proposal, typed: dict[str, object], sentence: str) -> HttpResponse:
    """The form of an amendment with what an author typed too late for a direct change, and why it is shown.

    It goes on with the same draft, if there is one.
    """
    proposal.refresh_from_db(fields=["current"])
    assert proposal.current is not None  # a proposal is created with its first version
    initial = {**typed, "read_version": proposal.current.number}
    form = AmendmentForm(consultation=proposal.consultation, initial=initial)
    return amend_page(request, proposal, form, status=409, note=sentence)


def _refused(request: HttpRequest, proposal: Proposal, form: AmendmentForm, error: DomainError) -> HttpResponse:
    if isinstance(error, FormUsedUp):
        form.renew_key()
    if isinstance(error, TextChanged):
        proposal.refresh_from_db(fields=["current"])
        place_again(form, proposal)
    form.add_error(None, error.sentence)
    return amend_page(request, proposal, form, status=error.status)


def _initial(request: HttpRequest, proposal: Proposal) -> tuple[dict[str, Any] | None, str]:
    """What the form begins with, None while a passage is to be chosen; and what is to be known of it, or empty."""
    if RESUMED in request.GET:
        return resumed(proposal, begun(request, subject_of(proposal)))
    asked = bool(CHOICES & set(request.GET))
    return (begin(proposal, request.GET, request.user) if asked else begun(request, subject_of(proposal))), ""


def subject_of(proposal: Proposal) -> Subject:
    """What is written here, as drafts know it."""
    return Subject(proposal.consultation, proposal, rewords=True)


def amend_page(
    request: HttpRequest,
    proposal: Proposal,
    form: AmendmentForm | None,
    *,
    status: int = 200,
    note: str = "",
    **draft: Any,
) -> HttpResponse:
    """The form, or the choice of a passage, with what stands around it; ``draft`` as ``drafting`` takes it."""
    around = drafting(request, subject_of(proposal), form, **draft)
    context = {**amend_context(proposal, request.user, form, asked="choisir" in request.GET), **around, "note": note}
    return render_page(request, "proposals/amend.html", context, status=status)
