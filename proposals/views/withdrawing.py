"""Withdrawing one's proposal, and taking that back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.requests import render_page
from proposals.consultations import of_proposal
from proposals.detours import forget_kept, kept_values, signed_in_or_kept
from proposals.models import Proposal
from proposals.permissions import refuse_withdrawing
from proposals.reader import reader_of
from proposals.withdrawing.acting import NotAnOther, restore, withdraw
from proposals.withdrawing.forms import WithdrawForm
from proposals.writing import about


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
@of_proposal
def proposal_withdraw(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Withdraw a proposal of one's own. A GET only asks."""
    author = reader_of(request)
    refuse_withdrawing(author, proposal, at=timezone.now())
    if request.method != "POST":
        return _page(request, proposal, WithdrawForm(proposal=proposal, initial=kept_values(request)))
    form = WithdrawForm(request.POST, proposal=proposal)
    if not form.is_valid():
        return _page(request, proposal, form, status=422)
    try:
        withdraw(proposal=proposal, author=author, in_favour_of=form.cleaned_data["other"])
    except NotAnOther as refused:  # withdrawn or withheld since the form was read
        form.add_error("other", refused.sentence)
        return _page(request, proposal, form, status=refused.status)
    forget_kept(request)
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@of_proposal
def proposal_restore(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Take one's withdrawal back. A GET comes from the sign-in: it leads to the proposal, where the button is."""
    if request.method != "POST":
        return redirect(proposal)
    restore(proposal=proposal, author=reader_of(request))
    return redirect(proposal)


def _page(request: HttpRequest, proposal: Proposal, form: WithdrawForm, *, status: int = 200) -> HttpResponse:
    context = {**about(proposal, label=_("Withdraw my proposal")), "form": form, "is_withdrawn": proposal.withdrawn_at}
    return render_page(request, "proposals/withdraw.html", context, status=status)
