"""The team's second factor: giving it, setting it up, its recovery codes. For who can reach the admin."""

import time

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.errors import DomainError, NotAllowed, NotYours
from consult.requests import render_page
from participants import factor_tries, passkeys
from participants import second_factor as factors
from participants.forms import FactorForm, FactorSetUpForm
from participants.models import User
from participants.passkeys import factors_of
from participants.second_factor_gate import ADMIN_PREFIX, is_fresh, mark_given
from participants.setting_up import offer_of, offered_secret, picture_of, spelled
from participants.sign_in import next_of, signed_in, with_next
from participants.webauthn import are_possible

CODES_KEY = "factor_codes_until"
CODES_SHOWN = 10 * 60  # seconds
READS_AND_SENDS = ["GET", "HEAD", "POST"]
BY_PASSKEY = "by_passkey"  # of a session begun by a passkey that is no second factor


def refuse_first_factor(request: HttpRequest, person: User) -> None:
    """Raise where a session begun by a passkey alone would set up the first factor of somebody of the team.

    A first factor rests on the mailbox (record 35), and whoever added that passkey may have had it no more.
    """
    if request.session.get(BY_PASSKEY) and passkeys.opens_admin(person) and not factors.has_factor(person):
        raise NotAllowed(
            _("Sign out and sign in with a code by e-mail: your second factor is set up after that."),
            reverse("participants:space"),
            _("My space"),
        )


@require_http_methods(READS_AND_SENDS)
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the application, or a recovery code; the right one leads on."""
    person, following = team_member(request), next_of(request) or ADMIN_PREFIX
    if not factors.has_factor(person):
        return redirect(with_next("participants:factor_set_up", following))
    if is_fresh(request):
        return redirect(following)
    has_application = factors.has_application(person)
    form = FactorForm(request.POST if request.method == "POST" else None, has_application=has_application)
    if request.method != "POST":
        return give_page(request, person, form, following)
    if not form.is_valid():
        return give_page(request, person, form, following, status=422)
    try:
        code = form.cleaned_data["code"]
        if factor_tries.give(request, user=person, code=code, following=following, at=timezone.now()):
            mark_given(request)
            return redirect(following)
    except factors.TooManyWrongCodes as error:
        form.add_error(None, error.sentence)
        return give_page(request, person, form, following, status=error.status)
    form.add_error("code", _wrong() if has_application else _wrong_recovery_code())
    return give_page(request, person, form, following, status=422)


@require_http_methods(READS_AND_SENDS)
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Show a new secret as a picture and in letters, and keep it once a code of it was typed; or replace one."""
    person, following = team_member(request), next_of(request) or ADMIN_PREFIX
    exists = factors.has_factor(person)
    if exists and not is_fresh(request):
        return redirect(with_next("participants:second_factor", request.get_full_path()))
    refuse_first_factor(request, person)
    sent = request.POST if request.method == "POST" else None
    secret = offered_secret(person, sent.get("offer", "") if sent else "")
    form = FactorSetUpForm(sent)
    if sent is None:
        return _set_up_page(request, person, form, secret or factors.new_secret(), following)
    if secret is None:
        form.add_error(None, _("This page was open for too long: here is a new key, for a new code."))
        return _set_up_page(request, person, form, factors.new_secret(), following, status=422)
    try:
        code = form.cleaned_data["code"] if form.is_valid() else ""
        kept = factors.set_up(user=person, secret=secret, code=code, at=timezone.now(), replace=exists) if code else []
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _set_up_page(request, person, form, secret, following, status=error.status)
    if not kept:
        if code:
            form.add_error("code", _wrong())
        return _set_up_page(request, person, form, secret, following, status=422)
    update_session_auth_hash(request, person)
    mark_given(request)
    return show_new_codes(request, following)


@require_http_methods(READS_AND_SENDS)
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """Show recovery codes that were just made, for ten minutes or until their owner says that they are kept."""
    person, following = team_member(request), next_of(request) or ADMIN_PREFIX
    if request.method == "POST":
        request.session.pop(CODES_KEY, None)
        return redirect(following)
    if request.session.get(CODES_KEY, 0) < time.time() or not is_fresh(request):
        return redirect(following)
    context = {"codes": factors.recovery_codes(person), "next": following, "host": request.get_host()}
    return render_page(request, "participants/factor_codes.html", context)


@require_http_methods(READS_AND_SENDS)
@never_cache
def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, after a page that says what becomes of the old ones."""
    person = team_member(request)
    if not factors.has_factor(person) or not is_fresh(request):
        return redirect(with_next("participants:second_factor", request.path))
    if request.method != "POST":
        return render_page(request, "participants/factor_new_codes.html", {})
    factors.renew_recovery_codes(user=person)
    return show_new_codes(request, ADMIN_PREFIX)


def team_member(request: HttpRequest) -> User:
    """Who reads, where a factor is asked of them; else these pages do not exist."""
    person = signed_in(request)
    assert person is not None  # LoginRequiredMiddleware
    if not factors.is_required() or not factors.is_of_team(person):
        raise NotYours(_("A second factor is asked of the team only: you need none."))
    return person


def _wrong() -> str:
    return _("This is not the code of this moment, or it was used already: wait for the next one.")


def _wrong_recovery_code() -> str:
    return _("This is none of your recovery codes, or it was used already.")


def show_new_codes(request: HttpRequest, following: str) -> HttpResponse:
    request.session[CODES_KEY] = time.time() + CODES_SHOWN
    return redirect(with_next("participants:factor_codes", following))


def give_page(
    request: HttpRequest, person: User, form: FactorForm, following: str, *, status: int = 200
) -> HttpResponse:
    """The page that asks for a second factor: a passkey where there is one, and a code. Two queries."""
    context = {
        "form": form,
        "next": following,
        "has_application": factors.has_application(person),
        "has_passkey": bool(factors_of(person)),
        "passkeys_work_here": are_possible(request),
    }
    return render_page(request, "participants/factor.html", context, status=status)


def _set_up_page(
    request: HttpRequest, person: User, form: FactorSetUpForm, secret: str, following: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "next": following,
        "offer": offer_of(person, secret),
        "key": spelled(secret),
        "picture": picture_of(person, secret, request.get_host()),
        "passkeys_work_here": are_possible(request),
    }
    return render_page(request, "participants/factor_set_up.html", context, status=status)
