"""Signing in by a code sent to an e-mail address, through allauth's own process.

One way for a known and for an unknown address: the pages, the mail and the answers are the same, so
that nobody learns whether an account exists. An unknown address gets an account that
``participants.cleaning`` removes when its owner never enters the code.
"""

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows import logout as allauth_logout
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.errors import DomainError, NotAllowed
from consult.requests import safe_next
from consult.waits import wait_words
from participants.models import User
from participants.second_factor import is_of_team
from participants.tries import wait_for_code

ADMIN_PREFIX = "/admin/"


class TooManyCodes(DomainError):
    """An address or a machine asks for codes faster than ``participants.tries`` allows."""

    status = 429


def ask_for_code(request: HttpRequest, email: str) -> None:
    """Send a code to an address, known or not, and remember in the session that one is awaited.

    Raises ``TooManyCodes``. A code that no mail server takes waits for one (``participants.codes``). Eleven queries for
    an unknown address, nine for a known one, and on PostgreSQL three turns.
    """
    _refuse_too_many(request, email)
    user = account_for(email)
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)


def send_again(request: HttpRequest, process: LoginCodeVerificationProcess) -> None:
    """Send a new code in place of the awaited one; the wrong tries stay counted. Raises as ``ask_for_code``."""
    if not process.can_resend:
        raise TooManyCodes(_("Enough codes were sent for this sign-in: use the last one, or begin again."))
    _refuse_too_many(request, process.state["email"])
    process.resend()


def code_awaited(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    """The sign-in under way in this session; None without one, when it is too old or its account is gone."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    process = LoginCodeVerificationProcess.resume(stage) if stage else None
    if process and process.user is None:
        process.abort()
        return None
    return process


@transaction.atomic
def account_for(email: str) -> User:
    """The account of an address, made when there is none; allauth's row for the address follows it."""
    email = email.strip().lower()
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    user, created = User.objects.get_or_create(
        email=email, defaults={"password": make_password(None), "language": language}
    )
    if not created and user.last_login is None and not user.display_name:
        User.objects.filter(pk=user.pk).update(joined_at=timezone.now())  # its day to confirm begins again
    EmailAddress.objects.filter(Q(user=user) | Q(email=email)).exclude(user=user, email=email).delete()
    EmailAddress.objects.get_or_create(user=user, email=email)
    return user


def sign_in_by_passkey(request: HttpRequest, user: User, way_on: str) -> HttpResponse:
    """Sign in whoever a passkey belongs to, and lead on. Raises ``Suspended``. About four queries.

    Their address was shown to be theirs when they first signed in, and is not asked about again.
    """
    login = Login(user=user, redirect_url=way_on, email_verification=EmailVerificationMethod.NONE)
    answer: HttpResponse = perform_login(request, login)
    return answer


def sign_out(request: HttpRequest) -> None:
    """End the session with all that it held."""
    allauth_logout.logout(request, show_message=False)
    request.session.flush()


def way_on(request: HttpRequest, user: User, following: str) -> str:
    """Where a person goes who has just signed in, or who was signed in already.

    By the welcome page when they have no name yet or were never asked to agree; whoever withdrew their
    agreement is not asked at each sign-in. The team on its way to the admin is not asked either.
    Two queries.
    """
    following = safe_next(request, following, reverse("participants:space"))
    if following.startswith(ADMIN_PREFIX):
        return following
    if user.display_name and user.consents.exists():
        return following
    return f"{reverse('participants:welcome')}?{urlencode({'next': following})}"


def refuse_admin_loop(request: HttpRequest, user: User, following: str) -> None:
    """Say no to a signed-in person without admin rights whom Wagtail's admin sends here to sign in."""
    if following.startswith(ADMIN_PREFIX) and not is_of_team(user):
        list(get_messages(request))  # Wagtail's own sentence would turn up on a later page
        raise NotAllowed(_("This part of the site is for the team: your account has no access to it."))


def demonstration_accounts() -> list[User]:
    """The invented accounts that a visitor of the demonstration may sign in as; none elsewhere. One query."""
    if not settings.CONSULT_DEMO:
        return []
    return list(User.objects.filter(invented=True, email__isnull=False, is_active=True).order_by("pk"))


def next_of(request: HttpRequest) -> str:
    """The address to go on to, kept through the steps; empty when there is none or it is not ours."""
    return safe_next(request, request.POST.get("next") or request.GET.get("next"), "")


def with_next(name: str, following: str) -> str:
    """The address of a step that keeps ``next``."""
    return reverse(name) + (f"?{urlencode({'next': following})}" if following else "")


def signed_in(request: HttpRequest) -> User | None:
    """Who is signed in, typed."""
    return None if isinstance(request.user, AnonymousUser) else request.user


def _refuse_too_many(request: HttpRequest, email: str) -> None:
    wait = wait_for_code(request, email)
    if wait is not None:
        sentence = _("Too many codes were asked for: you can ask for another in %(wait)s.")
        raise TooManyCodes(sentence % {"wait": wait_words(wait)})
