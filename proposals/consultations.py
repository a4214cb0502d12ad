"""The one door from an address to its consultation."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page
from wagtail.wagtail_hooks import check_view_restrictions

from consult.models import ConsultationPage, ConsultationQuerySet

View = Callable[Concatenate[HttpRequest, ConsultationPage, ...], HttpResponseBase]


def of_consultation(view: View) -> Callable[Concatenate[HttpRequest, str, ...], HttpResponseBase]:
    """Give a view its published consultation in place of the slug: 404 when there is none.

    Where a privacy rule stands on the page or above it, Wagtail's own check decides, and its answer
    (password page, sign-in, nothing) is given instead. One query; three more behind a privacy rule.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: object, **kwargs: object) -> HttpResponseBase:
        consultation = with_guard(ConsultationPage.objects.live().filter(slug=slug)).order_by("pk").first()
        if consultation is None:
            raise Http404
        if not consultation.guarded:
            return view(request, consultation, *args, **kwargs)

        def allowed(page: Page, request: HttpRequest, args: list[object], kwargs: dict[str, object]) -> object:
            return view(request, page, *args, **kwargs)

        answer: HttpResponseBase = check_view_restrictions(allowed)(consultation, request, args, kwargs)
        return answer

    return found


def with_guard(consultations: ConsultationQuerySet) -> ConsultationQuerySet:
    """Adds ``guarded``: whether a privacy rule, or an alias that may lead to one, stands on the way to it."""
    own_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    on_the_way = Page.objects.annotate(own_path=own_path).filter(own_path__startswith=F("path"))
    rule = on_the_way.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False))
    guarded: ConsultationQuerySet = consultations.annotate(guarded=Exists(rule))
    return guarded
