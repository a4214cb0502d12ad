"""Answers and commitments in words: on pages, in notices, in reminders."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.models import CommitmentStep, Standing


def in_words(day: date) -> str:
    """A date as the reader's language writes it, with the ordinal of the first of a month."""
    if day.day == 1:
        return pgettext("first of a month", "1 %(month_and_year)s") % {
            "month_and_year": formats.date_format(day, "F Y")
        }
    return formats.date_format(day, "j F Y")


def end_sentence(standing: Standing) -> str:
    """What is to be said of a commitment's date, beside its state: moved, done after it, late; else empty."""
    if standing.done_late and standing.done_on:
        return _("Done on %(day)s, after its date.") % {"day": in_words(standing.done_on)}
    if standing.state == "late":
        return _("Its date has passed: it was due on %(day)s.") % {"day": in_words(standing.due)}
    return ""


def step_sentence(step: CommitmentStep, reference: str) -> str:
    """What a step says of its commitment, as the subject of a notice and the title in the feed."""
    kind = CommitmentStep.Kind
    sentences = {
        kind.PLANNED: _("Commitment %(reference)s is planned"),
        kind.UNDER_WAY: _("Commitment %(reference)s is under way"),
        kind.DONE: _("Commitment %(reference)s is said done"),
        kind.DROPPED: _("Commitment %(reference)s is dropped"),
        kind.MOVED: _("The date of commitment %(reference)s was moved"),
        kind.PROOF: _("A proof was added to commitment %(reference)s"),
    }
    return sentences[kind(step.kind)] % {"reference": reference}
