"""Passkeys: made and taken away by their owner, used to sign in and, by the team, as a second factor (record 46)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fido2.utils import websafe_encode

from consult.errors import Conflict, NotYours, Refused
from participants import second_factor, webauthn
from participants.epochs import begin_epoch
from participants.models import Passkey, User
from participants.webauthn import Asked

MOST = 20  # keys of one person


class PasskeyKnown(Conflict):
    """This key has been added already."""


class TooManyPasskeys(Refused):
    """Twenty are enough: one has to go first."""


class LastFactor(Refused):
    """The team works with a second factor: the last one stays until there is another."""


def keys_of(user: User) -> list[Passkey]:
    """The keys of a person, oldest first. One query."""
    return list(user.passkeys.defer("credential").order_by("added_at", "pk"))


def count_of(user: User) -> dict[str, int]:
    """For “my space”: how many there are. One query."""
    return {"count": user.passkeys.count()}


def own_key(user: User, pk: int) -> Passkey:
    """One of their keys; another's raises ``NotYours``. One query."""
    key = user.passkeys.defer("credential").filter(pk=pk).first()
    if key is None:
        raise NotYours(_("There is no such passkey among yours."))
    return key


def opens_admin(user: User) -> bool:
    """Whether a key that they add now becomes a second factor. Two queries the first time."""
    return second_factor.is_required() and second_factor.is_of_team(user)


def options_to_add(user: User) -> tuple[Mapping[str, Any], Asked]:
    """What a browser needs to make a key. The team's may be a device that only knows that somebody touched it.

    Three queries the first time.
    """
    keys = keys_of(user)
    handle = keys[0].handle if keys else websafe_encode(secrets.token_bytes(32))
    return webauthn.options_to_make(
        handle=handle,
        name=user.email or "",
        shown_name=user.public_name,
        known=[key.credential_id for key in keys],
        strict=not opens_admin(user),
    )


def options_at_the_gate(user: User) -> tuple[Mapping[str, Any], Asked]:
    """What a browser needs to give a second factor. One query."""
    return webauthn.options_to_sign(known=[key.credential_id for key in factors_of(user)], strict=False)


def options_to_sign_in() -> tuple[Mapping[str, Any], Asked]:
    """What a browser needs to sign somebody in, whoever it is: the same for all. No query."""
    return webauthn.options_to_sign(known=[], strict=True)


def factors_of(user: User) -> Sequence[Passkey]:
    """Their keys that are a second factor on this domain. One query."""
    return [key for key in keys_of(user) if key.opens_admin and key.domain == webauthn.domain()]


@transaction.atomic
def add(*, user: User, name: str, answer: str, asked: Asked, at: datetime, factor_given: bool) -> bool:
    """Keep a key that was just made; whether recovery codes were made with it, for a first second factor.

    Raises ``NotSigned``, ``PasskeyKnown``, ``TooManyPasskeys``, and ``FactorExists`` where the team has a second factor
    that was not given. The account's sessions end, but for the one that the caller renews. About twelve queries.
    """
    made = webauthn.made(asked, answer)
    is_factor = opens_admin(user)
    if is_factor:
        second_factor.hold(user)
        if not factor_given and second_factor.has_factor(user):
            raise second_factor.FactorExists(_("A second factor was set up meanwhile: give it first."))
    else:
        User.objects.select_for_update().get(pk=user.pk)
    if user.passkeys.count() >= MOST:
        raise TooManyPasskeys(_("You have many passkeys already: remove one that you no longer use."))
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise PasskeyKnown(_("This passkey was added already."))
    user.passkeys.create(
        name=name,
        domain=webauthn.domain(),
        credential_id=made.credential_id,
        credential=made.credential,
        handle=asked.handle,
        sign_count=made.times,
        opens_admin=is_factor,
        added_at=at,
    )
    _end_other_sessions(user)
    second_factor.tell_owner(user, "passkey_added", gettext_lazy("A passkey was added to your account"))
    if not is_factor or Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        return False
    RecoveryCodes.activate(user).generate_codes()
    return True


@transaction.atomic
def remove(*, user: User, pk: int) -> None:
    """Take one of their keys away, and end their sessions, but for the one that the caller renews.

    Raises ``NotYours`` and ``LastFactor``. About nine queries.
    """
    if opens_admin(user):
        second_factor.hold(user)
    key = own_key(user, pk)
    others = Passkey.objects.filter(user=user, opens_admin=True, domain=webauthn.domain()).exclude(pk=pk)
    if key.opens_admin and opens_admin(user) and not (second_factor.has_application(user) or others.exists()):
        raise LastFactor(_("This passkey is your only second factor: set up another one first."))
    key.delete()
    _end_other_sessions(user)
    second_factor.tell_owner(user, "passkey_removed", gettext_lazy("A passkey of your account was removed"))


def give(*, user: User, answer: str, asked: Asked, at: datetime) -> bool:
    """Whether one of a person's keys that are a second factor signed what was asked for. Three queries."""
    return _signing(answer, asked, at, user=user, opens_admin=True) is not None


def recognise(*, answer: str, asked: Asked, at: datetime) -> tuple[User, bool] | None:
    """Whose key signed what was asked for, and whether it is a second factor too; None where none did. Four queries."""
    key = _signing(answer, asked, at)
    return (key.user, key.opens_admin) if key else None


def _signing(answer: str, asked: Asked, at: datetime, **among: Any) -> Passkey | None:
    """The key that signed, now counted; None where there is no such key, no such signature, or an older count."""
    try:
        with transaction.atomic():
            of_here = Passkey.objects.filter(domain=webauthn.domain(), **among)
            key = of_here.select_for_update().filter(credential_id=webauthn.number_in(answer)).first()
            if key is None:
                return None
            signed = webauthn.signed(asked, answer, credential=bytes(key.credential), handle=key.handle)
            if (signed.times or key.sign_count) and signed.times <= key.sign_count:
                subject = gettext_lazy("A passkey of your account seems to have been copied: remove it")
                second_factor.tell_owner(key.user, "passkey_copied", subject)
                return None
            key.sign_count, key.last_used_at = signed.times, at
            key.save(update_fields=["sign_count", "last_used_at"])
            return key
    except webauthn.NotSigned:
        return None


def _end_other_sessions(user: User) -> None:
    begin_epoch([user.pk])
    user.refresh_from_db(fields=["session_epoch"])
