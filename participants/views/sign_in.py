"""Signing in and out. These pages carry forms; what a signed-out reader reads elsewhere never leads to a cookie."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.errors import DomainError
from consult.requests import render_page
from participants import sign_in as signing
from participants.codes import waits_for
from participants.forms import CODE_DIGITS, CodeForm, EmailForm
from participants.tries import may_try_code
from participants.webauthn import are_possible


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send a code to it; who is signed in already goes on."""
    following = signing.next_of(request)
    if user := signing.signed_in(request):
        signing.refuse_admin_loop(request, user, following)
        return redirect(signing.way_on(request, user, following))
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return sign_in_page(request, form)
    if not form.is_valid():
        return sign_in_page(request, form, status=422)
    try:
        signing.ask_for_code(request, form.cleaned_data["email"])
    except DomainError as error:
        form.add_error(None, error.sentence)
        return sign_in_page(request, form, status=error.status)
    return redirect(signing.with_next("participants:code", following))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one signs in and leads on, three wrong ones end the attempt."""
    following = signing.next_of(request)
    if user := signing.signed_in(request):
        return redirect(signing.way_on(request, user, following))
    process = signing.code_awaited(request)
    if process is None:
        return _begin_again(request, _("This code is too old, or was asked for elsewhere: ask for a new one."))
    form = CodeForm(request.POST if request.method == "POST" else None, expected=process.code)
    if request.method != "POST":
        return _code_page(request, process, form)
    if not may_try_code(request, process):
        process.abort()
        return _begin_again(request, _("Too many codes were tried: none of them works any more. Ask for a new one."))
    if form.is_valid():
        assert process.user is not None  # code_awaited gives no process without its account
        answer: HttpResponse = process.finish(signing.way_on(request, process.user, following))
        return answer
    if process.record_invalid_attempt():
        return _code_page(request, process, form, status=422)
    return _begin_again(request, _("That was the third wrong code. For safety it no longer works: ask for a new one."))


@require_POST
@never_cache
@login_not_required
def resend(request: HttpRequest) -> HttpResponse:
    """Send a new code to the same address."""
    process = signing.code_awaited(request)
    if process is None:
        return _begin_again(request, _("This code is too old, or was asked for elsewhere: ask for a new one."))
    try:
        signing.send_again(request, process)
    except DomainError as error:
        form = CodeForm(data={}, expected=process.code)
        form.errors.clear()
        form.add_error(None, error.sentence)
        return _code_page(request, process, form, status=error.status)
    address = signing.with_next("participants:code", signing.next_of(request))
    return redirect(f"{address}{'&' if '?' in address else '?'}sent=again")


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and with it what was kept in it."""
    signing.sign_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def sign_in_page(request: HttpRequest, form: EmailForm, *, status: int = 200) -> HttpResponse:
    """The first step of signing in. No query, but in the demonstration one."""
    context = {
        "form": form,
        "next": signing.next_of(request),
        "demonstration_accounts": signing.demonstration_accounts(),
        "passkeys_work_here": are_possible(request),
    }
    return render_page(request, "participants/sign_in.html", context, status=status)


def _begin_again(request: HttpRequest, sentence: str) -> HttpResponse:
    """Back to the first step: with the sentence when something was sent, else at the step's own address."""
    if request.method != "POST":
        return redirect(signing.with_next("participants:sign_in", signing.next_of(request)))
    form = EmailForm(data={})
    form.errors.clear()
    form.add_error(None, sentence)
    return sign_in_page(request, form, status=422)


def _code_page(
    request: HttpRequest, process: LoginCodeVerificationProcess, form: CodeForm, *, status: int = 200
) -> HttpResponse:
    following = signing.next_of(request)
    context = {
        "form": form,
        "next": following,
        "email": process.state["email"],
        "digits": CODE_DIGITS,
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "tries_left": process.max_attempts - process.state["failed_attempts"],
        "tries": process.max_attempts,
        "mail_waits": waits_for(process.state["email"]),
        "can_resend": process.can_resend,
        "sent_again": request.GET.get("sent") == "again",
        "other_address": signing.with_next("participants:sign_in", following),
        "shown_code": process.code if settings.CONSULT_DEMO else "",
    }
    return render_page(request, "participants/code.html", context, status=status)
