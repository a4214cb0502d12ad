"""What a passkey is asked to sign: kept by the session that asked, for five minutes, and taken once.

The session forgets it as soon as an answer comes. Two requests at once read the same session: so it is counted in rows
too, where the second one finds it spent.
"""

import time

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.attempts import KEPT_FOR, Limit, may_try
from consult.errors import Refused
from participants.webauthn import TIME_TO_SIGN, Asked

KEY = "passkey_asked"


class ChallengeGone(Refused):
    """Nothing was asked for in this session, or too long ago, or it was answered already."""


def keep(request: HttpRequest, purpose: str, asked: Asked) -> None:
    """Note what was asked for, in the place of what was asked before."""
    request.session[KEY] = {
        "for": purpose,
        "of": request.session.get("_auth_user_id", ""),
        "until": time.time() + TIME_TO_SIGN,
        "asked": list(asked),
    }


def take(request: HttpRequest, purpose: str) -> Asked:
    """What was asked for, which is then spent; raises ``ChallengeGone``. Two queries."""
    kept = request.session.pop(KEY, None)
    is_ours = kept and kept["for"] == purpose and kept["of"] == request.session.get("_auth_user_id", "")
    if not is_ours or kept["until"] < time.time():
        raise _gone()
    asked = Asked(*kept["asked"])
    if not may_try([Limit(("passkey signs", asked.challenge), 1, KEPT_FOR)]):
        raise _gone()
    return asked


def _gone() -> ChallengeGone:
    return ChallengeGone(_("This took too long, or was sent twice: use your passkey once more."))
