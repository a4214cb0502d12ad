"""The one helper that picks a page or a part of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or its named partial when htmx asks for a part of it.

    A request that restores the browser's history gets the whole page.
    """
    htmx = getattr(request, "htmx", None)
    wants_part = bool(partial and htmx and not htmx.history_restore_request and not htmx.boosted)
    name = f"{template}#{partial}" if wants_part else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def asked(query: QueryDict, name: str) -> str:
    """A value of the query string, without the null characters that PostgreSQL refuses; empty where there is none.

    >>> asked(QueryDict("tri=re%00centes"), "tri"), asked(QueryDict(""), "tri")
    ('recentes', '')
    """
    return query.get(name, "").replace("\x00", "")


def safe_next(request: HttpRequest, address: str | None, fallback: str = "/") -> str:
    """The address to go back to when it is one of ours, else the fallback."""
    from django.utils.http import url_has_allowed_host_and_scheme

    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return fallback
