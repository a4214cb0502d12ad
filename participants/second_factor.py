"""The team's second factor: a code of six digits from an application, beside the code that came by e-mail.

Or a passkey (``passkeys``), which this module counts among factors and otherwise leaves alone.

allauth keeps the factors (``allauth.mfa``), and its arithmetic is used. How a code is checked is ours: allauth counts
wrong codes, and notes which were used, in the cache, where a cache that is emptied or kept by each process would let
a code in twice and begin the count anew. Here both stand in ``FactorGuard`` (record 35).
"""

import re
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consult.errors import Conflict, DomainError
from participants.epochs import begin_epoch
from participants.models import FactorGuard, Passkey, User
from participants.notices import tell

ADMIN = "wagtailadmin.access_admin"
PERIOD = 30  # seconds that a code is shown for
DRIFT = 1  # periods before and after, for a telephone whose clock is off
TRIES_IN_SESSION = 5  # wrong codes, then the session ends (``factor_tries``)
TRIES = 15  # wrong codes in all sessions of an account: three of them, each opened by a code of the mail
WAIT = timedelta(minutes=45)  # from the first of them on
TOTP_DIGITS = 6
SPOKEN = re.compile(r"[\s\u2010-\u2015-]")  # spaces and dashes that a code is typed with


class TooManyWrongCodes(DomainError):
    """Fifteen wrong codes within three quarters of an hour: their end has to come first."""

    status = 429


class FactorExists(Conflict):
    """Another tab has set up a factor meanwhile."""


def is_required() -> bool:
    """Whether this installation asks its team for a second factor."""
    return bool(settings.CONSULT_SECOND_FACTOR)


def is_of_team(user: User) -> bool:
    """Whether a person can reach the admin, now or once their factor is given. Two queries the first time."""
    return user.is_active and user.holds(ADMIN)


def has_factor(user: User) -> bool:
    """Whether there is an application or a passkey. Two queries at most."""
    return has_application(user) or Passkey.objects.filter(user=user, opens_admin=True).exists()


def has_application(user: User) -> bool:
    """One query."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def new_secret() -> str:
    """What an application and the site both know, in letters and digits; kept nowhere yet."""
    return str(generate_totp_secret())


def set_up(*, user: User, secret: str, code: str, at: datetime, replace: bool = False) -> list[str] | None:
    """Keep a factor whose first code is right, and give the recovery codes; None where the code is wrong.

    Raises ``TooManyWrongCodes``, and ``FactorExists`` where there is a factor and it is not to be replaced. The
    account's sessions end, but for the one that the caller renews. About sixteen queries.
    """
    with transaction.atomic():
        guard = _guard_of(user, at)
        counter = _counter_of(secret, code, after=0, at=at)
        if counter is not None:
            factors = Authenticator.objects.filter(user=user)
            if replace:
                factors.delete()
            elif has_factor(user):
                raise FactorExists(_("A second factor was set up meanwhile: give a code of it."))
            TOTP.activate(user, secret)
            codes: list[str] = RecoveryCodes.activate(user).generate_codes()
            _right(guard, counter)
            begin_epoch([user.pk])
            user.refresh_from_db(fields=["session_epoch"])
            tell_owner(user, "set_up", gettext_lazy("A second factor was set up for your account"))
            return codes
        told = _wrong(guard, at)
    warn(user) if told else None
    return None


def give(*, user: User, code: str, at: datetime) -> bool:
    """Whether a code is right: of the application, each once, or one of the recovery codes, each once.

    Raises ``TooManyWrongCodes`` without looking at the code. About eight queries.
    """
    with transaction.atomic():
        guard = _guard_of(user, at)
        counter = _counter_given(user, code, guard, at)
        if counter is not None:
            _right(guard, counter)
            return True
        if _recovers(user, code):
            _right(guard, guard.last_counter)
            return True
        told = _wrong(guard, at)
    warn(user) if told else None
    return False


def recovery_codes(user: User) -> list[str]:
    """Those that were not used. One query."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(RecoveryCodes(kept).get_unused_codes()) if kept else []


