"""What is done in the background for moderation."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult.locks import take_turn
from moderation.models import Appeal, Decision, Report

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
    answered = Report.objects.filter(pk=report.pk, handled_at=decision.decided_at).update(answered_at=timezone.now())
    undoing = None if answered else Decision.objects.filter(undoes=decision).first()
    if undoing is not None:  # taken back while the mail left
        tell_undone.enqueue(report.pk, undoing.pk)


@task()
def tell_undone(report_id: int, undoing_id: int) -> None:
    """Tell somebody without an account that the decision which answered their report was taken back, once."""
    from moderation.undone_notices import undone_answer  # it queues this task

    report = _report_to_mail(report_id)
    undoing = Decision.objects.select_related("undoes").get(pk=undoing_id)
    if report is None or (report.told_since or 0) >= undoing.number:
        return
    with translation.override(report.language):
        headline, body = undone_answer(report, undoing, report.subject)
        send_mail(headline, f"{body}\n\n{_address(report)}", settings.DEFAULT_FROM_EMAIL, [report.email])
    Report.objects.filter(pk=report.pk).update(told_since=undoing.number)


@task()
def tell_since(report_id: int, decision_id: int) -> None:
    """Tell somebody without an account what was decided on appeal after the answer to their report, once."""
    from moderation.notices import since_answered  # notices queues this task

    report = _report_to_mail(report_id)
    decision = Decision.objects.select_related("ground").get(pk=decision_id)
    if report is None or (report.told_since or 0) >= decision.number:
        return
    with translation.override(report.language):
        headline, body = since_answered(report, decision, report.subject)
        send_mail(headline, f"{body}\n\n{_address(report)}", settings.DEFAULT_FROM_EMAIL, [report.email])
    Report.objects.filter(pk=report.pk).update(told_since=decision.number)


def may_acknowledge_appeal(kept: Appeal) -> bool:
    """Whether the address of its report gets a mail: as for reports, once a decision, and few in an hour.

    Call inside a transaction. Three queries at most.
    """
    if kept.report is None or not kept.report.email:
        return False
    take_turn(f"acknowledgements to {kept.report.email.lower()}")
    if not is_first_of_its_address(kept):
        return False
    recent = Appeal.objects.filter(report__email__iexact=kept.report.email).exclude(pk=kept.pk)
    return recent.filter(created_at__gt=kept.created_at - timedelta(hours=1)).count() < MAILS_AN_HOUR


def is_first_of_its_address(appeal: Appeal) -> bool:
    """Whether no other report of the same address has contested the same decision before. One query at most."""
    if appeal.report is None or not appeal.report.email:
        return False
    same = Appeal.objects.filter(decision=appeal.decision_id, report__email__iexact=appeal.report.email)
    return not same.filter(pk__lt=appeal.pk).exists()


@task()
def acknowledge_appeal(appeal_id: int) -> None:
    """Send the acknowledgement of an appeal without an account, once."""
    from moderation.notices import acknowledgement_of  # notices queues this task

    appeal = _appeal_to_mail(appeal_id)
    if appeal is None or appeal.acknowledged_at is not None:
        return
    with translation.override(appeal.language):
        headline, body = acknowledgement_of(appeal, appeal.subject)
        _mail(appeal, headline, body)
    Appeal.objects.filter(pk=appeal.pk).update(acknowledged_at=timezone.now())


@task()
def answer_appeal(appeal_id: int) -> None:
    """Send the answer to an appeal without an account, once."""
    from moderation.notices import answer_to_appeal  # notices queues this task

    appeal = _appeal_to_mail(appeal_id)
    if appeal is None or appeal.is_waiting or appeal.answered_at is not None:
        return
    with translation.override(appeal.language):
        headline, body = answer_to_appeal(appeal, appeal.subject)
        _mail(appeal, headline, body)
    Appeal.objects.filter(pk=appeal.pk).update(answered_at=timezone.now())


@task()
def lift_expired() -> int:
    """Show again what was withheld until a date that has come; scheduled every few minutes."""
    from moderation import actions  # actions queues tasks of this module

    return actions.lift_expired()


def _report_to_mail(report_id: int) -> Report | None:
    related = ["proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation"]
    return Report.objects.select_related(*related).filter(pk=report_id).exclude(email="").first()


def _appeal_to_mail(appeal_id: int) -> Appeal | None:
    nouns = ("proposal", "argument__proposal", "amendment__proposal")
    related = ["report", "made__ground", *(f"decision__{noun}__consultation" for noun in nouns)]
    with_address = Appeal.objects.exclude(report=None).exclude(report__email="")
    return with_address.select_related(*related).filter(pk=appeal_id).first()


def _mail(appeal: Appeal, headline: str, body: str) -> None:
    assert appeal.report is not None  # whoever contests without an account had reported the text
    address = settings.WAGTAILADMIN_BASE_URL + reverse("moderation:appeal", args=[appeal.reference])
    send_mail(headline, f"{body}\n\n{address}", settings.DEFAULT_FROM_EMAIL, [appeal.report.email])


def _address(report: Report) -> str:
    """Where the report can be followed."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("moderation:report_received", args=[report.reference])
