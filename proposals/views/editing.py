"""Changing one's own proposal while it waits, and for a while after."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, DomainError
from consult.requests import render_page
from proposals.consultations import of_proposal
from proposals.detours import forget_kept, keep_and_go, signed_in_or_kept
from proposals.drafts.fields import DraftMark
from proposals.drafts.keeping import Subject, send_from
from proposals.drafts.reading import RESUMED, begun, drafting
from proposals.editing import ChangedMeanwhile, DealtWith, edit, refuse_editing, takes_changes
from proposals.forms import EditForm
from proposals.grace import NeedsAmendment, may_change_directly
from proposals.models import Proposal
from proposals.pausing import pause_on
from proposals.permissions import ConsentNeeded
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits
from proposals.sent_back import asked_of
from proposals.tagging import written_tags
from proposals.views.amending import offer_instead
from proposals.writing import edit_context, words_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
@of_proposal
def proposal_edit(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Write a proposal of one's own anew; once others have answered it, that takes an amendment."""
    author = reader_of(request)
    if request.method != "POST":
        return _begin(request, proposal)
    form = EditForm(request.POST, consultation=proposal.consultation)
    if not form.is_valid():
        refuse_editing(author, proposal)
        return edit_page(request, proposal, form, status=422)
    mark = form.take_mark()
    try:
        send_from(author, mark, partial(edit, proposal=proposal, author=author, **form.cleaned_data))
    except ConsentNeeded as needed:
        return keep_and_go(request, needed)
    except NeedsAmendment as late:
        return offer_instead(request, proposal, {**form.cleaned_data, **_marked(mark)}, late.sentence)
    except (Closed, DealtWith, ChangedMeanwhile, BeyondLimits) as refused:  # the text stays on the screen
        return _refused(request, proposal, form, refused)
    forget_kept(request)
    return redirect(proposal)


def _begin(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The form with the words of now, or with those of a draft. A draft is read, whatever became of the proposal."""
    kept = begun(request, subject_of(proposal))
    if RESUMED not in request.GET:
        refuse_editing(reader_of(request), proposal)
    if proposal.is_published and not may_change_directly(proposal):
        query = {RESUMED: str(kept["draft"])} if RESUMED in request.GET else {}
        address = reverse("proposals:amend", args=[proposal.consultation.slug, proposal.number], query=query)
        return redirect(address)
    typed = {name: value for name, value in kept.items() if value is not None}
    initial = {**words_of(proposal), "tags": written_tags(proposal), **typed}
    return edit_page(request, proposal, EditForm(consultation=proposal.consultation, initial=initial))


def _marked(mark: DraftMark) -> dict[str, object]:
    """The draft that a form fills, for another form of the same words."""
    return {"draft": mark.key, "revision": mark.revision}


def _refused(request: HttpRequest, proposal: Proposal, form: EditForm, error: DomainError) -> HttpResponse:
    if isinstance(error, ChangedMeanwhile):
        proposal.refresh_from_db(fields=["current"])
        form.renew_version(words_of(proposal)["read_version"])
    form.add_error(None, error.sentence)
    return edit_page(request, proposal, form, status=error.status)


def subject_of(proposal: Proposal) -> Subject:
    """What is written here, as drafts know it."""
    return Subject(proposal.consultation, proposal, edits=True)


def edit_page(
    request: HttpRequest, proposal: Proposal, form: EditForm, *, status: int = 200, **draft: Any
) -> HttpResponse:
    """The form, with what stands around it; ``draft`` as ``drafting`` takes it."""
    around = drafting(request, subject_of(proposal), form, **draft)
    author, at = reader_of(request), timezone.now()
    waits = not takes_changes(author, proposal, at=at)
    paused = pause_on(author, proposal.consultation, at=at)
    said = {"waits": waits, "paused": paused, "asked": asked_of([proposal]).get(proposal.pk)}
    context = {**edit_context(proposal, form), **around, **said}
    return render_page(request, "proposals/edit.html", context, status=status)
