"""What a passkey signs, checked as the standard (WebAuthn) says, by fido2; no query anywhere here.

A passkey belongs to a domain: that of ``CONSULT_BASE_URL``, and only pages of that very address get a signature that
is good here. Browsers give none to an address in figures, and none without HTTPS but on ``localhost``.
"""

import ipaddress
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.cose import ES256, RS256, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from consult.errors import Refused

LONGEST_NUMBER = 1023  # bytes, the most that the standard allows
LONGEST_ANSWER = 20_000  # letters: of the longest kind of key some three thousand
TIME_TO_SIGN = 5 * 60  # seconds
ALGORITHMS = (ES256, EdDSA, RS256)  # what all browsers and devices of today know
#: What fido2 raises on bytes that are no answer of a browser's.
MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OverflowError,
    struct.error,
)


class NotSigned(Refused):
    """What came back from the browser is no signature of the passkey that was asked for."""


class Asked(NamedTuple):
    """What a passkey was asked to sign: kept by the session until the answer comes."""

    challenge: str
    strict: bool  # whether the device must make sure of its owner, by a PIN, a finger or a face
    handle: str = ""  # of a key that is to be added: how it calls its owner


class NewKey(NamedTuple):
    """The public half of a key that was just made."""

    credential_id: str
    credential: bytes
    times: int


class Signed(NamedTuple):
    """How often a key says that it signed, and whether its device made sure of its owner."""

    times: int
    verified: bool


def domain() -> str:
    """The domain that passkeys of this site belong to."""
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""


def are_possible(request: HttpRequest) -> bool:
    """Whether a browser can make and use passkeys at the address where somebody reads."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if request.get_host() != address.netloc or _is_figures(domain()):
        return False
    return address.scheme == "https" or domain() == "localhost"


def options_to_make(
    *, handle: str, name: str, shown_name: str, known: Iterable[str], strict: bool
) -> tuple[Mapping[str, Any], Asked]:
    """What a browser needs to make a key for somebody, none of those that they have; and what to keep of it."""
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=websafe_decode(handle), name=name, display_name=shown_name),
        credentials=_described(known),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED if strict else ResidentKeyRequirement.PREFERRED,
        user_verification=_verification(strict),
    )
    return dict(options), Asked(state["challenge"], strict, handle)


def options_to_sign(*, known: Iterable[str], strict: bool) -> tuple[Mapping[str, Any], Asked]:
    """What a browser needs to have one of these keys sign, or any that it has where none is named."""
    options, state = _server().authenticate_begin(
        credentials=_described(known), user_verification=_verification(strict)
    )
    return dict(options), Asked(state["challenge"], strict)


def made(asked: Asked, answer: str) -> NewKey:
    """The key that a browser made. Raises ``NotSigned``."""

    def check() -> NewKey:
        response = RegistrationResponse.from_dict(_read(answer))
        _refuse_other_sites(response.response.client_data)
        data: AuthenticatorData = _server().register_complete(_state(asked), response)
        key = data.credential_data
        if key is None or len(key.credential_id) > LONGEST_NUMBER or not isinstance(key.public_key, ALGORITHMS):
            raise ValueError("a kind of key that was not asked for")
        return NewKey(websafe_encode(key.credential_id), bytes(key), data.counter)

    return _checked(check)


def number_in(answer: str) -> str:
    """The number of the key that is said to have signed. Raises ``NotSigned``."""
    return _checked(lambda: websafe_encode(AuthenticationResponse.from_dict(_read(answer)).raw_id))


def signed(asked: Asked, answer: str, *, credential: bytes, handle: str) -> Signed:
    """What a key signed, if it did: of this site, what was asked for, for its owner. Raises ``NotSigned``."""

    def check() -> Signed:
        response = AuthenticationResponse.from_dict(_read(answer))
        _refuse_other_sites(response.response.client_data)
        if response.response.user_handle not in (None, b"", websafe_decode(handle)):
            raise ValueError("the key of another account")
        _server().authenticate_complete(_state(asked), [AttestedCredentialData(credential)], response)
        data = response.response.authenticator_data
        return Signed(data.counter, data.is_user_verified())

    return _checked(check)


def _server() -> Fido2Server:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    origin = f"{address.scheme}://{address.netloc}"
    site = PublicKeyCredentialRpEntity(id=domain(), name=settings.WAGTAIL_SITE_NAME)
    server = Fido2Server(site, verify_origin=lambda said: said == origin)
    server.timeout = TIME_TO_SIGN * 1000  # type: ignore[assignment]  # declared by its first value alone
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=kind.ALGORITHM)
        for kind in ALGORITHMS
    ]
    return server


def _checked[Result](check: Callable[[], Result]) -> Result:
    try:
        return check()
    except MALFORMED as error:
        raise NotSigned(_("This passkey did not sign what was asked of it: try again.")) from error


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("not an object")
    return read


def _refuse_other_sites(said: CollectedClientData) -> None:
    """Signed in a page of ours that stands in a frame of another site's."""
    if said.cross_origin:
        raise ValueError("from within another site")


def _state(asked: Asked) -> dict[str, Any]:
    return {"challenge": asked.challenge, "user_verification": _verification(asked.strict)}


def _verification(strict: bool) -> UserVerificationRequirement:
    return UserVerificationRequirement.REQUIRED if strict else UserVerificationRequirement.PREFERRED


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor] | None:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=websafe_decode(number)) for number in known] or None


def _is_figures(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
