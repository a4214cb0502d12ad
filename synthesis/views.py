"""The map of ideas, the map of each theme, and the lasting address of a theme."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from consult.models import ConsultationPage
from consult.requests import asked, render_page
from participants.following import as_button, is_followed
from proposals.consultations import of_consultation
from synthesis.following import theme_target
from synthesis.idea_map import closest_themes, drawn, territories
from synthesis.reading import arrived_since, pepites_of, theme_at
from synthesis.theme_map import drawing, page_of, table_rows
from synthesis.theme_map import theme_map as map_of


@require_safe
@login_not_required
@of_consultation
def idea_map(request: HttpRequest, consultation: ConsultationPage) -> HttpResponse:
    """Themes by size and closeness, pépites, and how they came about. At most six queries."""
    territory = territories([consultation])[consultation.pk]
    pepites = list(pepites_of(consultation))
    context = {
        "consultation": consultation,
        "territory": territory,
        "map": drawn(consultation, territory, pepites),
        "run": territory.run,
        "arrived_since": arrived_since(consultation, territory.run) if territory.run else 0,
        "pepites": pepites,
    }
    return render_page(request, "synthesis/map.html", context)


@require_safe
@login_not_required
@of_consultation
def theme_map(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """The proposals of one theme as dots, a page of them in a table. At most eight queries, whatever its size."""
    found = theme_at(consultation, number)
    if found.merged_into is not None:
        return redirect("synthesis:theme_map", consultation.slug, found.merged_into.number)
    dots = map_of(found)
    page = page_of(dots, asked(request.GET, "page"))
    rows = table_rows(consultation, dots, page)
    target = theme_target(found)
    context = {
        "consultation": consultation,
        "theme": found,
        "map": drawing(consultation, found, dots, page, rows) if rows else None,
        "page_obj": page,
        "rows": rows,
        "closest": closest_themes(found),
        "follow": as_button(target, request.user, is_followed(request.user, [target]), request.path),
    }
    return render_page(request, "synthesis/theme_map.html", context)


@require_safe
@login_not_required
@of_consultation
def theme(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """The lasting address of a theme: its proposals, or those of the theme it is merged into, as long as it is."""
    found = theme_at(consultation, number)
    if found.merged_into is not None:
        return redirect("synthesis:theme", consultation.slug, found.merged_into.number)
    return redirect(found)
