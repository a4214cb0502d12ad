"""The page of Wagtail's admin where contributions are entered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from consult.desk_rights import desk_for
from consult.errors import Closed
from consult.models import ConsultationPage
from participants.models import User
from proposals.actions import FormUsedUp
from proposals.entering.acting import PERMISSION, enter
from proposals.entering.forms import EntryForm

organisers_only = desk_for(PERMISSION, watching="proposals.view_entry")  # guarantors read


@require_safe
@organisers_only
def entry_choose(request: HttpRequest) -> HttpResponse:
    """For which consultation. One query."""
    pages = ConsultationPage.objects.live().order_by("title", "pk")
    rows = [{"title": page.title, "url": reverse("proposals_desk:enter", args=[page.slug])} for page in pages]
    context = {"consultations": rows, "breadcrumbs_items": _crumbs(), "header_title": _("Letters received")}
    return render(request, "proposals/desk_consultations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def entry_enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Type what someone sent, word for word."""
    consultation = ConsultationPage.objects.live().filter(slug=slug).order_by("pk").first()
    if consultation is None or not isinstance(request.user, User):
        raise Http404
    if request.method != "POST":
        return _page(request, consultation, EntryForm(consultation=consultation))
    form = EntryForm(request.POST, consultation=consultation)
    if not form.is_valid():
        return _page(request, consultation, form, status=422)
    key = form.cleaned_data.pop("key")
    try:
        proposal = enter(consultation=consultation, by=request.user, idempotency_key=key, **form.cleaned_data)
    except (Closed, FormUsedUp) as refused:  # the words stay on the screen
        form.add_error(None, refused.sentence)
        if isinstance(refused, FormUsedUp):
            form.renew_key()
        return _page(request, consultation, form, status=refused.status)
    sentence = _("%(reference)s is published.") if proposal.is_published else _("%(reference)s waits for a moderator.")
    messages.success(request, sentence % {"reference": proposal.reference})
    return redirect("proposals_desk:enter", slug)


def _page(request: HttpRequest, consultation: ConsultationPage, form: EntryForm, *, status: int = 200) -> HttpResponse:
    context = {
        "consultation": consultation,
        "form": form,
        "breadcrumbs_items": [*_crumbs(), {"url": "", "label": _("Enter a contribution")}],
        "header_title": _("Enter a contribution"),
    }
    return render(request, "proposals/desk_enter.html", context, status=status)


def _crumbs() -> list[dict[str, str]]:
    return [{"url": reverse("proposals_desk:choose"), "label": _("Letters received")}]


urlpatterns = [
    path("", entry_choose, name="choose"),
    path("<slug:slug>/", entry_enter, name="enter"),
]
