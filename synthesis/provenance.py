"""What a run was made with: libraries, processor kernels, and our own code."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from synthesis import clustering

LIBRARIES = ("numpy", "scipy", "scikit-learn", "snowballstemmer", "simd", "machine")


def recorded() -> dict[str, Any]:
    """The environment that a run stores, ready for JSON; loads scikit-learn."""
    return {**clustering.environment(), "code": code_hash()}


@cache
def code_hash() -> str:
    """SHA-256 of the source of all that turns texts and vectors into groups, 64 hexadecimal digits."""
    words = find_spec("consult.text")
    folder = Path(clustering.__file__).parent
    modules = [path for path in sorted(folder.glob("*.py")) if path.stem != "opinions"]  # it groups people
    sources = [*modules, *([Path(words.origin)] if words and words.origin else [])]
    content = b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in sources)
    return hashlib.sha256(content).hexdigest()


def same_code(stored: Mapping[str, Any]) -> bool:
    """Whether a run was made by the code that is here now."""
    return stored.get("code") == code_hash()


def same_machine(stored: Mapping[str, Any], today: Mapping[str, Any]) -> bool:
    """Whether libraries and processor kernels are alike, as far as they can change a last bit."""
    return _kernel(stored) == _kernel(today)


def _kernel(environment: Mapping[str, Any]) -> dict[str, Any]:
    """The number of threads is left out, since a run uses one."""
    pools = environment.get("blas", [])
    kernels = sorted({f"{pool.get('prefix')} {pool.get('version')} {pool.get('architecture')}" for pool in pools})
    return {"kernels": kernels, **{name: environment.get(name) for name in LIBRARIES}}
