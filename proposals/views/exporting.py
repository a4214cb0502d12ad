"""The proposals as open data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from consult.models import ConsultationPage
from proposals.amending.exporting import amendment_lines
from proposals.consultations import of_consultation
from proposals.exporting import csv_lines


@require_safe
@login_not_required
@of_consultation
def proposal_export(request: HttpRequest, consultation: ConsultationPage) -> StreamingHttpResponse:
    """All published proposals of a consultation as CSV, streamed."""
    response = StreamingHttpResponse(csv_lines(consultation), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="propositions-{consultation.slug}.csv"'
    return response


@require_safe
@login_not_required
@of_consultation
def amendment_export(request: HttpRequest, consultation: ConsultationPage) -> StreamingHttpResponse:
    """All published amendments of a consultation as CSV, streamed."""
    response = StreamingHttpResponse(amendment_lines(consultation), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="amendements-{consultation.slug}.csv"'
    return response
