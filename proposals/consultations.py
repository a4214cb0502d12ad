"""The doors from an address to its consultation, and to a proposal of it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail.models import Page
from wagtail.wagtail_hooks import check_view_restrictions

from consult.compiled import compiled_once
from consult.models import ConsultationPage
from consult.privacy import is_guarded
from proposals.counted import TOO_OLD, tags_counted_since
from proposals.models import Proposal, ProposalQuerySet
from proposals.models.readers import key_of

ConsultationView = Callable[Concatenate[HttpRequest, ConsultationPage, ...], HttpResponseBase]
ProposalView = Callable[[HttpRequest, Proposal], HttpResponseBase]


def of_consultation(view: ConsultationView) -> Callable[Concatenate[HttpRequest, str, ...], HttpResponseBase]:
    """Give a view its published consultation in place of the slug: 404 when there is none.

    Where a privacy rule stands on the page or above it, Wagtail's own check decides, and its answer
    (password page, sign-in) is given instead. One query; three more behind a privacy rule.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponseBase:
        consultation: Any = next(iter(_published_at(slug, timezone.now() - TOO_OLD)), None)
        if consultation is None:
            raise Http404
        return _past_the_guard(
            request, consultation, consultation.guarded, lambda: view(request, consultation, *args, **kwargs)
        )

    return found


@compiled_once
def _published_at(slug: str, counted_since: datetime) -> QuerySet[ConsultationPage]:
    live = ConsultationPage.objects.live().filter(slug=slug)
    found = live.annotate(guarded=is_guarded(), tags_counted=tags_counted_since(counted_since))
    return cast("QuerySet[ConsultationPage]", found.order_by("pk")[:1])


def of_proposal(view: ProposalView) -> Callable[[HttpRequest, str, int], HttpResponseBase]:
    """Give a view a proposal that the reader may see, with its consultation, in place of slug and number.

    The same rules in one query for both: positions are taken often, in six queries at most.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
        proposal: Any = next(iter(_proposal_at(slug, number, key_of(request.user))), None)
        if proposal is None:
            raise Http404
        return _past_the_guard(request, proposal.consultation, proposal.guarded, lambda: view(request, proposal))

    return found


@compiled_once
def _proposal_at(slug: str, number: int, person: int | None) -> ProposalQuerySet:
    return (
        Proposal.objects.visible_to(person)
        .filter(consultation__slug=slug, number=number)
        .select_related("consultation", "current", "author", "imported_from", "tally_elsewhere")
        .annotate(guarded=is_guarded("consultation__path"))
        .order_by("consultation")[:1]
    )


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
