"""The desk's pages: syntheses in view, the findings of one, one finding, one commitment."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from cms.answering import actions
from cms.answering.desk import reading
from cms.answering.desk.forms import AnswerForm, CommitmentForm, StepForm
from cms.answering.desk.guard import answering_only, answering_person, page_at
from cms.models import SynthesisPage

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@answering_only
def index(request: HttpRequest) -> HttpResponse:
    """The syntheses in view, with how many findings wait for an answer. Six queries."""
    return render(request, "cms/answering/desk/index.html", {"rows": reading.syntheses(), **heading()})


@require_safe
@answering_only
def synthesis(request: HttpRequest, page: int) -> HttpResponse:
    """The findings of the edition in view, with their answers and commitments. Twelve queries."""
    found = page_at(page)
    context = {**reading.findings(found), **heading(found)}
    return render(request, "cms/answering/desk/page.html", context)


@require_http_methods(GET_OR_POST)
@answering_only
def finding(request: HttpRequest, page: int, key: UUID) -> HttpResponse:
    """One finding: its answer, and the form of the next one."""
    found = page_at(page)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=reading.answer_initial(found, key))
    if request.method != "POST" or not form.is_valid():
        return _finding_page(request, found, key, form=form)
    try:
        actions.give_answer(page=found, key=key, by=answering_person(request), **form.cleaned_data)
    except (actions.AnsweredMeanwhile, actions.NothingNew) as refusal:
        return _finding_page(request, found, key, form=form.after_reading(refusal), status=refusal.status)
    messages.success(request, _("The answer is published. Those whom it concerns are told."))
    return redirect("answers_desk:finding", page, key)


@require_POST
@answering_only
def commit(request: HttpRequest, page: int, key: UUID) -> HttpResponse:
    """Make a commitment under the answer of a finding."""
    found = page_at(page)
    form = CommitmentForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, found, key, commitment_form=form)
    made = actions.make_commitment(page=found, key=key, by=answering_person(request), **form.cleaned_data)
    messages.success(request, _("Commitment %(reference)s is published.") % {"reference": made.reference})
    return redirect("answers_desk:finding", page, key)


@require_http_methods(GET_OR_POST)
@answering_only
def commitment(request: HttpRequest, page: int, number: int) -> HttpResponse:
    """One commitment: what was said of it, and the form of the next step."""
    found = page_at(page)
    row = reading.commitment_at(found, number)
    form = StepForm(request.POST if request.method == "POST" else None, commitment=row)
    if request.method == "POST" and form.is_valid():
        actions.add_step(commitment=row, by=answering_person(request), **form.cleaned_data)
        messages.success(request, _("This is published. Those whom it concerns are told."))
        return redirect("answers_desk:commitment", page, number)
    context = {"page": found, "form": form, **reading.commitment_context(row), **heading(found, row.reference)}
    return render(request, "cms/answering/desk/commitment.html", context, status=422 if form.errors else 200)


def _finding_page(
    request: HttpRequest,
    page: SynthesisPage,
    key: UUID,
    *,
    form: AnswerForm | None = None,
    commitment_form: CommitmentForm | None = None,
    status: int = 0,
) -> HttpResponse:
    typed = [sent for sent in (form, commitment_form) if sent is not None]
    status = status or (422 if any(sent.errors for sent in typed) else 200)
    context = {
        **reading.finding(page, key),
        "page": page,
        "form": form or AnswerForm(initial=reading.answer_initial(page, key)),
        "commitment_form": commitment_form or CommitmentForm(),
        **heading(page, _("Finding")),
    }
    return render(request, "cms/answering/desk/finding.html", context, status=status)


def heading(page: SynthesisPage | None = None, here: str = "") -> dict[str, Any]:
    """What Wagtail's own header needs. No query."""
    crumbs = [{"url": reverse("answers_desk:index"), "label": _("Answers")}]
    if page is not None:
        crumbs.append({"url": reverse("answers_desk:page", args=[page.pk]), "label": page.title})
    if here:
        crumbs.append({"url": "", "label": here})
    return {"breadcrumbs_items": crumbs, "header_title": _("Answers"), "header_icon": "openquote"}
