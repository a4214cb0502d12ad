"""The texts of a consultation, kept so that the nearest to a typed one are found in milliseconds: arrays only.

A text is near by three measures, of which the weights were chosen on half of the pairs of `benchmarks.similar`:

- the cosine of sentence vectors, less a share of what is usual around the text: some texts are like everything
  (cross-domain similarity local scaling, as in `synthesis.clustering.twins`);
- the typed stems that it holds, and the typed groups of three letters, each by BM25 (Robertson and Zaragoza, *The
  Probabilistic Relevance Framework*, 2009), as a share of the weight of all that was typed: in about [0, 1].

Rows are only added; a text that changed leaves its former row unused, and empty: none of its words stay.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.search_words import search_stem
from consult.stopwords import stop_words
from consult.text import words

STEMS, LETTERS = 0.1, 0.2  # weights beside a cosine of 1
USUAL = 0.4  # share of what is usual around a text that is taken away
ALIKE, SHARED = 0.3, 0.2  # least cosine, or least share of the typed stems, of a text that is worth showing
LONGEST = 600  # characters that are compared of what is typed, and of each text for its letters
_SATURATION, _LENGTH = 1.2, 0.75  # BM25's k1 and b
_SAMPLE, _AROUND = 500, 10  # texts by which what is usual is judged, and how many of them count
_COPY = 0.999  # cosine of a text with itself, where it is in the sample, and with its copies
_GROWN = 1.2  # times as many vectors: what is usual is judged anew


class Near(NamedTuple):
    """A text that is near: its key, and how near, of no fixed range."""

    key: int
    score: float


def stems_of(text: str, language: str) -> list[str]:
    """List the stems of a text that say something, as often as they stand there.

    >>> stems_of("Les trains et le train", "fr")
    ['train', 'train']
    """
    stopped = stop_words(language)
    return [search_stem(word, language) for word in words(text) if word not in stopped]


def letters_of(text: str) -> list[str]:
    """List the distinct groups of three letters within the words of a text, as PostgreSQL's `pg_trgm` cuts them.

    >>> letters_of("Un bus")
    ['  b', '  u', ' bu', ' un', 'bus', 'un ', 'us ']
    """
    padded = (f"  {word} " for word in words(text))
    return sorted({word[place : place + 3] for word in padded for place in range(len(word) - 2)})


class Postings:
    """Which rows hold which term: a small inverted index, scored by BM25."""

    def __init__(self) -> None:
        self._rows: dict[str, array[int]] = {}
        self._times: dict[str, array[int]] = {}
        self._lengths = array("i")

    def add(self, terms: Iterable[str]) -> None:
        """Add the next row."""
        counted: dict[str, int] = {}
        for term in terms:
            counted[term] = counted.get(term, 0) + 1
        row = len(self._lengths)
        for term, times in counted.items():
            self._rows.setdefault(term, array("i")).append(row)
            self._times.setdefault(term, array("i")).append(times)
        self._lengths.append(sum(counted.values()))

    def forget(self, rows: Iterable[int]) -> None:
        """Take these rows out of every term, and the terms that no other row holds."""
        gone = list(rows)
        for term, places in list(self._rows.items()):
            for row in gone:
                at = bisect_left(places, row)  # rows only grow
                if at < len(places) and places[at] == row:
                    del places[at], self._times[term][at]
            if not places:
                del self._rows[term], self._times[term]

    def share(self, terms: Iterable[str]) -> NDArray[np.float64]:
        """Score all n rows for some terms, as a share of the weight of all of them: shape (n,), in about [0, 1]."""
        count = len(self._lengths)
        scores, whole = np.zeros(count), 0.0
        lengths = np.array(self._lengths, dtype=np.float64)
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(lengths.mean(), 1)) if count else lengths
        for term in set(terms):
            rows = np.array(self._rows.get(term, ()), dtype=np.intp)
            weight = log(1 + (count - len(rows) + 0.5) / (len(rows) + 0.5))
            whole += weight
            if len(rows):
                times = np.array(self._times[term], dtype=np.float64)
                scores[rows] += weight * times * (_SATURATION + 1) / (times + slack[rows])
        return scores / whole if whole else scores


class TextIndex:
    """Texts by key, with their vectors as they come."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.keys: list[int] = []
        self._row: dict[int, int] = {}
        self._stems, self._letters = Postings(), Postings()
        self._alive = np.zeros(0, dtype=bool)
        self._vectors = np.zeros((0, 0), dtype=np.float32)
        self._usual = np.zeros(0)
        self._known = np.zeros(0, dtype=bool)
        self._sample = np.zeros((0, 0), dtype=np.float32)
        self._sampled = np.zeros(0, dtype=np.intp)  # the rows of the sample
        self._judged = 0  # vectors that the sample was drawn from

    def __len__(self) -> int:
        return int(self._alive.sum())

    def add(self, texts: Mapping[int, str]) -> None:
        """Add texts by key."""
        for key, text in texts.items():
            self._row[key] = len(self.keys)
            self.keys.append(key)
            self._stems.add(stems_of(text, self.language))
            self._letters.add(letters_of(text[:LONGEST]))
        more = len(self.keys) - len(self._alive)
        self._alive = np.append(self._alive, np.ones(more, dtype=bool))
        self._known = np.append(self._known, np.zeros(more, dtype=bool))
        self._usual = np.append(self._usual, np.zeros(more))
        empty = np.zeros((more, self._vectors.shape[1]), dtype=np.float32)
        self._vectors = np.concatenate([self._vectors, empty])

    def drop(self, keys: Iterable[int]) -> None:
        """Leave texts out from now on, and keep nothing of what they said."""
        rows = [self._row.pop(key) for key in keys]
        if not rows:
            return
        self._stems.forget(rows)
        self._letters.forget(rows)
        self._alive[rows] = self._known[rows] = False
        if self._vectors.shape[1]:
            self._vectors[rows] = 0
        stays = ~np.isin(self._sampled, rows)
        self._sample, self._sampled = self._sample[stays], self._sampled[stays]
        if self._judged and not len(self._sampled):
            self._judge()

    def lacking(self) -> list[int]:
        """List the keys of texts without a vector."""
        return [self.keys[row] for row in np.flatnonzero(self._alive & ~self._known)]

    def set_vectors(self, vectors: Mapping[int, NDArray[np.floating]]) -> None:
        """Give texts their vectors of shape (d,), all of the same length d."""
        if not vectors:
            return
        rows = [self._row[key] for key in vectors]
        table = np.asarray(list(vectors.values()), dtype=np.float32)
        if not self._vectors.shape[1]:
            self._vectors = np.zeros((len(self.keys), table.shape[1]), dtype=np.float32)
        self._vectors[rows] = table
        self._known[rows] = True
        if self._known.sum() > _GROWN * self._judged:
            self._judge()
        else:
            self._usual[rows] = self._usual_around(table)

    def nearest(self, text: str, vector: NDArray[np.floating] | None, number: int) -> list[Near]:
        """Find the texts that are nearest to a typed one, the nearest first; those that are too far are left out.

        Parameters
        ----------
        vector
            The sentence vector of what is typed, of shape (d,); None to go by words alone.
        number
            The most that are given.
        """
        if not self.keys:
            return []
        stems = self._stems.share(stems_of(text, self.language))
        letters = self._letters.share(letters_of(text[:LONGEST]))
        if vector is None or not self._judged:
            scores, worth = stems + letters, stems >= SHARED
        else:
            cosines = self._vectors @ np.asarray(vector, dtype=np.float32)
            scores = np.where(self._known, cosines - USUAL * self._usual, 0) + STEMS * stems + LETTERS * letters
            worth = (self._known & (cosines >= ALIKE)) | (stems >= SHARED)
        scores = np.where(self._alive & worth, scores, -np.inf)
        best = np.argsort(-scores, kind="stable")[:number]
        return [Near(self.keys[row], float(scores[row])) for row in best if np.isfinite(scores[row])]

    def _judge(self) -> None:
        """Judge what is usual around each text, by an even sample of those with a vector."""
        rows = np.flatnonzero(self._known)
        self._judged = len(rows)
        if not len(rows):
            return
        self._sampled = rows[np.linspace(0, len(rows) - 1, min(_SAMPLE, len(rows))).astype(np.intp)]
        self._sample = self._vectors[self._sampled]
        for part in np.array_split(rows, 1 + len(rows) // 2_000):
            self._usual[part] = self._usual_around(self._vectors[part])

    def _usual_around(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mean cosine of rows with their nearest in the sample, but for themselves: shape (rows,)."""
        cosines = table @ self._sample.T
        cosines[cosines > _COPY] = -1
        number = min(_AROUND, cosines.shape[1])
        nearest = -np.partition(-cosines, number - 1, axis=1)[:, :number]
        return np.asarray(np.clip(nearest, 0, 1).mean(axis=1), dtype=np.float64)
