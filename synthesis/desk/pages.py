"""The desk's pages: consultations, one consultation, a cluster, a theme, lists of proposals."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consult.models import ConsultationPage
from proposals.models import ProposalQuerySet
from synthesis.arrivals import arrivals_of
from synthesis.desk import reading
from synthesis.desk.account import account_of, in_words, set_aside_from
from synthesis.desk.changes import changes_of
from synthesis.desk.forms import StartForm, ThemeChoiceForm, ThemeForm
from synthesis.desk.guard import at_desk, editors_only
from synthesis.desk.last_act import undo_words
from synthesis.desk.progressing import progress_of
from synthesis.desk.shown import signed
from synthesis.desk_time import desk_time
from synthesis.fold_search import suggested_count
from synthesis.further import also_in_cluster
from synthesis.models import Cluster, SetAside, Theme
from synthesis.reading import latest_run, pepites_of
from synthesis.same import said_in
from synthesis.unkept import unkept_of

ROWS_A_PAGE = 50


@require_safe
@editors_only
def index(request: HttpRequest) -> HttpResponse:
    """The consultations, and where their grouping stands. One query."""
    context = {"consultations": reading.consultations(), **heading()}
    return render(request, "synthesis/desk/index.html", context)


@require_safe
@at_desk
def desk(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """One consultation: its runs, clusters and themes. Thirty-one queries at most, however many clusters."""
    return desk_page(request, consultation)


def desk_page(
    request: HttpRequest, consultation: ConsultationPage, *, form: StartForm | None = None, status: int = 200
) -> HttpResponse:
    """The desk of one consultation, with the form for a new run as it was typed."""
    run, last = latest_run(consultation), reading.last_run(consultation)
    themes = reading.themes_of(consultation)
    clusters = reading.cluster_rows(run, themes) if run else []
    text_count = reading.published_count(consultation)
    context = {
        "consultation": consultation,
        "run": run,
        "last": last,
        "progress": progress_of(last, timezone.now()),
        "text_count": text_count,
        "arrivals": arrivals_of(consultation, run) if run else None,
        "unsorted_count": reading.unsorted(consultation, run).count() if run else 0,
        "themes": themes,
        "clusters": clusters,
        "changes": changes_of(run) if run else None,
        "unkept": unkept_of(run) if run else None,
        "suggested": sum(row.suggestion is not None for row in clusters),
        "pepite_count": pepites_of(consultation).count(),
        "same_count": said_in(consultation).count(),
        "fold_count": suggested_count(consultation),
        "undo": undo_words(request, consultation),
        "here": request.get_full_path(),
        "shown": signed(request, consultation, [text for row in clusters for text in (*row.centrals, *row.borderline)]),
        "reasons": SetAside.choices,
        "form": form or StartForm(offered=run.groups_offered if run else None),
        **_reading_so_far(consultation, themes, text_count),
        **heading(consultation),
    }
    return render(request, "synthesis/desk/desk.html", context, status=status)


def _reading_so_far(consultation: ConsultationPage, themes: list[Theme], total: int) -> dict[str, Any]:
    """What was read and what it took. Five queries."""
    account, time, aside = account_of(consultation, total), desk_time(consultation), set_aside_from(consultation)
    return {
        "theme_rows": [reading.ThemeRow(theme, aside.get(theme.pk, 0)) for theme in themes],
        "account": account,
        "editors": [{"name": row.name, "time": in_words(row.time), "acts": row.acts} for row in time.editors],
        "pace": in_words(time.pace),
        "forecast": in_words(time.forecast(account.left)) if account.left else "",
    }


@require_safe
@at_desk
def progress(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Where the newest run stands: the part of the desk that its script renews. Five queries."""
    last = reading.last_run(consultation)
    context = {
        "consultation": consultation,
        "last": last,
        "progress": progress_of(last, timezone.now()),
    }
    return render(request, "synthesis/desk/_progress.html", context)


