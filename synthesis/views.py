"""The map of ideas, and the lasting address of a theme."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from consult.models import ConsultationPage
from consult.requests import render_page
from proposals.consultations import of_consultation
from synthesis.idea_map import drawn, territories
from synthesis.reading import arrived_since, pepites_of, theme_at


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
def theme(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """The lasting address of a theme: its proposals, or for good those of the theme it was merged into."""
    found = theme_at(consultation, number)
    if found.merged_into is not None:
        return redirect("synthesis:theme", consultation.slug, found.merged_into.number, permanent=True)
    return redirect(found)
