"""What a consultation says of its limits for accounts in their first day (M-7)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from consult.models import ConsultationPage

FIRST_DAY = timedelta(hours=24)


def limits_told(consultation: "ConsultationPage") -> list[str]:
    """The limits in sentences, for those who read the rules; none where there is no limit. No query."""
    sentences = []
    if parts := _parts(consultation):
        words = _("In its first 24 hours, an account sends at most: %(limits)s.")
        sentences.append(words % {"limits": ", ".join(parts)})
    if minutes := consultation.repeat_minutes:
        told = ngettext(
            "Nobody sends the same text twice within %(n)d minute.",
            "Nobody sends the same text twice within %(n)d minutes.",
            minutes,
        )
        sentences.append(told % {"n": minutes})
    return sentences


def _parts(consultation: "ConsultationPage") -> list[str]:
    """What each limit that is set comes to."""
    most = [
        (consultation.newcomer_contributions, _contributions),
        (consultation.newcomer_comments, _comments),
        (consultation.newcomer_links, _links),
        (consultation.newcomer_pause or None, _pause),
    ]
    return [words(number) % {"n": number} for number, words in most if number is not None]


def _contributions(number: int) -> str:
    return ngettext("%(n)d proposal or amendment", "%(n)d proposals and amendments", number)


def _comments(number: int) -> str:
    return ngettext("%(n)d argument or reply", "%(n)d arguments and replies", number)


def _links(number: int) -> str:
    return ngettext("%(n)d link in a text", "%(n)d links in a text", number)


def _pause(number: int) -> str:
    return ngettext("%(n)d second between two texts", "%(n)d seconds between two texts", number)
