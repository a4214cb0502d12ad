"""Taking position on a proposal."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consult.errors import Closed
from consult.requests import render_page
from proposals.asked import read_number
from proposals.consultations import of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.forms import PositionForm
from proposals.models import Proposal
from proposals.reader import reader_of
from proposals.standing import Opened, after_recording, as_it_stands, asked_again, record
from proposals.words import WORD_OF
from proposals.words_read import WordsChanged, changed_data, has_changed
from proposals.writing import choose_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_proposal
def position_take(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Say where one stands. A GET only asks; the click that confirms records it, in six queries."""
    if request.method != "POST":
        return _page(request, proposal, _chosen(request), read=_read_version(request))
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _refused(request, proposal, str(form.errors["position"][0]), status=422)
    try:
        position = record(proposal, reader_of(request), form.value, form.cleaned_data["version"])
    except Needed as needed:
        return keep_and_go(request, needed)
    except WordsChanged as changed:
        return _asked_again(request, changed)
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


def _read_version(request: HttpRequest) -> int | None:
    """The version that was in view when the answer was chosen, as the kept form or the link says."""
    return read_number(str(kept_values(request).get("version", "")) or request.GET.get("version", ""))


def _asked_again(request: HttpRequest, changed: WordsChanged) -> HttpResponse:
    """The three answers once more, beside the words as they are now; nothing was recorded."""
    proposal, read = changed.proposal, changed.read_version
    assert proposal is not None  # what raises it says which
    if getattr(request, "htmx", False):
        return _part(request, asked_again(proposal, request.user, read), status=changed.status)
    return _page(request, proposal, "", read=read, is_changed=True, status=changed.status)


def _refused(request: HttpRequest, proposal: Proposal, sentence: str, *, status: int) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _part(request, as_it_stands(proposal, request.user, error=sentence), status=status)
    return _page(request, proposal, "", error=sentence, status=status)


def _part(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render_page(request, "proposals/detail.html", context, partial="positions", status=status)


def _page(
    request: HttpRequest,
    proposal: Proposal,
    chosen: str,
    *,
    read: int | None = None,
    is_changed: bool = False,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The three answers; with ``read``, what changed since that version, if anything did."""
    opened = Opened(is_open=True, takes_back=True) if is_changed else None  # what refused the answer has seen to it
    context = choose_context(proposal, request.user, chosen, error, opened=opened)
    if proposal.is_published and (is_changed or (read is not None and has_changed(proposal, read))):
        context |= {"changed": changed_data(proposal, read), "chosen": ""}
    return render_page(request, "proposals/position.html", context, status=status)