def cluster_page(
    request: HttpRequest, consultation: ConsultationPage, cluster: Cluster, *, form: ThemeForm, status: int = 200
) -> HttpResponse:
    """A cluster: what to call it, and all its texts, those that fit best first.

    Ten queries, without the name's; four more where its run does not hold something that people decided.
    """
    themes = reading.themes_of(consultation)
    context = {
        "cluster": cluster,
        "form": form,
        "choice_form": ThemeChoiceForm(themes=themes, prefix="continue"),
        "also": also_in_cluster(cluster),
        "unkept": unkept_of(cluster.run),
        "suggestion": reading.continuations(cluster.run, list(cluster.run.clusters.all()), themes).get(cluster.pk),
        **listing(request, consultation, reading.in_cluster(cluster), themes),
        **heading(consultation, _("Group %(number)s") % {"number": cluster.number + 1}),
    }
    return render(request, "synthesis/desk/cluster.html", context, status=status)


def theme_page(
    request: HttpRequest, consultation: ConsultationPage, theme: Theme, *, form: ThemeForm, status: int = 200
) -> HttpResponse:
    """A theme: its name, and its texts, those that nobody read first. Eight queries at most."""
    themes = reading.themes_of(consultation)
    others = [other for other in themes if other.pk != theme.pk]
    context = {
        "theme": theme,
        "counted": next((other for other in themes if other.pk == theme.pk), None),
        "form": form,
        "merge_form": ThemeChoiceForm(themes=others, prefix="merge"),
        "others": others,
        **listing(request, consultation, reading.in_named_theme(theme), themes),
        **heading(consultation, theme.reference),
    }
    return render(request, "synthesis/desk/theme.html", context, status=status)


@require_safe
@at_desk
def proposals(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Proposals found by reference or words, or those to be sorted, the most distant first. Eight queries at most."""
    query, run = request.GET.get("q", ""), latest_run(consultation)
    to_sort = request.GET.get("in") == "unsorted" and run is not None
    listed = reading.unsorted(consultation, run) if to_sort and run else reading.found(consultation, query)
    context = {
        "query": query,
        "to_sort": to_sort,
        **listing(request, consultation, listed, reading.themes_of(consultation)),
        **heading(consultation, _("To be sorted") if to_sort else _("Proposals")),
    }
    return render(request, "synthesis/desk/proposals.html", context)


@require_safe
@at_desk
def pepites(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """The rare ideas that were marked. Two queries."""
    context = {
        "consultation": consultation,
        "pepites": pepites_of(consultation),
        "undo": undo_words(request, consultation),
        "here": request.get_full_path(),
        **heading(consultation, _("Pépites")),
    }
    return render(request, "synthesis/desk/pepites.html", context)


def listing(
    request: HttpRequest, consultation: ConsultationPage, listed: ProposalQuerySet, themes: list[Theme]
) -> dict[str, Any]:
    """What ``_members.html`` needs. Five queries at most."""
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("p"))
    listed_here = list(page.object_list)
    return {
        "consultation": consultation,
        "page_obj": page,
        "rows": reading.rows(listed_here),
        "shown": signed(request, consultation, listed_here),
        "reasons": SetAside.choices,
        "themes": themes,
        "here": request.get_full_path(),
        "undo": undo_words(request, consultation),
    }


def heading(consultation: ConsultationPage | None = None, here: str = "") -> dict[str, Any]:
    """Where one is, for Wagtail's header."""
    crumbs = [{"url": reverse("synthesis_desk:index"), "label": _("Themes")}]
    if consultation is not None:
        address = reverse("synthesis_desk:desk", args=[consultation.slug])
        crumbs.append({"url": address, "label": consultation.title})
    if here:
        crumbs.append({"url": "", "label": here})
    return {"breadcrumbs_items": crumbs, "header_title": crumbs[-1]["label"], "header_icon": "tag"}
