"""Words under two keys in two places: the site's own, outside the database, and one of chance beside each row.

AES-256-GCM under a key made of both by HKDF: a copy of the database opens nothing, nor does the site's key without it.
"""

from secrets import token_bytes
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

KEY, NONCE = 32, 12  # bytes
PURPOSE = b"consult: originals of blanked texts"


class SealBroken(ValueError):
    """No key of this site opens it, or what was sealed is not what is there."""


class Sealed(NamedTuple):
    """What is kept of words: the box, and the key of chance that belongs in another table."""

    box: bytes
    key: bytes


def seal(words: bytes, *, about: str) -> Sealed:
    """Seal words that concern one thing, which must be named again to open them.

    >>> sealed = seal("Des mots".encode(), about="ville/1")
    >>> unseal(sealed.box, sealed.key, about="ville/1").decode()
    'Des mots'
    >>> b"mots" in sealed.box
    False
    """
    key, nonce = token_bytes(KEY), token_bytes(NONCE)
    return Sealed(nonce + _lock(site_keys()[0], key).encrypt(nonce, words, about.encode()), key)


def unseal(box: bytes, key: bytes, *, about: str) -> bytes:
    """The words again. ``SealBroken`` where no key of the site fits, or where anything was changed."""
    for of_the_site in site_keys():
        try:
            return _lock(of_the_site, key).decrypt(box[:NONCE], box[NONCE:], about.encode())
        except InvalidTag:
            continue
    raise SealBroken("no key of this site opens what was sealed")


def site_keys() -> list[bytes]:
    """The site's keys: the first seals, each opens. The secret of the site stands in where it has none of its own."""
    secrets = [*settings.CONSULT_SEAL_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [force_bytes(secret) for secret in secrets]


def _lock(of_the_site: bytes, key: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY, salt=key, info=PURPOSE).derive(of_the_site))
