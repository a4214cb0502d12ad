"""The link in each mail: a page with buttons, and the button of mail programs (RFC 8058)."""

from contextlib import nullcontext

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consult.requests import render_page
from participants import stopping
from participants.notices import in_language_of


@csrf_exempt  # a mail program posts here by itself; the key is in nobody's hands but the recipient's
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Ask what to stop; a POST does it and says so, without leading elsewhere: mail programs follow no redirect."""
    mail = stopping.mail_at(key, at=timezone.now())
    reach = stopping.reach_of(mail)
    stopped = stopping.stop(mail=mail, what=request.POST.get("quoi", "")) if request.method == "POST" else None
    context = {"reach": reach, "stopped": stopped, "KIND": stopping.KIND, "ALL": stopping.ALL}
    chose = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with nullcontext() if chose else in_language_of(mail.recipient):
        response = render_page(request, "participants/stop.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response
