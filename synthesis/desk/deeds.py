"""The desk's deeds: each checks its form, does one thing, says it, and leads back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from consult.errors import Refused
from consult.models import ConsultationPage
from synthesis import actions, reshaping
from synthesis.desk import pages, reading
from synthesis.desk.choices import chosen, placed_words
from synthesis.desk.forms import PepiteForm, StartForm, ThemeForm
from synthesis.desk.guard import at_desk, back, editor
from synthesis.desk.last_act import forget, remember, remember_pepite
from synthesis.desk.naming import proposed_name
from synthesis.models import Pepite
from synthesis.reading import latest_run, pepites_of, theme_at

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
@at_desk
def run_start(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Queue a grouping."""
    form = StartForm(request.POST)
    if not form.is_valid():
        return pages.desk_page(request, consultation, form=form, status=422)
    run = actions.start_run(consultation=consultation, by=editor(request), **form.asked())
    messages.success(request, _("Grouping %(run)s was asked for.") % {"run": run.reference})
    return back(request, consultation)


@require_POST
@at_desk
def run_stop(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Give up the run that waits or works."""
    run = reading.last_run(consultation)
    if run is None or not actions.stop_run(run=run):
        raise Refused(_("No grouping is under way."))
    messages.success(request, _("Grouping %(run)s was stopped.") % {"run": run.reference})
    return back(request, consultation)


@require_http_methods(GET_OR_POST)
@at_desk
def cluster(request: HttpRequest, consultation: ConsultationPage, run: int, number: int) -> HttpResponse:
    """Look at a cluster; name it, and it becomes a theme."""
    found = reading.cluster_at(consultation, run, number)
    if request.method != "POST":
        form = ThemeForm(initial={"name": "" if found.theme else proposed_name(found)})
        return pages.cluster_page(request, consultation, found, form=form)
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return pages.cluster_page(request, consultation, found, form=form, status=422)
    theme = actions.adopt_theme(cluster=found, by=editor(request), **form.cleaned_data)
    forget(request)
    messages.success(request, _("Theme %(theme)s is named.") % {"theme": theme.reference})
    return redirect("synthesis_desk:desk", consultation.slug)


@require_POST
@at_desk
def cluster_continue(request: HttpRequest, consultation: ConsultationPage, run: int, number: int) -> HttpResponse:
    """Say that a cluster belongs to a standing theme."""
    found = reading.cluster_at(consultation, run, number)
    theme = chosen(request, consultation, "continue")
    placed = actions.continue_theme(cluster=found, theme=theme, by=editor(request))
    forget(request)
    messages.success(request, placed_words(theme, placed))
    return redirect("synthesis_desk:desk", consultation.slug)


@require_POST
@at_desk
def continue_all(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Accept every continuation that the desk suggests."""
    run = latest_run(consultation)
    suggested = (
        [row for row in reading.cluster_rows(run, reading.themes_of(consultation)) if row.suggestion] if run else []
    )
    for row in suggested:
        if row.suggestion:
            actions.continue_theme(cluster=row.cluster, theme=row.suggestion.theme, by=editor(request))
    if suggested:
        forget(request)
    continued = len({row.suggestion.theme.pk for row in suggested if row.suggestion})
    told = ngettext("%(n)s theme was continued.", "%(n)s themes were continued.", continued)
    messages.success(request, told % {"n": continued})
    return back(request, consultation)


@require_http_methods(GET_OR_POST)
@at_desk
def theme(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Look at a theme; rename it. The address of a merged one leads to the other."""
    found = theme_at(consultation, number)
    if found.merged_into is not None:
        return redirect("synthesis_desk:theme", consultation.slug, found.merged_into.number)
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method != "POST":
        return pages.theme_page(request, consultation, found, form=form)
    if not form.is_valid():
        return pages.theme_page(request, consultation, theme_at(consultation, number), form=form, status=422)
    before = theme_at(consultation, number)  # the form wrote the new words into the other
    renamed = actions.rename_theme(theme=found, by=editor(request), **form.cleaned_data)
    names = {"now": [renamed.name, renamed.description], "before": [before.name, before.description]}
    remember(request, consultation, "rename", {"theme": renamed.pk, "reference": renamed.reference, **names})
    messages.success(request, _("Theme %(theme)s is renamed.") % {"theme": found.reference})
    return redirect("synthesis_desk:theme", consultation.slug, number)


@require_POST
@at_desk
def theme_merge(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Put all of a theme into another."""
    merged = theme_at(consultation, number)
    into = chosen(request, consultation, "merge")
    moved = reshaping.merge(theme=merged, into=into, by=editor(request))
    remember(request, consultation, "merge", {"moved": list(moved), "reference": merged.reference})
    told = {"theme": merged.reference, "into": into.reference}
    messages.success(request, _("Theme %(theme)s now leads to theme %(into)s.") % told)
    return redirect("synthesis_desk:theme", consultation.slug, into.number)


@require_http_methods(GET_OR_POST)
@at_desk
def pepite(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Mark a proposal as a rare idea, with the reason."""
    proposal = reading.proposal_at(consultation, number)
    marked = pepites_of(consultation).filter(proposal=proposal).first()
    form = PepiteForm(request.POST if request.method == "POST" else None, instance=marked or Pepite())
    if request.method == "POST" and form.is_valid():
        before = pepites_of(consultation).filter(proposal=proposal).values_list("reason", flat=True).first() or ""
        actions.set_pepite(proposal=proposal, reason=form.cleaned_data["reason"], by=editor(request))
        remember_pepite(request, consultation, proposal, before)
        messages.success(request, _("%(proposal)s is marked as a pépite.") % {"proposal": proposal})
        return redirect("synthesis_desk:pepites", consultation.slug)
    context = {"consultation": consultation, "proposal": proposal, "form": form, "marked": marked is not None}
    context |= pages.heading(consultation, proposal.reference)
    return render(request, "synthesis/desk/pepite.html", context, status=422 if form.errors else 200)


@require_POST
@at_desk
def pepite_remove(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Take the mark away."""
    proposal = reading.proposal_at(consultation, number)
    before = pepites_of(consultation).filter(proposal=proposal).values_list("reason", flat=True).first() or ""
    actions.unset_pepite(proposal=proposal)
    if before:
        remember_pepite(request, consultation, proposal, before)
    messages.success(request, _("%(proposal)s is no longer marked.") % {"proposal": proposal})
    return redirect("synthesis_desk:pepites", consultation.slug)
