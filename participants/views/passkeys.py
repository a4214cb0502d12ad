"""Passkeys: adding and removing one's own, signing in with one, giving one at the gate before the admin.

What a browser signs is asked for by a script (``passkeys.js``) as its owner presses a button; it answers in a form, so
that whatever is wrong is said on the page.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.errors import DomainError, NotYours, TooOften
from consult.requests import render_page
from participants import challenges, factor_tries, passkeys
from participants import second_factor as factors
from participants import sign_in as signing
from participants.forms import EmailForm, FactorForm, PasskeyForm
from participants.models import User
from participants.second_factor_gate import ADMIN_PREFIX, is_fresh, mark_given, way_to_the_factor_of
from participants.tries import may_ask_passkey
from participants.views.second_factor import BY_PASSKEY, give_page, refuse_first_factor, show_new_codes, team_member
from participants.views.sign_in import sign_in_page
from participants.webauthn import are_possible, domain

READS_AND_SENDS = ["GET", "HEAD", "POST"]
ADD, GIVE, SIGN_IN = "add", "give", "sign in"


@require_http_methods(READS_AND_SENDS)
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """One's passkeys, and the form that adds one. The team's first one brings recovery codes."""
    person, following = _person(request), signing.next_of(request)
    if way := _way_to_the_factor(request, person):
        return redirect(way)
    if request.method == "POST":
        refuse_first_factor(request, person)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _keys_page(request, person, form, following)
    if not form.is_valid():
        return _keys_page(request, person, form, following, status=422)
    try:
        codes_made = passkeys.add(
            user=person,
            name=form.cleaned_data["name"],
            answer=request.POST.get("answer", ""),
            asked=challenges.take(request, ADD),
            at=timezone.now(),
            factor_given=is_fresh(request),
        )
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _keys_page(request, person, form, following, status=error.status)
    update_session_auth_hash(request, person)  # all others of the account have ended
    if passkeys.opens_admin(person):
        mark_given(request)
    if codes_made:
        return show_new_codes(request, following or ADMIN_PREFIX)
    messages.success(request, _("Your passkey was added. You are signed out everywhere else."))
    return redirect(following or "participants:passkeys")


@require_POST
@never_cache
def add_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey for the person who is signed in."""
    person = _person(request)
    if _way_to_the_factor(request, person):
        raise NotYours(_("Give your second factor again, then add the passkey."))
    refuse_first_factor(request, person)
    options, asked = passkeys.options_to_add(person)
    challenges.keep(request, ADD, asked)
    return JsonResponse(options)


@require_http_methods(READS_AND_SENDS)
@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of one's passkeys, after a page that says which."""
    person = _person(request)
    if way := _way_to_the_factor(request, person):
        return redirect(way)
    key = passkeys.own_key(person, pk)
    if request.method != "POST":
        return render_page(request, "participants/passkey_remove.html", {"key": key})
    passkeys.remove(user=person, pk=pk)
    update_session_auth_hash(request, person)
    messages.success(request, _("The passkey was removed. You are signed out everywhere else."))
    return redirect("participants:passkeys")


@require_POST
@never_cache
def give_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to give a second factor."""
    options, asked = passkeys.options_at_the_gate(team_member(request))
    challenges.keep(request, GIVE, asked)
    return JsonResponse(options)


@require_http_methods(READS_AND_SENDS)
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    """Take a passkey in the place of a code; the right one leads on. Who comes back to a refusal begins again."""
    person, following = team_member(request), signing.next_of(request) or ADMIN_PREFIX
    if request.method != "POST":
        return redirect(signing.with_next("participants:second_factor", following))
    try:
        asked, answer = challenges.take(request, GIVE), request.POST.get("answer", "")
        if factor_tries.give_passkey(
            request, user=person, answer=answer, asked=asked, following=following, at=timezone.now()
        ):
            mark_given(request)
            return redirect(following)
        sentence, status = _unknown(), 422
    except factor_tries.SessionEnded:
        raise
    except DomainError as error:
        sentence, status = error.sentence, error.status
    form = FactorForm(data={}, has_application=factors.has_application(person))
    return give_page(request, person, _saying(form, sentence), following, status=status)


@require_POST
@never_cache
@login_not_required
def sign_in_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to sign somebody in: the same for everybody."""
    if not may_ask_passkey(request):
        raise TooOften(_("Passkeys were tried too often from here: wait a minute, or take a code by e-mail."))
    options, asked = passkeys.options_to_sign_in()
    challenges.keep(request, SIGN_IN, asked)
    return JsonResponse(options)


@require_http_methods(READS_AND_SENDS)
@never_cache
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whoever's passkey answered. The team's is their second factor too: the device knew its owner."""
    following = signing.next_of(request)
    if request.method != "POST":
        return redirect(signing.with_next("participants:sign_in", following))
    if user := signing.signed_in(request):
        return redirect(signing.way_on(request, user, following))
    try:
        asked = challenges.take(request, SIGN_IN)
        known = passkeys.recognise(answer=request.POST.get("answer", ""), asked=asked, at=timezone.now())
        sentence, status = _unknown(), 422
    except DomainError as error:
        known, sentence, status = None, error.sentence, error.status
    if known is None:
        return sign_in_page(request, _saying(EmailForm(data={}), sentence), status=status)
    person, is_factor = known
    answer = signing.sign_in_by_passkey(request, person, signing.way_on(request, person, following))
    if is_factor:
        mark_given(request)
    else:
        request.session[BY_PASSKEY] = True
    return answer


def _person(request: HttpRequest) -> User:
    person = signing.signed_in(request)
    assert person is not None  # LoginRequiredMiddleware lets nobody else in
    return person


def _way_to_the_factor(request: HttpRequest, person: User) -> str:
    """Where the team gives a factor that they have, before they change what opens their account; else empty."""
    way = way_to_the_factor_of(request, person, request.get_full_path() if request.method != "POST" else "")
    return way if way and factors.has_factor(person) else ""


def _unknown() -> str:
    return _("This passkey opens nothing here: try another one, or take a code.")


def _saying[F: forms.Form](form: F, sentence: str) -> F:
    """An empty form with this sentence above it."""
    form.errors.clear()
    form.add_error(None, sentence)
    return form


def _keys_page(
    request: HttpRequest, person: User, form: PasskeyForm, following: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "next": following,
        "keys": passkeys.keys_of(person),
        "domain": domain(),
        "opens_admin": passkeys.opens_admin(person),
        "passkeys_work_here": are_possible(request),
    }
    return render_page(request, "participants/passkeys.html", context, status=status)
