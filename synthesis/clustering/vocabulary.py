"""Words of further texts, by what was learnt of words: looked up in arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.features import Lexicon, Table
from synthesis.clustering.tokens import stems


class Vocabulary:
    """The terms of a lexicon, numbered so that those of many texts are found at once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._rarity, self._axes = lexicon.rarity, lexicon.axes
        self._number: dict[str, int] = {}
        number = self._number
        for term in lexicon.terms:
            for stem in term.split(" "):
                number.setdefault(stem, len(number))
        # A stem alone, and a pair of stems: the number of the first and, from 1, that of the second.
        self._width = len(number) + 1
        keys = [self._key(*(number[stem] for stem in term.split(" "))) for term in lexicon.terms]
        self._keys = np.array(sorted(keys), dtype=np.int64)
        self._columns = np.argsort(np.array(keys, dtype=np.int64), kind="stable")

    def _key(self, first: int, second: int = -1) -> int:
        return first * self._width + second + 1

    def table(self, texts: Sequence[str], languages: Sequence[str]) -> Table:
        """Reduce the words of p texts to a table of shape (p, d), rows of any length; zeros for unknown words."""
        from scipy.sparse import csr_array

        rows, columns = self._terms(texts, languages)
        width = max(len(self._keys), 1)
        keys, counts = np.unique(rows * width + columns, return_counts=True)
        rows, columns = np.divmod(keys, width)
        values = ((1 + np.log(counts)) * self._rarity[columns]).astype(np.float32)
        bounds = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(texts)))])
        weights = csr_array((values, columns, bounds), shape=(len(texts), len(self._keys)))
        return weights.toarray() if self._axes is None else np.asarray(weights @ self._axes)

    def _terms(self, texts: Sequence[str], languages: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find the terms of p texts: for each the row of its text, and its column."""
        number = self._number.get
        found = [stems(text, language) for text, language in zip(texts, languages, strict=True)]
        flat = np.array([number(stem, -1) for kept in found for stem in kept], dtype=np.int64)
        rows = np.repeat(np.arange(len(texts)), [len(kept) for kept in found])
        pairs = (rows[1:] == rows[:-1]) & (flat[1:] >= 0) & (flat[:-1] >= 0)
        single = flat >= 0
        keys = np.concatenate([flat[single] * self._width, flat[:-1][pairs] * self._width + flat[1:][pairs] + 1])
        of = np.concatenate([rows[single], rows[:-1][pairs]])
        if not len(self._keys):
            return of[:0], keys[:0]
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        there = self._keys[places] == keys
        return of[there], self._columns[places[there]]
