"""Sentence vectors, computed once for each set and kept in a folder."""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from proposals.encoder import load_encoder


class Embedded(NamedTuple):
    """Vectors of shape (n, d); the seconds that they took, or None where they were kept from before."""

    vectors: NDArray[np.float16]
    seconds: float | None


def embed(texts: Sequence[str], cache: Path) -> Embedded:
    """Encode n texts, or read their vectors from the folder `cache`."""
    encoder = load_encoder("use")
    assert encoder is not None
    told = json.dumps([encoder.name, *texts], ensure_ascii=True)
    kept = cache / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.npy"
    if kept.exists():
        return Embedded(np.load(kept), None)
    began = time.perf_counter()
    vectors = encoder.encode(texts)
    seconds = time.perf_counter() - began
    cache.mkdir(parents=True, exist_ok=True)
    # Written beside and moved: a bench that is stopped leaves no half file.
    beside = kept.with_suffix(".part.npy")
    np.save(beside, vectors)
    beside.replace(kept)
    return Embedded(vectors, seconds)
