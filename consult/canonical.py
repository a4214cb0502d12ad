"""Canonical JSON and its SHA-256: what fingerprints, corpora and the journal are made of."""

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> str:
    """One text for one content: sorted keys, no spaces, UTF-8 kept as it is, no NaN.

    >>> canonical_json({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of(content: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
