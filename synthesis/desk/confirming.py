"""Reading texts in batches, and saying of each where it belongs."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from consult.errors import Refused
from consult.models import ConsultationPage
from proposals.models import ProposalQuerySet
from synthesis.deciding import Act, NotDisplayed, decide
from synthesis.desk import last_act, pages, reading
from synthesis.desk.batches import TEXTS_A_BATCH, batch_of, batch_to_sort
from synthesis.desk.choices import asked, done_words, left_alone
from synthesis.desk.guard import at_desk, back, editor
from synthesis.desk.last_act import undo_words
from synthesis.desk.shown import shown_in, signed
from synthesis.models import SetAside
from synthesis.reading import theme_at


@require_safe
@at_desk
def read(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """The texts of a theme, whole, in batches: what nobody read first. Nine queries at most."""
    theme = theme_at(consultation, number)
    if theme.merged_into is not None:
        return redirect("synthesis_desk:read", consultation.slug, theme.merged_into.number)
    context = batch(request, consultation, batch_of(theme))
    context["of"] = next((row for row in context["themes"] if row.pk == theme.pk), theme)
    unread = [row for row in context["themes"] if row.listed_count > row.confirmed_count and row.pk != theme.pk]
    later = [row for row in unread if row.number > theme.number]
    context["following"] = next(iter(later or unread), None)
    context |= pages.heading(consultation, _("%(theme)s, read") % {"theme": theme.reference})
    return render(request, "synthesis/desk/read.html", context)


@require_safe
@at_desk
def read_unsorted(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """The texts that stand in no theme, whole, in batches: to be moved or set aside. Nine queries at most."""
    context = batch(request, consultation, batch_to_sort(consultation)) | {"of": None, "following": None}
    context |= pages.heading(consultation, _("In no theme, read"))
    return render(request, "synthesis/desk/read.html", context)


def batch(request: HttpRequest, consultation: ConsultationPage, texts: ProposalQuerySet) -> dict[str, Any]:
    """One batch of texts, with the signed list of what it displays. Seven queries at most."""
    page = Paginator(texts, TEXTS_A_BATCH).get_page(request.GET.get("p"))
    proposals = list(page.object_list)
    themes = reading.themes_of(consultation)
    near = {theme.number: theme for theme in themes}
    rows = [(row, near.get(getattr(row.proposal, "near", None) or 0)) for row in reading.rows(proposals)]
    return {
        "consultation": consultation,
        "page_obj": page,
        "rows": rows,
        "nothing": sum(bool(row.nothing) for row, _near in rows),
        "tick_nothing": request.GET.get("tick") == "nothing",
        "themes": themes,
        "reasons": SetAside.choices,
        "shown": signed(request, consultation, proposals),
        "here": f"{request.path}?p={page.number}" if page.number > 1 else request.path,  # ticks are for once
        "undo": undo_words(request, consultation),
    }


@require_POST
@at_desk
def place(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Confirm, move or set aside what was displayed."""
    shown = shown_in(request, consultation)
    deed, numbers, theme, reason = asked(request, consultation, shown)
    if not numbers:
        raise Refused(_("Choose at least one proposal."))
    if not set(numbers) <= shown.versions.keys():
        raise NotDisplayed(_("Only texts that were displayed before you can be decided: read them first."))
    proposals = reading.of_numbers(consultation, numbers)
    act = decide(proposals=proposals, deed=deed, theme=theme, reason=reason, by=editor(request), shown=shown)
    last_act.remember_placing(request, consultation, act)
    say(request, act, done_words(deed, theme, act.number))
    return back(request, consultation)


def say(request: HttpRequest, act: Act, done: str) -> None:
    """Above the next page: what was done, and what was left alone."""
    left = left_alone(act.edited, act.decided, act.gone)
    if act.done or not left:
        messages.success(request, done)
    for sentence in left:
        messages.warning(request, sentence)


@require_POST
@at_desk
def undo(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Take one's last act back, within the session in which it was done."""
    last_act.undo(request, consultation, editor(request))
    return back(request, consultation)
