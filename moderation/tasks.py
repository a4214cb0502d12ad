"""What is done in the background for moderation."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult.locks import take_turn
from moderation.models import Decision, Report

MAILS_AN_HOUR = 5  # acknowledgements to one address


def may_acknowledge(kept: Report) -> bool:
    """Whether its address gets a mail: anyone can type anyone's. Call inside a transaction. Three queries at most.

    One acknowledgement for an address and a text, and few in an hour, however many reports name the address.
    """
    take_turn(f"acknowledgements to {kept.email.lower()}")
    earlier = Report.objects.filter(email__iexact=kept.email).exclude(pk=kept.pk)
    if earlier.on(kept.subject).exists():
        return False
    return earlier.filter(created_at__gt=kept.created_at - timedelta(hours=1)).count() < MAILS_AN_HOUR


@task()
def acknowledge_report(report_id: int) -> None:
    """Send the acknowledgement of a report, once: a second attempt after success finds it marked and stops."""
    report = _report_to_mail(report_id)
    if report is None or report.acknowledged_at is not None:
        return
    with translation.override(report.language):
        send_mail(
            _("Your report %(report)s is received") % {"report": report.reference},
            _("A moderator will read the text that you reported and you will be told what was decided.")
            + f"\n\n{_address(report)}",
            settings.DEFAULT_FROM_EMAIL,
            [report.email],
        )
    Report.objects.filter(pk=report.pk).update(acknowledged_at=timezone.now())


@task()
def answer_report(report_id: int, decision_id: int) -> None:
    """Tell somebody without an account what became of their report, once."""
    from moderation.notices import answer_to  # notices queues this task

    report = _report_to_mail(report_id)
    if report is None or report.answered_at is not None:
        return
    decision = Decision.objects.select_related("ground").get(pk=decision_id)
    if Decision.objects.filter(undoes=decision).exists():
        return  # taken back meanwhile: the report waits again
    with translation.override(report.language):
        headline, body = answer_to(report, decision, report.subject)
        send_mail(headline, f"{body}\n\n{_address(report)}", settings.DEFAULT_FROM_EMAIL, [report.email])
    Report.objects.filter(pk=report.pk).update(answered_at=timezone.now())


@task()
def lift_expired() -> int:
    """Show again what was withheld until a date that has come; scheduled every few minutes."""
    from moderation import actions  # actions queues tasks of this module

    return actions.lift_expired()


def _report_to_mail(report_id: int) -> Report | None:
    related = ["proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation"]
    return Report.objects.select_related(*related).filter(pk=report_id).exclude(email="").first()


def _address(report: Report) -> str:
    """Where the report can be followed."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("moderation:report_received", args=[report.reference])
