"""How allauth keeps the secrets of second factors here: sealed, so that a copy of the database opens no door."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from consult.errors import Refused


class FactorUnreadable(Refused):
    """The site's secret has changed since this factor was set up."""


class FactorAdapter(DefaultMFAAdapter):
    """Seals with a key made of the site's secret; opens also with the secrets that went before."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself; raises ``FactorUnreadable``."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise FactorUnreadable(
                _("Your second factor cannot be read any more: ask who runs the site to take it away.")
            ) from error


def _seal() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    known = secret.encode() if isinstance(secret, str) else secret
    return base64.urlsafe_b64encode(hashlib.sha256(b"second factors:" + known).digest())
