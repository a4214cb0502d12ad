"""What allauth asks of us: the codes, the mail, and where to go afterwards."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    """Six-digit codes by e-mail; the demonstration also shows them on the screen."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def generate_login_code(self) -> str:
        """Six digits: easy to copy from a telephone; three tries and fifteen minutes guard it."""
        from django.utils.crypto import get_random_string

        return get_random_string(6, "0123456789")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, context)
        if settings.CONSULT_DEMO and "code" in context:
            messages.info(
                self.request,
                _("Demonstration: the e-mail would have brought the code %(code)s.") % {"code": context["code"]},
            )

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say it themselves."""
