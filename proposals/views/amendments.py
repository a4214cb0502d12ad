"""One amendment: its page, where people stand on it, and what becomes of it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consult.errors import Closed
from consult.requests import render_page
from proposals.amending import answering
from proposals.amending.doors import of_amendment
from proposals.amending.forms import AnswerForm
from proposals.amending.positions import positions_part, take_position, withdraw_position
from proposals.amending.reading import gather_amendment, gather_amendments
from proposals.consultations import of_proposal
from proposals.detours import Needed, forget_kept, keep_and_go, kept_values, signed_in_or_kept
from proposals.forms import PositionForm
from proposals.models import Amendment, Proposal
from proposals.reader import reader_of
from proposals.sending_limits import BeyondLimits
from proposals.words import WORD_OF
from proposals.writing import about


@require_safe
@login_not_required
@of_proposal
def amendment_list(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """All that was proposed on the words of a proposal."""
    return render_page(request, "proposals/amendments.html", gather_amendments(proposal, request.user))


@require_safe
@login_not_required
@of_amendment
def amendment_detail(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """Another wording beside the present one, its reason, where people stand on it, and the answer."""
    return _page(request, amendment, form=AnswerForm(initial=kept_values(request, _answer_address(amendment))))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_amendment
def amendment_position(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """Say where one stands on an amendment. A GET only asks; the click that confirms records it."""
    if request.method != "POST":
        return _confirm(request, amendment)
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _confirm(request, amendment, str(form.errors["position"][0]), status=422)
    try:
        if form.value is None:
            withdraw_position(amendment=amendment, participant=reader_of(request))
        else:
            take_position(amendment=amendment, participant=reader_of(request), value=form.value)
    except Needed as needed:
        return keep_and_go(request, needed)
    except Closed as closed:
        return _confirm(request, amendment, closed.sentence, status=closed.status)
    forget_kept(request)
    if getattr(request, "htmx", False):
        return _part(request, amendment)
    return redirect(f"{amendment.get_absolute_url()}#positions")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_kept
@of_amendment
def amendment_answer(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """The proposal's author accepts, or declines with a word. The form stands on the amendment's page."""
    if request.method != "POST":
        return redirect(f"{amendment.get_absolute_url()}#reponse")
    try:
        return _answer(request, amendment)
    except Needed as needed:  # the consent was withdrawn since
        return keep_and_go(request, needed)


def _answer(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    author = reader_of(request)
    accepts = request.POST.get("deed") == "accept"
    form = AnswerForm(request.POST)
    if accepts:
        answering.accept(amendment=amendment, author=author)
    elif form.is_valid():
        try:
            answering.decline(amendment=amendment, author=author, answer=form.cleaned_data["answer"])
        except BeyondLimits as refused:  # the words stay on the screen
            form.add_error(None, refused.sentence)
            return _page(request, amendment, form=form, status=refused.status)
    else:
        answering.refuse_answering(author, amendment, at=timezone.now())
        return _page(request, amendment, form=form, status=422)
    forget_kept(request)
    return redirect(amendment.proposal if accepts else amendment)


@require_http_methods(["GET", "HEAD", "POST"])
@of_amendment
def amendment_withdraw(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """Its own author takes it back. A GET comes from the sign-in: it leads to the amendment, where the button is."""
    if request.method != "POST":
        return redirect(amendment)
    answering.withdraw(amendment=amendment, author=reader_of(request))
    return redirect(amendment)


def _page(
    request: HttpRequest, amendment: Amendment, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    context = gather_amendment(amendment, request.user, form=form)
    return render_page(request, "proposals/amendment.html", context, status=status)


def _part(request: HttpRequest, amendment: Amendment, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {**positions_part(amendment, request.user, is_open=_takes_positions(amendment)), "error": error}
    return render_page(request, "proposals/amendment.html", context, partial="positions", status=status)


def _confirm(request: HttpRequest, amendment: Amendment, error: str = "", *, status: int = 200) -> HttpResponse:
    if error and getattr(request, "htmx", False):
        return _part(request, amendment, error=error, status=status)
    part = positions_part(amendment, request.user, is_open=_takes_positions(amendment))
    label = amendment.reference
    subject = about(amendment.proposal, label=label)
    context = {
        **subject,
        "proposal": {
            **subject["proposal"],
            "reference": label,
            "url": amendment.get_absolute_url(),
            "excerpt": amendment.wording if amendment.is_published else "",
        },
        "position": {**part["position"], "target": "", "sign_in_url": ""},
        "chosen": _chosen(request),
        "replaces": part["position"]["own"] is not None,
        "error": error,
        "signed_in": request.user.is_authenticated,
    }
    return render_page(request, "proposals/position.html", context, status=status)


def _chosen(request: HttpRequest) -> str:
    """The answer to confirm: the one that was kept, else the one that the link named."""
    values = {str(value): word for value, word in WORD_OF.items()}
    chosen = str(kept_values(request).get("position", "")) or values.get(request.GET.get("valeur", ""), "")
    return chosen if chosen in values.values() else ""


def _answer_address(amendment: Amendment) -> str:
    proposal = amendment.proposal
    return reverse("proposals:amendment_answer", args=[proposal.consultation.slug, proposal.number, amendment.number])


def _takes_positions(amendment: Amendment) -> bool:
    """Whether the answers are offered. One query at most: the phases."""
    if not amendment.is_published:
        return False
    phase = amendment.proposal.consultation.phase_at(timezone.now())
    return phase is not None and phase.may_take_position
