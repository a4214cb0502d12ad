"""The desk's pages of pauses: from a text to its author's pause, and one pause with its end and its answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from consult.errors import DomainError
from moderation import pause_reading, pauses, queue
from moderation.appeal_forms import AppealAnswerForm
from moderation.mandates import decides_in
from moderation.models import LONGEST_PAUSE, Pause, Subject, noun_of
from moderation.pause_forms import LiftForm, PauseForm
from moderation.reading import proposal_of
from moderation.views_desk import heading, moderator_of, moderators_only, reach
from moderation.words import day
from proposals.models import Proposal


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def proposal_pause(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Pause the author of a proposal."""
    return _pause(request, queue.find(slug, number, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def argument_pause(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponse:
    """Pause the author of an argument."""
    return _pause(request, queue.find(slug, number, argument, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def amendment_pause(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """Pause the author of an amendment."""
    return _pause(request, queue.find(slug, number, amendment=amendment, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def pause_answer(request: HttpRequest, slug: str, pause: int) -> HttpResponse:
    """Read a pause, and answer whoever contests it. One query to show, and those of rights."""
    found = pause_reading.find_on_desk(slug, pause, within=reach(request))
    if request.method != "POST":
        return _one(request, found)
    form = AppealAnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form=form, status=422)
    outcome, words = form.cleaned_data["outcome"], form.cleaned_data["answer"]
    try:
        answered = pauses.answer(pause=found, by=moderator_of(request), outcome=outcome, words=words)
    except DomainError as error:
        found = pause_reading.find_on_desk(slug, pause, within=reach(request))  # as it is by now
        return _one(request, found, form=form, error=error)
    messages.success(request, answered.get_outcome_display())
    return redirect("moderation_desk:queue")


@require_POST
@moderators_only
def pause_lift(request: HttpRequest, slug: str, pause: int) -> HttpResponse:
    """End a pause before its day."""
    found = pause_reading.find_on_desk(slug, pause, within=reach(request))
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _one(request, found, lift_form=form, status=422)
    try:
        pauses.lift(pause=found, by=moderator_of(request), words=form.cleaned_data["words"])
    except DomainError as error:
        found = pause_reading.find_on_desk(slug, pause, within=reach(request))
        return _one(request, found, lift_form=form, error=error)
    messages.success(request, _("The author can write again."))
    return redirect(pause_reading.desk_url(found))


def _pause(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The form, or why there is none; sent, the author is paused and told. Six queries at most to show."""
    if request.method != "POST":
        return _form_page(request, subject, PauseForm())
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _form_page(request, subject, form, status=422)
    try:
        made = pauses.pause(subject=subject, by=moderator_of(request), **form.reasons())
    except DomainError as error:
        return _form_page(request, subject, form, error=error)
    messages.success(request, _("The author was told: they can write again on %(day)s.") % {"day": day(made.ends_at)})
    return redirect(queue.item_url(subject))


def _form_page(
    request: HttpRequest, subject: Subject, form: PauseForm, *, error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    theirs = pause_reading.pauses_of_author(subject)
    running = pause_reading.running_of(theirs, at=timezone.now())
    context: dict[str, Any] = {
        "subject": subject,
        "noun": noun_of(subject),
        "consultation": proposal_of(subject).consultation,
        "form": form,
        "error": error,
        "barred": _barred(request, proposal_of(subject), lambda by: pauses.refuse_pausing(subject, by)),
        "running": {"until": running.ends_at, "url": pause_reading.desk_url(running)} if running else None,
        "before": [{"pause": row, "url": pause_reading.desk_url(row)} for row in theirs if row != running],
        "longest": LONGEST_PAUSE.days,
        "address": request.path,
        "item_url": queue.item_url(subject),
        **heading(subject),
    }
    return render(request, "moderation/desk_pause_author.html", context, status=error.status if error else status)


def _one(
    request: HttpRequest,
    pause: Pause,
    *,
    form: AppealAnswerForm | None = None,
    lift_form: LiftForm | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    context: dict[str, Any] = {
        "pause": pause,
        "runs": pause.runs_at(at),
        "item_url": queue.item_url(pause.subject),
        "form": form or AppealAnswerForm(),
        "lift_form": lift_form or LiftForm(),
        "error": error,
        "not_answering": _barred(request, pause, lambda by: pauses.refuse_answering(pause, by)),
        "not_lifting": _barred(request, pause, lambda by: pauses.refuse_lifting(pause, by, at=at)),
        "address": pause_reading.desk_url(pause),
        "lift_url": reverse("moderation_desk:pause_lift", args=[pause.consultation.slug, pause.number]),
        **heading(pause.subject),
    }
    return render(request, "moderation/desk_pause.html", context, status=error.status if error else status)


def _barred(request: HttpRequest, of: Proposal | Pause, refuse: Callable[[Any], object]) -> str:
    """Why this person may not do it, or nothing. Queries: those of the refusal."""
    if not decides_in(request.user).holds(of.consultation_id):
        return _("You read here as a guarantor: moderators decide.")
    try:
        refuse(moderator_of(request))
    except DomainError as error:
        return error.sentence
    return ""
