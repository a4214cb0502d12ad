"""Giving one's view on proposals, one after the other."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.errors import Closed
from consult.models import ConsultationPage
from consult.requests import render_page
from proposals.actions import take_position
from proposals.consultations import of_consultation
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values
from proposals.forms import AnswerForm
from proposals.giving_view import gather_turn, proposal_answered, read_place
from proposals.reader import reader_of
from proposals.words_read import WordsChanged, changed_data


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_consultation
def view_give(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """One proposal at a time. An answer is recorded and leads to the next one; "later" is only a link."""
    if request.method != "POST":
        return _page(request, consultation)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, error=_("Choose one of the three answers."), status=422)
    proposal = proposal_answered(consultation, form.cleaned_data["proposal"], request.user)
    if proposal is None:
        raise Http404
    try:
        take_position(
            proposal=proposal,
            participant=reader_of(request),
            value=form.value,
            read_version=form.cleaned_data["version"],
        )
    except Needed as needed:
        return keep_and_go(request, needed)
    except WordsChanged as changed:
        return _asked_again(request, consultation, changed)
    except Closed as closed:
        return _page(request, consultation, error=closed.sentence, status=closed.status)
    forget_kept(request)
    place = read_place(request.POST)._replace(answered=proposal.number)
    return HttpResponse(status=303, headers={"Location": place.address(consultation)})


def _asked_again(request: HttpRequest, consultation: ConsultationPage, changed: WordsChanged) -> HttpResponse:
    """The same turn with the words as they are now; nothing was recorded."""
    assert changed.proposal is not None  # what raises it says which
    data = changed_data(changed.proposal, changed.read_version, whole=False)
    return _page(request, consultation, changed=data, status=changed.status)


def _page(
    request: HttpRequest,
    consultation: ConsultationPage,
    *,
    error: str = "",
    changed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The turn at the place that the address or the form carries, else at the one kept during a detour."""
    kept = kept_values(request) if request.user.is_authenticated else {}
    carried = request.POST or request.GET or kept
    context = gather_turn(consultation, read_place(carried), request.user, kept=kept, error=error)
    if changed is not None:
        context["changed"] = changed
    return render_page(request, "proposals/give_view.html", context, status=status)
