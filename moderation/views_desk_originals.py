"""The desk's page on which the words of a text are taken out, and its sealed original is opened by two."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from consult.errors import DomainError, Refused
from consult.requests import asked
from moderation import blanking, blanking_reading, queue
from moderation.blanking_forms import BlankingForm, OpeningForm
from moderation.models import Subject
from moderation.originals import standing_on
from moderation.views_desk import barred, heading, moderator_of, moderators_only, reach


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
@never_cache
def proposal_original(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The original of a proposal."""
    return _original(request, queue.find(slug, number, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
@never_cache
def argument_original(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponse:
    """The original of an argument."""
    return _original(request, queue.find(slug, number, argument, within=reach(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
@never_cache
def amendment_original(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponse:
    """The original of an amendment."""
    return _original(request, queue.find(slug, number, amendment=amendment, within=reach(request)))


def _original(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The page, or one of its three deeds: taking out, asking, agreeing."""
    if request.method != "POST":
        return _page(request, subject)
    deed = DEEDS.get(asked(request.POST, "deed"))
    if deed is None:
        return _page(request, subject, error=Refused(_("Choose what to do with this text.")))
    return deed(request, subject)


def _blank(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = BlankingForm(request.POST)
    if not form.is_valid():
        return _page(request, subject, blank_form=form, status=422)
    try:
        blanking.blank(subject=subject, by=moderator_of(request), reason=form.cleaned_data["reason"])
    except DomainError as error:
        return _page(request, queue.refreshed(subject), blank_form=form, error=error)
    messages.success(request, _("The words were taken out, and the author was told."))
    return redirect(blanking_reading.original_url(subject))


def _ask(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = OpeningForm(request.POST)
    if not form.is_valid():
        return _page(request, subject, open_form=form, status=422)
    try:
        blanking.ask_opening(subject=subject, by=moderator_of(request), reason=form.cleaned_data["reason"])
    except DomainError as error:
        return _page(request, queue.refreshed(subject), open_form=form, error=error)
    messages.success(request, _("Asked: another moderator must agree, within seven days. Tell them."))
    return redirect(blanking_reading.original_url(subject))


def _agree(request: HttpRequest, subject: Subject) -> HttpResponse:
    try:
        blanking.agree(subject=subject, by=moderator_of(request))
    except DomainError as error:
        return _page(request, queue.refreshed(subject), error=error)
    messages.success(request, _("Opened for both of you, for fifteen minutes. The public register says so."))
    return redirect(blanking_reading.original_url(subject))


DEEDS: dict[str, Callable[[HttpRequest, Subject], HttpResponse]] = {"blank": _blank, "ask": _ask, "agree": _agree}


def _page(
    request: HttpRequest,
    subject: Subject,
    *,
    blank_form: BlankingForm | None = None,
    open_form: OpeningForm | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """What stands of a text's words. Twenty queries at most."""
    at, may_not = timezone.now(), barred(subject, request)
    found = standing_on(subject)
    openings = blanking_reading.openings_of(found) if found else []
    waits = blanking_reading.waiting_of(openings, at=at)
    original, broken = _read(request, subject) if found and not may_not else (None, "")
    context: dict[str, Any] = {
        "subject": subject,
        "blanking": found,
        "openings": openings,
        "waits": waits,
        "asked_myself": waits is not None and waits.asked_by_id == request.user.pk,
        "original": original,
        "shown_until": next((row.shown_until for row in openings if row.agreed_at), None) if original else None,
        "broken": broken,
        "barred": may_not,
        "not_blanking": "" if found or may_not else _refused(request, subject),
        "blank_form": blank_form or BlankingForm(),
        "open_form": open_form or OpeningForm(),
        "error": error,
        "address": blanking_reading.original_url(subject),
        "item_url": queue.item_url(subject),
        **heading(subject),
    }
    return render(request, "moderation/desk_original.html", context, status=error.status if error else status)


def _read(request: HttpRequest, subject: Subject) -> tuple[dict[str, Any] | None, str]:
    """The original where it is open to this person, and why it cannot be shown."""
    try:
        return blanking.read_original(subject=subject, by=moderator_of(request)), ""
    except DomainError as error:
        return None, error.sentence


def _refused(request: HttpRequest, subject: Subject) -> str:
    """Why this text cannot be blanked by this person, or nothing."""
    try:
        blanking.refuse_blanking(subject, moderator_of(request))
    except DomainError as error:
        return error.sentence
    return ""
