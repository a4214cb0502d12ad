"""Arguing on a proposal."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, DomainError
from consult.requests import render_page
from proposals.actions import FormUsedUp, argue
from proposals.consultations import of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.forms import ArgumentForm
from proposals.models import Argument, Proposal
from proposals.reader import reader_of
from proposals.writing import argue_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_proposal
def argument_add(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Argue for, against or with a nuance. Signed out, it is kept while one signs in."""
    consultation = proposal.consultation
    if request.method != "POST":
        return _page(request, proposal, ArgumentForm(consultation=consultation, initial=_initial(request)))
    form = ArgumentForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return _page(request, proposal, form, status=422)
    words = dict(form.cleaned_data)
    try:
        argument = argue(proposal=proposal, author=reader_of(request), idempotency_key=words.pop("key"), **words)
    except Needed as needed:
        return keep_and_go(request, needed)
    except (Closed, FormUsedUp) as refused:  # the text stays on the screen
        return _refused(request, proposal, form, refused)
    forget_kept(request)
    return redirect(argument)


def _refused(request: HttpRequest, proposal: Proposal, form: ArgumentForm, error: DomainError) -> HttpResponse:
    if isinstance(error, FormUsedUp):
        form.renew_key()
    form.add_error(None, error.sentence)
    return _page(request, proposal, form, status=error.status)


def _initial(request: HttpRequest) -> dict[str, str]:
    """What was kept, else the stance that the link named."""
    stance = request.GET.get("sens", "")
    return kept_values(request) or {"stance": stance if stance in Argument.Stance.values else ""}


def _page(request: HttpRequest, proposal: Proposal, form: ArgumentForm, *, status: int = 200) -> HttpResponse:
    return render_page(request, "proposals/argue.html", argue_context(proposal, request.user, form), status=status)
