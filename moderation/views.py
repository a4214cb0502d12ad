"""The readers' pages: report a text, and follow the report."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from consult.models import ConsultationPage
from consult.requests import asked, render_page
from moderation import actions, appeal_reading, queue, reading
from moderation.forms import ReportForm
from moderation.mandates import moderates
from moderation.models import Ground, Subject
from moderation.months import month_lines
from moderation.open_data import decision_lines
from moderation.report_limits import ReportedAlready, TooManyReports, refuse_repeated, refuse_too_many
from proposals.consultations import of_consultation


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_consultation
def report_proposal(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Report a proposal, without an account. Three queries to show."""
    return _report(request, reading.find_readable(request.user, consultation, number))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_consultation
def report_argument(request: HttpRequest, consultation: ConsultationPage, number: int, argument: int) -> HttpResponse:
    """Report an argument, without an account. Three queries to show."""
    return _report(request, reading.find_readable(request.user, consultation, number, argument))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@of_consultation
def report_amendment(request: HttpRequest, consultation: ConsultationPage, number: int, amendment: int) -> HttpResponse:
    """Report an amendment, without an account. Three queries to show."""
    return _report(request, reading.find_readable_amendment(request.user, consultation, number, amendment))


@require_safe
@login_not_required
def decisions_file(request: HttpRequest) -> StreamingHttpResponse:
    """The register's decisions as CSV, those of one consultation if it is asked for."""
    lines = decision_lines(asked(request.GET, "consultation"))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    return response


@require_safe
@login_not_required
def months_file(request: HttpRequest) -> StreamingHttpResponse:
    """The figures of every month as CSV, those of one consultation if it is asked for. Eleven queries at most."""
    lines = list(month_lines(asked(request.GET, "consultation")))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="mois.csv"'
    return response


@require_safe
@login_not_required
def report_received(request: HttpRequest, reference: str) -> HttpResponse:
    """What becomes of a report, for whoever holds its reference. Six queries at most."""
    report = reading.find_report(reference)
    outcome = reading.outcome(report)
    since = appeal_reading.since_answered(report, outcome)
    context = {
        "report": report,
        "subject": report.subject,
        "outcome": outcome,
        "since": since,
        "contest": appeal_reading.to_contest(report),
    }
    return render_page(request, "moderation/report_received.html", context)


def _at_once(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """For a moderator, the grounds on which the text can be taken out of view at once. One query, and their rights."""
    if not moderates(request.user, subject):
        return {}
    return {"urgent_url": queue.urgent_url(subject), "grounds": Ground.objects.in_force().order_by("-kind", "position")}


def _report(request: HttpRequest, subject: Subject) -> HttpResponse:
    reading.refuse_unreadable(subject)
    signed_in = request.user if request.user.is_authenticated else None
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"email": signed_in.email if signed_in else ""}
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            key = form.cleaned_data["idempotency_key"]
            if signed_in is None:
                refuse_too_many(request, key)
            else:
                refuse_repeated(signed_in, subject, key)
            report = actions.report(subject=subject, reporter=signed_in, **form.cleaned_data)
        except actions.FormSentBefore as error:  # the words stay on the screen
            form.renew_key()
            form.add_error(None, error.sentence)
            status = error.status
        except (TooManyReports, ReportedAlready) as error:  # here too
            form.add_error(None, error.sentence)
            status = error.status
        else:
            return redirect("moderation:report_received", report.reference)
    context = {"form": form, "subject": subject, "proposal": reading.proposal_of(subject), **_at_once(request, subject)}
    return render_page(request, "moderation/report.html", context, status=status)
