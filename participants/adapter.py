"""What allauth asks of us: the shape of the codes, and what happens when a sign-in cannot end well."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from consult.errors import NotAllowed
from participants import codes


class Suspended(NotAllowed):
    """The account was suspended by the team: its owner may read, not sign in."""


class AccountAdapter(DefaultAccountAdapter):
    """Six-digit codes by e-mail; allauth's own pages are not used."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand it to the mail server, or keep it until there is one: whoever signs in waits, and is told so."""
        request = allauth_context.request
        parts = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        codes.hand_over(self.render_mail(template_prefix, email, parts), email)

    def get_login_stages(self) -> list[str]:
        """Without allauth's own step for a second factor: ours stands before the admin (``second_factor_gate``)."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa.")]

    def generate_login_code(self) -> str:
        """Six digits: easy to copy from a telephone; three tries and fifteen minutes guard it."""
        return get_random_string(6, "0123456789")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; a session shortened for a kept form gets its usual length back."""
        super().login(request, user)
        request.session.set_expiry(None)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Told only after a right code: to the owner of the address and to nobody else."""
        raise Suspended(_("This account is suspended: you can read everything, but not sign in."))

    def respond_email_verification_sent(self, request: HttpRequest, user: Any) -> HttpResponse:
        """An address that meanwhile belongs to another account: begin again."""
        return redirect("participants:sign_in")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say it themselves."""
