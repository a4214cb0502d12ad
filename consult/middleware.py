"""Ours, small: headers, language, domain errors."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoCsp
from django.utils import translation
from django.utils.cache import patch_vary_headers

from consult.errors import DomainError, error_page

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN_PREFIX = "/admin/"


class SecurityHeadersMiddleware:
    """Adds to every answer, static files included, what Django's own middleware leaves out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


class ContentSecurityPolicyMiddleware(DjangoCsp):
    """Django's policy on every page; Wagtail's admin gets the looser one, by its prefix only."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(ADMIN_PREFIX) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.CONSULT_ADMIN_CSP  # type: ignore[attr-defined]  # Django's own hook
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        answer: HttpResponse = super().process_response(request, response)
        return answer


class LanguageMiddleware:
    """The language that a person chose (a cookie), else the site's own.

    The browser's preference is not read: one address has one text for all who chose nothing,
    so that a shared cache can hold it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class DomainErrorMiddleware:
    """Turns a domain error into its page, and a sign-in redirect inside htmx into a whole-page one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302:
            whole_page = HttpResponse(status=204)
            whole_page.headers["HX-Redirect"] = response.headers["Location"]
            whole_page.cookies = response.cookies
            return whole_page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        page = error_page(request, error)
        if getattr(request, "htmx", False):  # the page takes the place of the whole page, not of a part
            page.headers["HX-Retarget"], page.headers["HX-Reswap"] = "body", "innerHTML"
        return page
