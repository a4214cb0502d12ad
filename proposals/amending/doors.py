"""The door from an address to an amendment."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from consult.errors import Closed
from proposals.consultations import of_proposal
from proposals.models import Amendment, Proposal
from proposals.panels import Reader

AmendmentView = Callable[[HttpRequest, Amendment], HttpResponse]


def of_amendment(view: AmendmentView) -> Callable[[HttpRequest, str, int, int], HttpResponseBase]:
    """Give a view an amendment that the reader may see, with its proposal, in place of three numbers.

    Two queries; three more behind a privacy rule. While the proposal is out of view, so is what would quote it.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, number: int, amendment: int) -> HttpResponseBase:
        def inner(request: HttpRequest, proposal: Proposal) -> HttpResponse:
            shown = visible_amendment(proposal, amendment, request.user)
            if shown is None:
                raise Http404
            if not proposal.is_published:
                raise Closed(
                    _("This proposal is out of view, and with it what was proposed on its words."),
                    proposal.get_absolute_url(),
                    _("Back to the proposal"),
                )
            return view(request, shown)

        return of_proposal(inner)(request, slug, number)

    return found


def visible_amendment(proposal: Proposal, number: int, reader: Reader) -> Amendment | None:
    """One amendment to a proposal, if the reader may see it. One query."""
    rows = Amendment.objects.visible_to(reader).filter(proposal=proposal, number=number)
    found = rows.select_related("version", "author", "imported_from", "made", "renews", "renewed_as").first()
    if found is not None:
        for row in (found, found.renews, getattr(found, "renewed_as", None)):
            if row is not None:
                row.proposal = proposal
    return found
