"""The ground floor's own pages: public register, language, health, errors."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from consult.canonical import canonical_json
from consult.journal import heads_of_days
from consult.models import JournalEntry
from consult.register import described, register_panels
from consult.requests import render_page, safe_next

ENTRIES_A_PAGE = 50


@require_safe
@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """The public register: every public step, newest first, and the head of the chain. Six queries and panels'."""
    page = Paginator(JournalEntry.objects.order_by("-number"), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": described(list(page.object_list)),
        "head": JournalEntry.objects.order_by("-number").first(),
        "noted": heads_of_days().first(),
        "panels": [{"template": panel.template, "data": panel.gather(request)} for panel in register_panels],
    }
    return render_page(request, "consult/register.html", context)


@require_safe
@login_not_required
def register_file(request: HttpRequest) -> StreamingHttpResponse:
    """The whole journal, one canonical JSON object a line: what anyone needs to verify the chain."""

    def lines() -> Iterator[str]:
        for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2_000):
            yield canonical_json({**entry.body(), "hash": entry.hash}) + "\n"

    response = StreamingHttpResponse(lines(), content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="registre.jsonl"'
    return response


@require_safe
@login_not_required
def register_heads(request: HttpRequest) -> HttpResponse:
    """The head of the chain at the end of each day, as CSV. One query."""
    rows = [f"{head.day},{head.number},{head.hash}" for head in heads_of_days()]
    response = HttpResponse("\n".join(["day,number,hash", *rows, ""]), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tetes.csv"'
    return response


@require_safe
@login_not_required
def register_script(request: HttpRequest) -> FileResponse:
    """The script that verifies a downloaded register, without our code."""
    script = settings.BASE_DIR / "docs" / "verify_registre.py"
    return FileResponse(script.open("rb"), as_attachment=True, content_type="text/x-python; charset=utf-8")


@require_POST
@csrf_exempt  # without a token the footer's form sets no cookie, and another's choice of language harms nobody
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that a person chose, for a year."""
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86_400,  # seconds
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own sign-in takes a bare password: lead to ours instead."""
    following = safe_next(request, request.GET.get("next"), "/admin/")
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': following})}")


@require_safe
@login_not_required
def health_live(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; reads no database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def health_ready(request: HttpRequest) -> HttpResponse:
    """Whether the database answers. One query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 – whatever the database says, the answer is the same
        return HttpResponse("database unavailable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("500.html"), status=500)
