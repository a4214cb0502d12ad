"""The door from an address to an argument, and what stands around its forms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from consult.models import ConsultationPage
from proposals.arguments import argument_data, deeds_of, doors_of
from proposals.consultations import of_proposal
from proposals.convincing import with_marks
from proposals.models import Argument, Proposal
from proposals.models.readers import key_of
from proposals.panels import Reader
from proposals.pausing import pause_on
from proposals.writing import about

ArgumentView = Callable[[HttpRequest, Argument], HttpResponse]


def of_argument(view: ArgumentView) -> Callable[[HttpRequest, str, int, int], HttpResponseBase]:
    """Give a view an argument that the reader may see, with its proposal, in place of three numbers.

    Two queries; three more behind a privacy rule.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, number: int, argument: int) -> HttpResponseBase:
        def inner(request: HttpRequest, proposal: Proposal) -> HttpResponse:
            shown = visible_argument(proposal, argument, request.user)
            if shown is None:
                raise Http404
            return view(request, shown)

        return of_proposal(inner)(request, slug, number)

    return found


def visible_argument(proposal: Proposal, number: int, reader: Reader) -> Argument | None:
    """One argument on a proposal with its marks, if the reader may see it. One query."""
    rows = Argument.objects.visible_to(reader).filter(proposal=proposal, number=number)
    found = with_marks(rows, key_of(reader)).select_related("author", "imported_from").first()
    if found is not None:
        found.proposal = proposal
    return found


def argument_context(argument: Argument, reader: Reader, *, label: str) -> dict[str, Any]:
    """What stands around a form about an argument: it, its proposal, what is open.

    Two queries: the phases, the reader's pause. Out of view, neither says its words here: whoever may still read them
    does so on the proposal's page.
    """
    proposal = argument.proposal
    at = timezone.now()
    phase = proposal.consultation.phase_at(at) if proposal.takes_deeds else None
    deeds = deeds_of(argument, reader, phase, doors_of(argument.proposal))
    return {
        **about(proposal, label=label),
        "argument": {**argument_data(argument), "id": ""} if proposal.is_published and argument.is_published else None,
        "paused": pause_on(reader, proposal.consultation, at=at),
        "mark": deeds["mark"],
        "is_open": bool(deeds["reply_url"]),
        "moderated_before": proposal.consultation.moderation == ConsultationPage.Moderation.BEFORE,
        "signed_in": reader.is_authenticated,
        "argument_url": argument.get_absolute_url(),
        "reply_url": reverse("proposals:reply", args=[proposal.consultation.slug, proposal.number, argument.number]),
    }
