"""The doors from an address to its consultation, and to a proposal of it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page
from wagtail.wagtail_hooks import check_view_restrictions

from consult.models import ConsultationPage
from proposals.models import Proposal

ConsultationView = Callable[Concatenate[HttpRequest, ConsultationPage, ...], HttpResponseBase]
ProposalView = Callable[[HttpRequest, Proposal], HttpResponseBase]


def of_consultation(view: ConsultationView) -> Callable[Concatenate[HttpRequest, str, ...], HttpResponseBase]:
    """Give a view its published consultation in place of the slug: 404 when there is none.

    Where a privacy rule stands on the page or above it, Wagtail's own check decides, and its answer
    (password page, sign-in) is given instead. One query; three more behind a privacy rule.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponseBase:
        live = ConsultationPage.objects.live().filter(slug=slug)
        consultation = live.annotate(guarded=_guard("path")).order_by("pk").first()
        if consultation is None:
            raise Http404
        return _past_the_guard(
            request, consultation, consultation.guarded, lambda: view(request, consultation, *args, **kwargs)
        )

    return found


def of_proposal(view: ProposalView) -> Callable[[HttpRequest, str, int], HttpResponseBase]:
    """Give a view a proposal that the reader may see, with its consultation, in place of slug and number.

    The same rules in one query for both: positions are taken often, in six queries at most.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
        proposal = (
            Proposal.objects.visible_to(request.user)
            .filter(consultation__slug=slug, number=number)
            .select_related("consultation", "current", "author", "imported_from", "tally_elsewhere")
            .annotate(guarded=_guard("consultation__path"))
            .order_by("consultation")
            .first()
        )
        if proposal is None:
            raise Http404
        return _past_the_guard(request, proposal.consultation, proposal.guarded, lambda: view(request, proposal))

    return found


def _guard(path: str) -> Exists:
    """Whether a privacy rule, or an alias that may lead to one, stands on the way down to a page."""
    own_path = ExpressionWrapper(OuterRef(path), output_field=CharField())
    on_the_way = Page.objects.annotate(own_path=own_path).filter(own_path__startswith=F("path"))
    return Exists(on_the_way.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False)))


def _past_the_guard(
    request: HttpRequest, page: ConsultationPage, guarded: bool, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer, or what Wagtail gives to those whom the page's privacy rule keeps out."""
    if not guarded:
        return answer()
    answers: list[HttpResponseBase] = []

    def allowed(page: Page, request: HttpRequest, args: list[object], kwargs: dict[str, object]) -> HttpResponseBase:
        answers.append(answer())
        return answers[0]

    given: HttpResponseBase = check_view_restrictions(allowed)(page, request, [], {})
    if not answers and given.status_code == 302 and request.user.is_authenticated:
        raise Http404  # signing in again would change nothing
    return given
