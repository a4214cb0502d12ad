"""Words to readers who reported, when the decision that they were told of is taken back within its minute."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moderation.models import Decision, Report, Subject
from moderation.tasks import tell_undone
from participants.notices import in_language_of, tell


def tell_reporters(undoing: Decision, reports: Sequence[Report], subject: Subject) -> None:
    """Each whom the decision had answered learns that it does not hold, once. Call before the reports wait again.

    With an account by a notice; without, by a mail where one had brought the answer. An answer whose mail is on its
    way is followed by the same mail (``moderation.tasks.answer_report``).
    """
    told: set[int] = set()
    for report in reports:
        if report.reporter is not None:
            if report.reporter.pk not in told:
                _tell(undoing, report, subject)
            told.add(report.reporter.pk)
        elif report.email and report.answered_at is not None:
            tell_undone.enqueue(report.pk, undoing.pk)


def _tell(undoing: Decision, report: Report, subject: Subject) -> None:
    assert report.reporter is not None  # its caller looks
    with in_language_of(report.reporter):
        headline, body = undone_answer(report, undoing, subject)
        tell(
            recipient=report.reporter,
            kind="moderation.report_undone",
            subject=headline,
            body=body,
            url=reverse("moderation:report_received", args=[report.reference]),
        )


def undone_answer(report: Report, undoing: Decision, subject: Subject) -> tuple[str, str]:
    """Subject and body for a reporter: the decision does not hold, how the text stands, and that the report waits."""
    assert undoing.undoes is not None  # that is what it is
    names = {
        "report": report.reference,
        "reference": subject.reference,
        "time": date_format(timezone.localtime(undoing.undoes.decided_at), "H:i"),
    }
    now = {
        Decision.Kind.WAIT: _("The text is not in view: it waits again for a moderator’s reading."),
        Decision.Kind.PUBLISH: _("The text is in view, as before."),
        Decision.Kind.WITHHOLD: _("The text is out of view, as before."),
        Decision.Kind.OFF_TOPIC: _("The text is in view, marked as off-topic, as before."),
    }[Decision.Kind(undoing.kind)]
    taken_back = _("The moderator took back the decision of %(time)s on the text %(reference)s.") % names
    waits = _("Your report waits again: you will be told what is decided.")
    return _("Your report %(report)s: the decision was taken back") % names, "\n\n".join([f"{taken_back} {now}", waits])
