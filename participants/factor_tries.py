"""Wrong codes, or passkeys, of a second factor end the session in which they are typed, not their owner's work.

Whoever sits before a session that was left open types five; then it takes the code by e-mail to go on. Counted in rows,
for each session: requests at once count together. What all sessions of an account may type is in ``second_factor``; of
passkeys, which nobody guesses, nothing is counted there: who types wrong codes keeps no owner from using theirs.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.attempts import Limit, may_try, take_back, time_left
from consult.errors import DomainError, TooOften
from participants import passkeys, second_factor
from participants.models import User
from participants.second_factor import TRIES_IN_SESSION
from participants.sign_in import sign_out, with_next
from participants.webauthn import Asked


class SessionEnded(TooOften):
    """Five wrong codes were typed in one session: it has ended."""


def give(request: HttpRequest, *, user: User, code: str, following: str, at: datetime) -> bool:
    """Whether a code is right; a fifth wrong one ends this session and raises ``SessionEnded``, which leads to sign in.

    Raises ``TooManyWrongCodes`` as ``second_factor.give``, and then counts nothing. About twelve queries.
    """
    return _counted(request, user, following, at, lambda: second_factor.give(user=user, code=code, at=at))


def give_passkey(request: HttpRequest, *, user: User, answer: str, asked: Asked, following: str, at: datetime) -> bool:
    """Whether a passkey signed what was asked for; what it did not counts as a wrong code. About eight queries.

    Raises ``SessionEnded`` as ``give``.
    """
    return _counted(request, user, following, at, lambda: passkeys.give(user=user, answer=answer, asked=asked, at=at))


def _counted(request: HttpRequest, user: User, following: str, at: datetime, is_right: Callable[[], bool]) -> bool:
    limit = Limit(("factor in", str(request.session.session_key)), TRIES_IN_SESSION, timedelta(days=1))
    if not may_try([limit], at=at):
        raise _ended(request, following)  # another request of this session typed the fifth
    try:
        right = is_right()
    except DomainError:
        take_back([limit], at=at)
        raise
    if right:
        take_back([limit], at=at)
    elif time_left([limit], at=at) > timedelta(0):
        second_factor.warn(user)
        raise _ended(request, following)
    return right


def _ended(request: HttpRequest, following: str) -> SessionEnded:
    sign_out(request)
    return SessionEnded(
        _("Five wrong codes were typed here: this session has ended. Sign in again, with a new code by e-mail."),
        with_next("participants:sign_in", following),
        _("Sign in"),
    )
