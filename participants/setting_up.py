"""A secret on its way to an application: offered in a form, as a picture, and in letters. No query anywhere here.

It is kept nowhere before its first code was typed: the form carries it, signed, for one person and half an hour.
"""

import base64
from io import BytesIO
from urllib.parse import quote, urlencode

import qrcode
from django.conf import settings
from django.core import signing
from qrcode.image.svg import SvgPathFillImage

from participants.models import User

SALT = "participants.setting_up"
OFFERED_FOR = 30 * 60  # seconds


def offer_of(user: User, secret: str) -> str:
    """What a form carries, for this person only."""
    return signing.dumps([user.pk, secret], salt=SALT)


def offered_secret(user: User, offer: str) -> str | None:
    """The secret that was offered to this person; None where the offer is too old, another's or not ours."""
    try:
        whose, secret = signing.loads(offer, salt=SALT, max_age=OFFERED_FOR)
    except signing.BadSignature:
        return None
    return str(secret) if whose == user.pk else None


def spelled(secret: str) -> str:
    """In groups of four, as one types it.

    >>> spelled("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def picture_of(user: User, secret: str, host: str) -> str:
    """The address of a picture (``data:``) that an application reads with a telephone's camera."""
    label = quote(f"{settings.WAGTAIL_SITE_NAME} ({host}):{user.email}")
    parts = urlencode({"secret": secret, "issuer": settings.WAGTAIL_SITE_NAME}, quote_via=quote)
    drawn = BytesIO()
    qrcode.make(f"otpauth://totp/{label}?{parts}", image_factory=SvgPathFillImage).save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