def state_of(user: User) -> dict[str, Any] | None:
    """For “my space”: since when there is an application, how many passkeys are a factor, and recovery codes left.

    Four queries at most.

    None where no factor is asked for.
    """
    if not is_required() or not is_of_team(user):
        return None
    kept = {factor.type: factor for factor in Authenticator.objects.filter(user=user).order_by("pk")}
    factor, codes = kept.get(Authenticator.Type.TOTP), kept.get(Authenticator.Type.RECOVERY_CODES)
    every = app_settings.RECOVERY_CODE_COUNT
    used = codes.data["used_mask"].bit_count() if codes else every  # read without opening the seal
    keys = Passkey.objects.filter(user=user, opens_admin=True).count()
    return {"set_up_on": factor.created_at if factor else None, "passkeys": keys, "codes_left": every - used}


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """New recovery codes; the old ones no longer work. About eight queries."""
    hold(user)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    tell_owner(user, "codes", gettext_lazy("New recovery codes were made for your account"))
    return list(RecoveryCodes.activate(user).generate_codes())


@transaction.atomic
def take_away(*, user: User) -> bool:
    """Take a person's factor, codes and passkeys away, and end their sessions: they then set up another.

    False where there was none. About twelve queries.
    """
    FactorGuard.objects.filter(user=user).update(wrong=0, wrong_since=None)  # first, as whoever gives a code
    factors, _of_what = Authenticator.objects.filter(user=user).delete()
    keys, _of_what = Passkey.objects.filter(user=user).delete()
    begin_epoch([user.pk])
    if not factors + keys:
        return False
    tell_owner(user, "taken", gettext_lazy("The second factor of your account was taken away"))
    return True


def hold(user: User) -> FactorGuard:
    """The guard's row, held until the transaction ends: the first that whoever changes a factor takes. Two queries."""
    FactorGuard.objects.get_or_create(user=user)
    return FactorGuard.objects.select_for_update().get(user=user)


def _guard_of(user: User, at: datetime) -> FactorGuard:
    """The guard's row, held; raises ``TooManyWrongCodes`` while one has to wait."""
    guard = hold(user)
    if guard.wrong_since is not None and guard.wrong_since + WAIT <= at:
        guard.wrong, guard.wrong_since = 0, None
    if guard.wrong >= TRIES and guard.wrong_since is not None:
        minutes = max(1, -((at - guard.wrong_since - WAIT) // timedelta(minutes=1)))
        raise TooManyWrongCodes(
            ngettext(
                "Many wrong codes were typed for this account: wait %(n)d minute, then type the code of that moment.",
                "Many wrong codes were typed for this account: wait %(n)d minutes, then type the code of that moment.",
                minutes,
            )
            % {"n": minutes}
        )
    return guard


def _right(guard: FactorGuard, counter: int) -> None:
    guard.last_counter, guard.wrong, guard.wrong_since = counter, 0, None
    guard.save(update_fields=["last_counter", "wrong", "wrong_since"])


def _wrong(guard: FactorGuard, at: datetime) -> bool:
    """Count it; whether it was the last one before the wait."""
    guard.wrong, guard.wrong_since = guard.wrong + 1, guard.wrong_since or at
    guard.save(update_fields=["wrong", "wrong_since"])
    return guard.wrong == TRIES


def _counter_given(user: User, code: str, guard: FactorGuard, at: datetime) -> int | None:
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return None
    return _counter_of(decrypt(factor.data["secret"]), code, after=guard.last_counter, at=at)


def _counter_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """The half-minute that a code belongs to, later than that of the last one that worked."""
    typed, now = SPOKEN.sub("", code), int(at.timestamp()) // PERIOD
    if len(typed) != TOTP_DIGITS:
        return None
    for counter in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def _recovers(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if kept is None or not RecoveryCodes(kept).validate_code(SPOKEN.sub("", code)):
        return False
    tell_owner(user, "recovered", gettext_lazy("A recovery code of your account was used"))
    return True


def warn(user: User) -> None:
    """Tell the owner that wrong codes were typed: a session ended by them, or the account has to wait. One notice."""
    tell_owner(user, "wrong", gettext_lazy("Wrong codes were typed in the place of your second factor"))


def tell_owner(user: User, what: str, subject: str | Promise) -> None:
    """What happens to a factor or a passkey is told its owner, who may not be the one who did it. As ``tell``."""
    body = gettext_lazy(
        "If it was not you, somebody reads your e-mail: change its password, then tell who runs this site."
    )
    if what == "taken":
        body = gettext_lazy(
            "Who runs this site did it: at your next sign-in you set up another. If you did not ask for it, tell them."
        )
    if what == "passkey_copied":
        body = gettext_lazy("It counts what it signs, and its count has gone back. If you do not know why, remove it.")
    tell(recipient=user, kind=f"account_factor_{what}", subject=subject, body=body, url="/mon-espace/")
