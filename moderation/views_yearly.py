"""The public pages of the yearly report of moderation, below the register."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from consult.requests import render_page
from moderation import dsa_files, yearly


@require_safe
@login_not_required
def years(request: HttpRequest) -> HttpResponse:
    """The years of which there is a report. Eight queries at most."""
    return render_page(request, "moderation/years.html", {"years": yearly.years(), "now": yearly.this_year()})


@require_safe
@login_not_required
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year's figures, counted from rows; 404 for a year without anything to count. Twenty-seven queries at most."""
    found = _years_with(year)
    context = {
        "figures": yearly.year_figures(year),
        "others": [other for other in found if other != year],
        "parts": list(dsa_files.PARTS.values()),
        "left_out": dsa_files.LEFT_OUT,
    }
    return render_page(request, "moderation/year.html", context)


@require_safe
@login_not_required
def year_file(request: HttpRequest, year: int, part: int) -> StreamingHttpResponse:
    """One part of the transparency template, filled in for one year; 404 for others. Twenty-seven queries at most."""
    _years_with(year)
    if part not in dsa_files.PARTS:
        raise Http404
    chosen, figures = dsa_files.PARTS[part], yearly.year_figures(year)
    response = StreamingHttpResponse(
        list(dsa_files.file_lines(chosen, figures)), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{dsa_files.file_name(chosen, figures)}"'
    return response


def _years_with(year: int) -> list[int]:
    """All years of which there is a report; 404 where this is none of them."""
    found = yearly.years()
    if year not in found:
        raise Http404
    return found
