"""The readers' pages: contest a decision, and follow the appeal."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consult.models import ConsultationPage
from consult.requests import render_page
from moderation import appeal_reading, appeals, reading
from moderation.actions import FormSentBefore
from moderation.appeal_forms import AppealForm
from moderation.models import Decision, Report, Subject, last_day
from participants.models import User
from proposals.consultations import of_consultation


@require_http_methods(["GET", "HEAD", "POST"])
@of_consultation
def appeal_proposal(request: HttpRequest, consultation: ConsultationPage, number: int) -> HttpResponse:
    """Contest what withholds one's own proposal: 404 for anybody else. Seven queries to show."""
    return _of_text(request, appeal_reading.find_own(_author(request), consultation, number))


@require_http_methods(["GET", "HEAD", "POST"])
@of_consultation
def appeal_argument(request: HttpRequest, consultation: ConsultationPage, number: int, argument: int) -> HttpResponse:
    """Contest what withholds one's own argument: 404 for anybody else. Seven queries to show."""
    return _of_text(request, appeal_reading.find_own(_author(request), consultation, number, argument=argument))


@require_http_methods(["GET", "HEAD", "POST"])
@of_consultation
def appeal_amendment(request: HttpRequest, consultation: ConsultationPage, number: int, amendment: int) -> HttpResponse:
    """Contest what withholds one's own amendment: 404 for anybody else. Seven queries to show."""
    return _of_text(request, appeal_reading.find_own(_author(request), consultation, number, amendment=amendment))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def appeal_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Contest the answer to one's report, by its reference: with an account, as that person. Six queries to show."""
    report = reading.find_report(reference)
    reader = request.user if isinstance(request.user, User) else None
    if report.reporter_id is not None and reader is None:
        return redirect_to_login(request.get_full_path())
    appellant = reading.reporter_reading(report, reader)
    decision = appeal_reading.contestable_by(report) if report.handled_at else None
    if decision is None:
        raise appeals.NothingToContest(
            _("There is no decision here that you can contest."),
            report.subject.get_absolute_url(),
            _("Back to the text"),
        )
    return _form(request, report.subject, decision, appellant, report)


@require_safe
@login_not_required
def appeal_followed(request: HttpRequest, reference: str) -> HttpResponse:
    """What becomes of an appeal, for whoever made it. Three queries at most."""
    if appeal_reading.asks_to_sign_in(request.user, reference):
        return redirect_to_login(request.get_full_path())
    appeal = appeal_reading.find_appeal(request.user, reference)
    context = {"appeal": appeal, "subject": appeal.subject, "made": getattr(appeal, "made", None)}
    return render_page(request, "moderation/appeal_followed.html", context)


def _of_text(request: HttpRequest, subject: Subject) -> HttpResponse:
    decision = appeal_reading.last_decision(subject)
    if decision is None:
        raise appeals.NothingToContest(
            _("There is no decision here that you can contest."), subject.get_absolute_url(), _("Back to the text")
        )
    return _form(request, subject, decision, _author(request), None)


def _form(
    request: HttpRequest, subject: Subject, decision: Decision, appellant: User | None, report: Report | None
) -> HttpResponse:
    who: dict[str, Any] = {"appellant": appellant, "report": report}
    sent = request.POST if request.method == "POST" else None
    form = AppealForm(sent, initial={"seen": decision.number})
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                appeal = appeals.appeal(decision=decision, **who, **form.cleaned_data)
            except (FormSentBefore, appeals.AnotherDecisionRead) as error:  # the words stay on the screen
                form.renew(seen=decision.number)
                form.add_error(None, error.sentence)
                status = error.status
            else:
                return redirect("moderation:appeal", appeal.reference)
    elif earlier := appeal_reading.own_appeal(decision, **who):
        return redirect("moderation:appeal", earlier.reference)
    else:
        appeals.refuse_contesting(decision, subject, **who, at=timezone.now())
    context = {
        "form": form,
        "subject": subject,
        "proposal": reading.proposal_of(subject),
        "decision": decision,
        "report": report,
        "until": last_day(decision.decided_at),
    }
    return render_page(request, "moderation/appeal.html", context, status=status)


def _author(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # nobody comes here without an account
    return request.user
