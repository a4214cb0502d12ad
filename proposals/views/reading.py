"""Pages that only show: the list, a proposal, its versions. Signed out, none sets a cookie."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.views.decorators.http import require_safe

from consult.canonical import canonical_json
from consult.models import ConsultationPage
from consult.requests import render_page
from proposals.asked import read_asked, read_number, seed_of
from proposals.consultations import of_consultation
from proposals.listing import gather_list
from proposals.reader import reader_of
from proposals.reading import gather_detail, list_context, visible_proposal
from proposals.versions import gather_version, visible_version


@require_safe
@login_not_required
@of_consultation
def proposal_list(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """The proposals of a consultation: searched, narrowed, ordered, page by page."""
    phases = consultation.all_phases()
    asked = read_asked(request.GET, seed_of(reader_of(request), consultation))
    shown = gather_list(consultation, phases, asked, request.GET, request.user)
    context = {**list_context(consultation, phases), **shown}
    return render_page(request, "proposals/list.html", context, partial="results")


@require_safe
@login_not_required
@of_consultation
def proposal_detail(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """One proposal: what it says, where people stand, what they argue, what became of it."""
    proposal = visible_proposal(consultation, number, request.user)
    if proposal is None:
        raise Http404
    named = read_number(request.GET.get("argument", ""))
    everything = request.GET.get("arguments") == "tous"
    context = gather_detail(proposal, request.user, all_arguments=everything, argument=named)
    return render_page(request, "proposals/detail.html", {"consultation": consultation, **context})


@require_safe
@login_not_required
@of_consultation
def version_page(request: HttpRequest, consultation: ConsultationPage, number: int, version: int) -> HttpResponse:
    """One version of a proposal, its fingerprint, and how to check it."""
    found = visible_version(consultation, number, version, request.user)
    if found is None:
        raise Http404
    since = read_number(request.GET.get("depuis", ""))
    return render_page(request, "proposals/version.html", gather_version(found, request.user, since=since))


@require_safe
@login_not_required
@of_consultation
def version_source(request: HttpRequest, consultation: ConsultationPage, number: int, version: int) -> HttpResponse:
    """The very bytes that a version's fingerprint seals: 410 once erased, 404 while withheld from view."""
    found = visible_version(consultation, number, version, request.user)
    if found is None or found.proposal.is_withheld:
        raise Http404
    if found.blanked_at:
        return HttpResponseGone()
    return HttpResponse(canonical_json(found.source()), content_type="application/json; charset=utf-8")
