"""Changing one's own proposal while it waits, and for a while after."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, DomainError
from consult.requests import render_page
from proposals.consultations import of_proposal
from proposals.detours import forget_kept, keep_and_go, kept_values, of_ones_own
from proposals.editing import ChangedMeanwhile, DealtWith, edit, refuse_editing
from proposals.forms import EditForm
from proposals.grace import NeedsAmendment, may_change_directly
from proposals.models import Proposal
from proposals.permissions import ConsentNeeded
from proposals.reader import reader_of
from proposals.tagging import written_tags
from proposals.views.amending import offer_instead
from proposals.writing import edit_context, words_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_ones_own()
@of_proposal
def proposal_edit(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Write a proposal of one's own anew; once others have answered it, that takes an amendment."""
    consultation = proposal.consultation
    if request.method != "POST":
        refuse_editing(reader_of(request), proposal)
        if proposal.is_published and not may_change_directly(proposal):
            return redirect("proposals:amend", proposal.consultation.slug, proposal.number)
        initial = {**words_of(proposal), "tags": written_tags(proposal), **kept_values(request)}
        return _page(request, proposal, EditForm(consultation=consultation, initial=initial))
    form = EditForm(request.POST, consultation=consultation)
    try:
        if not form.is_valid():
            refuse_editing(reader_of(request), proposal)
            return _page(request, proposal, form, status=422)
        edit(proposal=proposal, author=reader_of(request), **form.cleaned_data)
    except ConsentNeeded as needed:
        return keep_and_go(request, needed)
    except NeedsAmendment as late:
        return offer_instead(request, proposal, form.cleaned_data, late.sentence)
    except (Closed, DealtWith, ChangedMeanwhile) as refused:  # the text stays on the screen
        return _refused(request, proposal, form, refused)
    forget_kept(request)
    return redirect(proposal)


def _refused(request: HttpRequest, proposal: Proposal, form: EditForm, error: DomainError) -> HttpResponse:
    if isinstance(error, ChangedMeanwhile):
        proposal.refresh_from_db(fields=["current"])
        form.renew_version(words_of(proposal)["read_version"])
    form.add_error(None, error.sentence)
    return _page(request, proposal, form, status=error.status)


def _page(request: HttpRequest, proposal: Proposal, form: EditForm, *, status: int = 200) -> HttpResponse:
    return render_page(request, "proposals/edit.html", edit_context(proposal, form), status=status)
