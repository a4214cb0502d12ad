"""A passkey for tests, in software: makes a key pair, and signs what a site asks for, truly or with one thing wrong."""

import json
import struct
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

SITE = "https://consult.example"
HOST = "consult.example"
KEYS = "/mon-espace/cles-d-acces/"
ASK_TO_ADD = f"{KEYS}demande/"
GATE = "/connexion/second-facteur/cle/"
ASK_AT_THE_GATE = f"{GATE}demande/"
SIGN_IN = "/connexion/cle/"
ASK_TO_SIGN_IN = f"{SIGN_IN}demande/"
PRESENT, VERIFIED, WITH_KEY = 1, 4, 64


class SoftKey:
    """One device; ``times`` counts what it signed, as devices do, or stays 0, as keys do that telephones share."""

    def __repr__(self) -> str:
        return "SoftKey()"  # the same in each process: tests are named by it

    def __init__(self, number: bytes = b"", *, counts: bool = True) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.number = number or sha256(str(id(self)).encode()).digest()
        self.handle = ""
        self.counts, self.times = counts, 0

    def make(self, options: dict[str, Any], **wrong: Any) -> str:
        """What a browser answers when a site asks for a new key."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        credential = AttestedCredentialData.create(
            Aaguid.NONE, self.number, ES256.from_cryptography_key(self.private.public_key())
        )
        about = self._about(asked["rp"]["id"], PRESENT | VERIFIED | WITH_KEY, credential, **wrong)
        said = self._said("webauthn.create", asked["challenge"], **wrong)
        return self._answer(said, attestationObject=AttestationObject.create("none", about, {}))

    def sign(self, options: dict[str, Any], **wrong: Any) -> str:
        """What a browser answers when a site asks for a signature."""
        asked = options["publicKey"]
        self.times += self.counts
        about = self._about(asked["rpId"], PRESENT | VERIFIED, **wrong)
        said = self._said("webauthn.get", asked["challenge"], **wrong)
        signer = wrong.get("signer", self)
        signature = signer.private.sign(about + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        handle = websafe_decode(wrong.get("handle", self.handle))
        return self._answer(said, authenticatorData=about, signature=signature, userHandle=handle)

    def _about(self, domain: str, flags: int, credential: bytes = b"", /, **wrong: Any) -> AuthenticatorData:
        domain_hash = sha256(wrong.get("domain", domain).encode()).digest()
        flags = wrong.get("flags", flags)
        return AuthenticatorData(domain_hash + bytes([flags]) + struct.pack(">I", self.times) + credential)

    def _said(self, kind: str, challenge: str, /, **wrong: Any) -> bytes:
        said = {"type": wrong.get("kind", kind), "challenge": wrong.get("challenge", challenge), "crossOrigin": False}
        return json.dumps(said | {"origin": SITE} | wrong.get("said", {})).encode()

    def _answer(self, said: bytes, **parts: bytes) -> str:
        response = {name: websafe_encode(part) for name, part in {"clientDataJSON": said, **parts}.items()}
        number = websafe_encode(self.number)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})


def asked_of(browser: Client, address: str) -> dict[str, Any]:
    """What the page's script is told to have signed."""
    answer = browser.post(address)
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()
    return options


def add_key(browser: Client, key: SoftKey | None = None, name: str = "Mon téléphone", following: str = "") -> SoftKey:
    """Add a passkey through the page."""
    key = key or SoftKey()
    answer = key.make(asked_of(browser, ASK_TO_ADD))
    sent = browser.post(KEYS, {"name": name, "answer": answer, "next": following})
    assert sent.status_code == 302, sent.text
    return key


def at_the_gate(browser: Client, key: SoftKey, **wrong: Any) -> Any:
    """Give a passkey before the admin; the answer of the page."""
    answer = key.sign(asked_of(browser, ASK_AT_THE_GATE), **wrong)
    return browser.post(GATE, {"answer": answer, "next": "/admin/"})


def signs_in(browser: Client, key: SoftKey, **wrong: Any) -> Any:
    """Sign in with a passkey; the answer of the page."""
    return browser.post(SIGN_IN, {"answer": key.sign(asked_of(browser, ASK_TO_SIGN_IN), **wrong)})
