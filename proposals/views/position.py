"""Taking position on a proposal."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed
from consult.requests import render_page
from proposals.consultations import of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.forms import PositionForm
from proposals.models import Proposal
from proposals.reader import reader_of
from proposals.standing import after_recording, as_it_stands, record
from proposals.words import WORD_OF
from proposals.writing import choose_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_proposal
def position_take(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Say where one stands. A GET only asks; the click that confirms records it, in six queries."""
    if request.method != "POST":
        return _page(request, proposal, _chosen(request))
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _refused(request, proposal, str(form.errors["position"][0]), status=422)
    try:
        position = record(proposal, reader_of(request), form.value)
    except Needed as needed:
        return keep_and_go(request, needed)
    except Closed as closed:
        return _refused(request, proposal, closed.sentence, status=closed.status)
    forget_kept(request)
    if getattr(request, "htmx", False):
        return _part(request, after_recording(proposal, request.user, position))
    return redirect(f"{proposal.get_absolute_url()}#positions")


def _chosen(request: HttpRequest) -> str:
    """The answer to confirm: the one that was kept, else the one that the link named."""
    values = {str(value): word for value, word in WORD_OF.items()}
    return str(kept_values(request).get("position", "")) or values.get(request.GET.get("valeur", ""), "")


def _refused(request: HttpRequest, proposal: Proposal, sentence: str, *, status: int) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _part(request, as_it_stands(proposal, request.user, error=sentence), status=status)
    return _page(request, proposal, "", error=sentence, status=status)


def _part(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render_page(request, "proposals/detail.html", context, partial="positions", status=status)


def _page(request: HttpRequest, proposal: Proposal, chosen: str, *, error: str = "", status: int = 200) -> HttpResponse:
    context = choose_context(proposal, request.user, chosen, error)
    return render_page(request, "proposals/position.html", context, status=status)
