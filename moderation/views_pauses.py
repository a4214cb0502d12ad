"""The page of one's own pause: why and until when one may not write, and contesting it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consult.errors import DomainError
from consult.requests import render_page
from moderation import pause_reading, pauses
from moderation.models import Pause, last_day
from moderation.pause_forms import ContestForm
from participants.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def pause_read(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Read one's pause, and contest it: 404 for anybody else. One query to show."""
    pause = pause_reading.find_own(request.user, slug, number)
    if request.method != "POST":
        return _page(request, pause, ContestForm())
    form = ContestForm(request.POST)
    if not form.is_valid():
        return _page(request, pause, form, status=422)
    assert isinstance(request.user, User)  # nobody else has a pause
    try:
        pauses.contest(pause=pause, by=request.user, words=form.cleaned_data["words"])
    except DomainError as error:  # the words stay on the screen
        form.add_error(None, error.sentence)
        return _page(request, pause, form, status=error.status)
    return redirect(request.path)


def _page(request: HttpRequest, pause: Pause, form: ContestForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "pause": pause,
        "runs": pause.runs_at(now),
        "form": form if form.is_bound or _may_contest(pause) else None,
        "until": last_day(pause.begins_at),
    }
    return render_page(request, "moderation/pause.html", context, status=status)


def _may_contest(pause: Pause) -> bool:
    try:
        pauses.refuse_contesting(pause, at=timezone.now())
    except DomainError:
        return False
    return True
