"""The desk's page of one appeal: the text, the contested decision, the words of whoever contests, and the answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from consult.errors import DomainError
from moderation import appeal_reading, appeals, queue
from moderation.appeal_forms import AppealAnswerForm
from moderation.blanking_reading import original_url
from moderation.forms import DecisionForm
from moderation.mandates import moderates
from moderation.models import Appeal, Decision
from moderation.originals import standing_on
from moderation.queue import Item
from moderation.views_desk import moderators_only, reach
from participants.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def appeal_answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Read an appeal and answer it. Twenty queries at most to show, besides the admin’s own."""
    appeal = appeal_reading.find_on_desk(reference, within=reach(request))
    if request.method != "POST":
        return _page(request, appeal)
    form, reasons = AppealAnswerForm(request.POST), _reasons(request, appeal)
    is_valid = form.is_valid()  # both are asked, so that all that is missing is said at once
    overturns = form.cleaned_data.get("outcome") == Appeal.Outcome.OVERTURNED
    if not is_valid or (overturns and not reasons.is_valid()):
        return _page(request, appeal, form, reasons, status=422)
    assert isinstance(request.user, User)  # moderators_only
    try:
        answered = appeals.answer(
            appeal=appeal,
            by=request.user,
            outcome=form.cleaned_data["outcome"],
            words=form.cleaned_data["answer"],
            reasons=_taken(reasons) if overturns else None,
        )
    except DomainError as error:
        return _page(request, appeal_reading.find_on_desk(reference, within=reach(request)), form, reasons, error=error)
    messages.success(request, f"{appeal.subject.reference} – {answered.get_outcome_display()}")
    return redirect("moderation_desk:queue")


def _reasons(request: HttpRequest, appeal: Appeal) -> DecisionForm:
    """What a new decision needs: reasons where it withholds, and always what was read."""
    contrary = Decision.Kind.WITHHOLD if appeal.report_id is not None else Decision.Kind.PUBLISH
    sent = {name: request.POST.get(name, "") for name in DecisionForm.base_fields}
    return DecisionForm({**sent, "kind": contrary, "seen": appeal.decision.number})


def _taken(reasons: DecisionForm) -> dict[str, Any]:
    """The reasons as ``actions.overturn`` takes them: its kind and its number follow from the contested decision."""
    return {name: value for name, value in reasons.reasons().items() if name not in {"kind", "seen"}}


def _page(
    request: HttpRequest,
    appeal: Appeal,
    form: AppealAnswerForm | None = None,
    reasons: DecisionForm | None = None,
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; what was typed is kept when somebody else was quicker."""
    subject = queue.refreshed(appeal.subject)
    (item,) = queue.items([queue.place_of(subject)], reach(request))
    context = {
        "appeal": appeal,
        "contested": appeal.decision,
        "who": appeal_reading.contested_words(appeal),
        "item": item,
        "blanked": standing_on(subject),
        "original_url": original_url(subject),
        "is_replaced": appeal_reading.is_replaced(appeal.decision),
        "form": form or AppealAnswerForm(),
        "reasons": reasons or DecisionForm(),
        "withholds": appeal.report_id is not None,
        "error": error,
        "barred": _barred(appeal, item, request),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("moderation_desk:queue"), "label": _("Moderation")},
            {"url": item.url, "label": subject.reference},
            {"url": appeal_reading.desk_url(appeal), "label": appeal.reference},
        ],
        "header_title": _("Appeal on %(reference)s") % {"reference": subject.reference},
        "header_icon": "glasses",
    }
    return render(request, "moderation/desk_appeal.html", context, status=error.status if error else status)


def _barred(appeal: Appeal, item: Item, request: HttpRequest) -> str:
    """Why this person may not answer, or nothing."""
    if not isinstance(request.user, User) or not moderates(request.user, item.subject):
        return _("You read here as a guarantor: moderators decide.")
    try:
        appeals.refuse_partial(appeal, item.subject, request.user)
    except DomainError as error:
        return error.sentence
    return ""
