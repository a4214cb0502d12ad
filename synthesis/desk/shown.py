"""The list of what a page displayed, signed: only what stands on it may be decided."""

from collections.abc import Sequence
from datetime import datetime

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Refused
from consult.models import ConsultationPage
from proposals.models import Proposal
from synthesis.deciding import NotDisplayed, Shown

SALT = "synthesis.displayed"
HOLDS = 6 * 60 * 60  # seconds that a displayed list may be decided upon
FIELD = "shown"


class ListTooOld(Refused):
    """What was displayed long ago is displayed again."""


def signed(request: HttpRequest, consultation: ConsultationPage, proposals: Sequence[Proposal]) -> str:
    """The list for the page: when, to whom, which version of each. No query on proposals with ``current``."""
    versions = [[row.number, row.current_id] for row in proposals if row.current_id is not None]
    told = {"c": consultation.pk, "by": request.user.pk, "at": timezone.now().isoformat(), "v": versions}
    return signing.dumps(told, salt=SALT, compress=True)


def shown_in(request: HttpRequest, consultation: ConsultationPage) -> Shown:
    """The list that a form carries; refused where it is somebody else's, another place's, old, or no list at all."""
    try:
        told = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=HOLDS)
    except signing.SignatureExpired:
        raise ListTooOld(_("This list was displayed hours ago: here it is anew. Nothing was changed.")) from None
    except signing.BadSignature:
        raise NotDisplayed(_("Only texts that were displayed before you can be decided: read them first.")) from None
    if (told["c"], told["by"]) != (consultation.pk, request.user.pk):
        raise NotDisplayed(_("This list was displayed to somebody else or elsewhere: read the texts first."))
    return Shown(datetime.fromisoformat(told["at"]), dict(told["v"]))
