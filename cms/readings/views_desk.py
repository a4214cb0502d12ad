"""In the admin: drafts opened to all, and the remarks that they bring."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from cms.models import SynthesisPage
from cms.readings import desk_reading as rows
from cms.readings import remarks
from cms.readings.forms import AnswerRemarkForm, LookForm, OpenForm
from cms.readings.opening import open_reading
from cms.readings.rights import may_look, may_sign, require_look, require_open, require_writer
from consult.errors import DomainError, NotAllowed
from participants.models import User


def for_the_team(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who have something to do or to read here; what a deed refuses is answered by its own error page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not rows.comes_here(request.user):
            raise NotAllowed(_("There is nothing for you here: ask an organiser."), "/admin/", _("Back to the admin"))
        return view(request, *args, **kwargs)

    return guarded


def member(request: HttpRequest) -> User:
    """The admin knows its user."""
    assert isinstance(request.user, User)
    return request.user


@require_safe
@for_the_team
def index(request: HttpRequest) -> HttpResponse:
    """The syntheses with their drafts, samples and opinions. Seven queries, and four for each synthesis."""
    context = {"rows": rows.index_rows(request.user), **rows.heading()}
    return render(request, "cms/readings/desk/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def reading_open(request: HttpRequest, page: int) -> HttpResponse:
    """Open a draft to all, for a time."""
    synthesis = rows.page_at(page)
    require_open(synthesis, member(request))
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _open_page(request, synthesis, form, status=422 if form.errors else 200)
    try:
        reading = open_reading(page=synthesis, by=member(request), **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _open_page(request, synthesis, form, status=error.status)
    messages.success(request, _("The draft %(reference)s is open.") % {"reference": reading.reference})
    return redirect("readings_desk:remarks", reading.pk)


def _open_page(request: HttpRequest, page: SynthesisPage, form: OpenForm, *, status: int) -> HttpResponse:
    context = {"page": page, "form": form, **rows.heading(_("Open a draft"))}
    return render(request, "cms/readings/desk/open.html", context, status=status)


@require_safe
@for_the_team
def remark_list(request: HttpRequest, reading: int) -> HttpResponse:
    """The remarks of a draft, those that wait first. Eight queries, however many remarks."""
    found = rows.reading_at(reading, request.user)
    if not may_look(found, request.user) and not may_sign(request.user):
        raise NotAllowed(_("Only moderators and the editors of this synthesis look at remarks."))
    context = {
        "reading": found,
        "rows": rows.remark_rows(found, request.user),
        "may_look": may_look(found, request.user),
        "answer_form": AnswerRemarkForm(),
        **rows.heading(found.reference),
    }
    return render(request, "cms/readings/desk/remarks.html", context)


@require_POST
@for_the_team
def remark_look(request: HttpRequest, reading: int, remark: int) -> HttpResponse:
    """Publish the words of a remark, or decline to."""
    found = rows.remark_at(rows.reading_at(reading, request.user), remark)
    require_look(found, member(request))
    form = LookForm(request.POST)
    if not form.is_valid():
        return _said(request, reading, _("Choose whether it is published, and why not."))
    typed = form.cleaned_data
    try:
        remarks.look_at(
            remark=found,
            by=member(request),
            publish=typed["deed"] == "publish",
            why=typed["why"],
            read_text=typed["read_text"],
        )
    except DomainError as error:
        return _said(request, reading, error.sentence)
    messages.success(request, _("%(reference)s: done, and its author is told.") % {"reference": found.reference})
    return redirect("readings_desk:remarks", reading)


@require_POST
@for_the_team
def remark_answer(request: HttpRequest, reading: int, remark: int) -> HttpResponse:
    """Say what becomes of a remark."""
    found = rows.remark_at(rows.reading_at(reading, request.user), remark)
    require_writer(found.reading.edition.page, member(request))
    form = AnswerRemarkForm(request.POST)
    if not form.is_valid():
        return _said(request, reading, _("Say whether it is kept, and in a sentence why."))
    try:
        remarks.answer(remark=found, by=member(request), **form.cleaned_data)
    except DomainError as error:
        return _said(request, reading, error.sentence)
    messages.success(request, _("%(reference)s: answered, and its author is told.") % {"reference": found.reference})
    return redirect("readings_desk:remarks", reading)


def _said(request: HttpRequest, reading: int, sentence: str) -> HttpResponse:
    """Nothing changed, and why."""
    messages.error(request, sentence)
    return redirect(reverse("readings_desk:remarks", args=[reading]))
