"""A telephone for tests: the codes that an application shows at an instant."""

import re
from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

SET_UP = "/connexion/second-facteur/mise-en-place/"
GIVE = "/connexion/second-facteur/"


def code_at(secret: str, at: datetime | None = None, *, later: int = 0) -> str:
    """The code of an instant, or of some seconds after it."""
    at = (at or timezone.now()) + timedelta(seconds=later)
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def secret_in(page: str) -> str:
    """The key that a page shows, as one types it."""
    found = re.search(r'id="factor-key">([A-Z2-7 ]+)<', page)
    assert found
    return found.group(1).replace(" ", "")


def offer_in(page: str) -> str:
    found = re.search(r'name="offer" value="([^"]+)"', page)
    assert found
    return found.group(1)


def set_up(browser: Client, following: str = "/admin/") -> str:
    """Go through the page with a telephone; gives the secret that it keeps."""
    page = browser.get(SET_UP).text
    secret = secret_in(page)
    answer = browser.post(SET_UP, {"offer": offer_in(page), "code": code_at(secret), "next": following})
    assert answer.status_code == 302, answer.text
    return secret


def wrong_code(secret: str) -> str:
    """Six digits that are no code of this moment, nor of the ones beside it."""
    near = {code_at(secret, later=seconds) for seconds in (-60, -30, 0, 30, 60)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)
