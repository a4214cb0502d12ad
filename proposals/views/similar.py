"""Close proposals while one is written, and what is answered on them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.errors import Closed, Conflict, DomainError, Refused
from consult.models import ConsultationPage
from consult.requests import render_page
from proposals.consultations import of_consultation
from proposals.detours import Needed, forget_kept, keep_and_go
from proposals.drafts.fields import DraftFields, DraftMark
from proposals.drafts.keeping import send_from
from proposals.forms import ProposalForm
from proposals.models import Proposal
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits
from proposals.similar.answering import answer, support, take_back
from proposals.similar.limits import may_compare
from proposals.similar.part import similar_part
from proposals.similar.suggesting import comparable
from proposals.similar.writings import Deed, read_deed, read_writing
from proposals.writing import submit_context

TOO_OFTEN = 429


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_consultation
def proposal_similar(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """What is close to the text that is typed, and the three answers; what was typed stays on the screen."""
    form_url = reverse("proposals:submit", args=[consultation.slug])
    if request.method != "POST":
        return redirect(form_url)
    deed = read_deed(request.POST)
    if deed is None:
        return _shown(request, consultation)
    older = comparable(consultation, deed.number)
    if older is None:
        raise Http404
    if not request.user.is_authenticated and not may_compare(request):
        return _shown(request, consultation)
    try:
        done = _do(request, deed, older)
    except Needed as needed:
        return keep_and_go(request, needed, form_url)
    except (BeyondLimits, Closed, Conflict, Refused) as refused:  # the text stays on the screen
        return _shown(request, consultation, error=refused)
    if deed.name == "same":
        forget_kept(request, form_url)
        messages.success(request, done)
        return redirect(older)
    return _shown(request, consultation, done=done)


def _do(request: HttpRequest, deed: Deed, older: Proposal) -> str:
    """Do what was pressed; answers what to say of it."""
    writing, participant = read_writing(request.POST).key, reader_of(request)
    if writing is None:
        raise Refused(_("This form has lost its key: copy your text, open the form anew, and paste it."))
    if deed.name == "same":
        read = deed.read
        supported = partial(support, writing=writing, older=older, participant=participant, read_version=read)
        send_from(participant, _mark(request), supported)
        return _("Your support for %(reference)s is recorded, and your text was not sent.") % {
            "reference": older.reference
        }
    if deed.name == "back":
        take_back(writing=writing, older=older, participant=participant)
        return _("%(reference)s will not be linked to your proposal.") % {"reference": older.reference}
    answer(writing=writing, older=older, participant=participant, answer=deed.name, words=deed.words)
    if deed.name == "close":
        return _("%(reference)s will be linked to your proposal once it is published.") % {"reference": older.reference}
    return _("%(reference)s will not be suggested for this text any more.") % {"reference": older.reference}


def _mark(request: HttpRequest) -> DraftMark:
    """Which draft the form fills: it ends with the writing."""
    form = DraftFields(request.POST)
    form.full_clean()  # nothing in it is refused
    return form.take_mark()


def _shown(
    request: HttpRequest, consultation: ConsultationPage, *, done: str = "", error: DomainError | None = None
) -> HttpResponse:
    """The part, or the whole page with what was typed; 429 where one types too fast for it."""
    part: dict[str, Any] = similar_part(request, consultation, request.POST, compare=True)
    part |= {"done": done, "error": error.sentence if error else ""}
    names = ("title", "text", "tags", "key", "draft", "revision")
    typed = {name: request.POST[name] for name in names if request.POST.get(name)}
    context = {
        **submit_context(consultation, request.user),
        "form": ProposalForm(consultation=consultation, initial=typed),
        "preview": None,
        "similar": part,
    }
    status = error.status if error else TOO_OFTEN if part["rests"] and not done else 200
    return render_page(request, "proposals/submit.html", context, partial="similar", status=status)
