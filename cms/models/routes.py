"""The addresses beneath a synthesis: its editions, what each changed, every contribution, how it was made.

Wagtail's own doors hold for them all: the page's privacy, its being in view; none of them sets a cookie.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

if TYPE_CHECKING:
    from cms.models.edition import Edition

type Page = Callable[..., HttpResponseBase]
beneath: Callable[[str], Callable[[Page], Page]] = path


class EditionRoutes(RoutablePageMixin):
    """What ``SynthesisPage`` answers beneath its address. Its own address is the last edition."""

    @beneath("edition-<int:number>/")
    def edition_page(self, request: HttpRequest, number: int) -> HttpResponse:
        """An edition at its permanent address."""
        return self._answer(request, self.get_template(request), self.get_context(request, edition=self._at(number)))

    @beneath("edition-<int:number>/differences/")
    def edition_differences(self, request: HttpRequest, number: int) -> HttpResponse:
        """What an edition changed in the one before; the first one changed nothing."""
        from cms.page.differences import differences_context

        edition, before = self._at(number), self._at(number - 1)
        context = self._around(edition, "differences")
        return self._answer(
            request,
            "cms/edition/differences.html",
            {**context, **differences_context(edition, before, context["lang"])},
        )

    @beneath("edition-<int:number>/contributions/")
    def edition_contributions(self, request: HttpRequest, number: int) -> HttpResponse:
        """Every contribution of an edition with its fate."""
        from cms.page.contributions import contributions_context

        edition = self._at(number)
        context = self._around(edition, "contributions")
        shown = contributions_context(edition, context["consultation"], request)
        return self._answer(request, "cms/edition/contributions.html", {**context, **shown})

    @beneath("edition-<int:number>/methode/")
    def edition_method(self, request: HttpRequest, number: int) -> HttpResponse:
        """How an edition was made."""
        from cms.page.method import method_context

        edition = self._at(number)
        context = self._around(edition, "methode")
        return self._answer(request, "cms/edition/method.html", {**context, **method_context(edition)})

    @beneath("edition-<int:number>/verifier.zip/")
    def edition_bundle(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """All that it takes to verify an edition; its address has no slash at its end."""
        from cms.bundle import bundle_response

        return bundle_response(self._at(number), request)

    @beneath("edition-<int:number>/synthese.pdf/")
    def edition_pdf(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """An edition as a PDF; its address has no slash at its end."""
        from cms.pdf import pdf_response

        return pdf_response(self._at(number), request)

    @beneath("methode/")
    def method(self, request: HttpRequest) -> HttpResponseBase:
        """How the last edition was made."""
        from cms.reading import last_edition

        edition = last_edition(self)
        if edition is None:
            raise Http404
        answer: HttpResponseBase = self.edition_method(request, edition.number)
        return answer

    def _at(self, number: int) -> "Edition":
        from cms.reading import edition_numbered

        edition = edition_numbered(self, number)
        if edition is None:
            raise Http404
        return edition

    def _around(self, edition: "Edition", place: str) -> dict[str, Any]:
        from cms.reading import beneath_context

        return beneath_context(self, edition, place)

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, template, {"page": self, "self": self, **context})
