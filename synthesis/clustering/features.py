"""From texts and sentence vectors to one table of features."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from synthesis.clustering.parameters import Parameters

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Table = NDArray[np.float32]
_START = 0  # from which the iterations of `_axes` begin; another one changes rounding errors


def unit_rows(table: NDArray[np.floating]) -> Table:
    """Bring each row to Euclidean length 1; a row of zeros stays so.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", table, table, dtype=np.float64))
    # Centring alike vectors leaves rounding errors: their direction means nothing.
    lengths[lengths < 1e-5] = np.inf
    return np.asarray(table / lengths[:, None], dtype=np.float32)


class Weighed(NamedTuple):
    """The weights of texts' terms, sparse, shape (m, t); the t terms, and the rarity (idf) of each."""

    weights: "csr_array"
    terms: list[str]
    rarity: NDArray[np.float64]


def tfidf(terms: Sequence[Sequence[str]], parameters: Parameters) -> Weighed:
    """Weigh the terms of m texts: (1 + log tf) · idf, rows of length 1.

    The terms stand in alphabetical order. Where no term is shared by two texts, all terms are kept.
    """
    from scipy.sparse import csr_array

    number: dict[str, int] = {}
    flat = np.array([number.setdefault(term, len(number)) for found in terms for term in found], dtype=np.int64)
    rows = np.repeat(np.arange(len(terms)), [len(found) for found in terms])
    keys, counts = np.unique(rows * max(len(number), 1) + flat, return_counts=True)
    rows, columns = np.divmod(keys, max(len(number), 1))
    texts_with = np.bincount(columns, minlength=len(number))
    names = np.array(list(number), dtype=object)
    common = (texts_with >= parameters.min_texts) & (texts_with <= parameters.max_share * len(terms))
    chosen = np.flatnonzero(common if common.any() else texts_with > 0)
    chosen = chosen[np.argsort(names[chosen], kind="stable")]
    rank = np.full(len(number), -1)
    rank[chosen] = np.arange(len(chosen))
    there = rank[columns] >= 0
    rows, columns, counts = rows[there], columns[there], counts[there]
    rarity = 1 + np.log((1 + len(terms)) / (1 + texts_with))
    values = (1 + np.log(counts)) * rarity[columns]
    lengths = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(terms)))
    order = np.lexsort((rank[columns], rows))
    scaled = (values / np.maximum(lengths, 1e-12)[rows])[order].astype(np.float32)
    bounds = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(terms)))])
    columns = rank[columns][order].astype(np.int32)
    weights = csr_array((scaled, columns, bounds.astype(np.int64)), shape=(len(terms), len(chosen)))
    return Weighed(weights, names[chosen].tolist(), rarity[chosen])


class Lexicon(NamedTuple):
    """What was learnt of words: t terms, the rarity of each, and the axes that they are reduced to.

    `axes` has the shape (t, d); None where there is too little to reduce.
    """

    terms: list[str]
    rarity: NDArray[np.float64]
    axes: NDArray[np.floating] | None


def lexical(terms: Sequence[Sequence[str]], parameters: Parameters) -> tuple[Table, Lexicon]:
    """Reduce the terms of m texts to a table of shape (m, at most `svd_dimensions`), unit rows.

    Latent semantic analysis (Deerwester et al., 1990), learnt on the landmarks, which come first in
    the canonical order.
    """
    weights, kept, rarity = tfidf(terms, parameters)
    smallest = min(weights.shape[0], weights.shape[1], parameters.landmarks)
    if smallest <= 2:
        return unit_rows(weights.toarray()), Lexicon(kept, rarity, None)
    number = min(parameters.svd_dimensions, smallest - 1)
    learnt_on = weights[: parameters.landmarks]
    axes = _axes(learnt_on, number) if parameters.converged_svd else _drawn_axes(learnt_on, number, parameters.seed)
    return unit_rows(weights @ axes), Lexicon(kept, rarity, axes)


def _axes(weights: "csr_array", number: int) -> Table:
    """Give the first right singular vectors, shape (terms, number), to the precision of the machine.

    Implicitly restarted Lanczos iterations (Lehoucq, Sorensen and Yang, *ARPACK users' guide*, 1998). They
    begin with a vector that is always the same; since they go on until they converge, another one gives the
    same axes, where the randomised decomposition gives others for each draw. An axis without spread is zeros.
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    if not weights.nnz:
        return np.zeros((weights.shape[1], number), dtype=np.float32)
    weights = weights.astype(np.float64)
    across = weights.T.tocsr()
    by_text = weights.shape[0] < weights.shape[1]
    first, second = (across, weights) if by_text else (weights, across)
    side = min(weights.shape)
    squared = LinearOperator((side, side), matvec=lambda vector: second @ (first @ vector), dtype=np.float64)
    start = np.random.default_rng(_START).uniform(-1, 1, side)
    # What it draws when it must begin anew is always the same too.
    spreads, found = eigsh(squared, number, v0=start, rng=np.random.default_rng(_START))
    found = found[:, np.argsort(-spreads, kind="stable")]
    axes = across @ found if by_text else found
    return np.asarray(unit_rows(axes.T).T)


def _drawn_axes(weights: "csr_array", number: int, seed: int) -> NDArray[np.floating]:
    """Give about the same by the randomised decomposition of Halko et al. (2011): what earlier runs did."""
    from sklearn.decomposition import TruncatedSVD

    svd = TruncatedSVD(n_components=number, random_state=seed)
    svd.fit(weights)
    return np.asarray(svd.components_.T)


class Centres(NamedTuple):
    """The mean vector of all texts, those of the common languages, and whether languages mix."""

    everyone: NDArray[np.float64]
    spoken: dict[str, NDArray[np.float64]]
    mixed: bool

    def around(self, vectors: NDArray[np.float32], languages: Sequence[str], dtype: DTypeLike = np.float32) -> Table:
        """Take away from each of m vectors the mean of its language, or of all for a rare language: unit rows."""
        told = np.array(languages)
        found = vectors - self.everyone.astype(dtype)
        for language, mean in self.spoken.items():
            found[told == language] = vectors[told == language] - mean.astype(dtype)
        return unit_rows(found)


def centres(vectors: NDArray[np.float32], languages: Sequence[str], parameters: Parameters) -> Centres:
    """Learn the means of m vectors, those of languages where there are two that are common."""
    told = np.array(languages)
    common = [
        language for language, number in sorted(Counter(languages).items()) if number >= parameters.language_minimum
    ]
    spoken = {
        language: vectors[told == language].mean(axis=0, dtype=np.float64)
        for language in (common if len(common) > 1 else ())
    }
    return Centres(vectors.mean(axis=0, dtype=np.float64), spoken, len(common) > 1)


class Features(NamedTuple):
    """A table of unit rows, and what was learnt to make it; no centres without vectors.

    A row of zeros says that nothing is known of that text.
    """

    table: Table
    lexicon: Lexicon
    centres: Centres | None


def features(
    terms: Sequence[Sequence[str]],
    languages: Sequence[str],
    vectors: NDArray[np.float32] | None,
    parameters: Parameters,
) -> Features:
    """Put sentence vectors and words side by side.

    Parameters
    ----------
    terms, languages
        The terms of m distinct texts in canonical order, and the language of each.
    vectors
        Array of shape (m, d), or None to go by words alone.

    Returns
    -------
    Features
        Whose table has the shape (m, d + at most `svd_dimensions`).
    """
    lexical_part, lexicon = lexical(terms, parameters)
    if vectors is None:
        return Features(lexical_part, lexicon, None)
    learnt = centres(vectors, languages, parameters)
    # In double precision, as all runs before: what is learnt from few rows costs nothing.
    vector_part = learnt.around(vectors, languages, np.float64)
    return Features(
        unit_rows(np.hstack([vector_part, word_weight(learnt, parameters) * lexical_part])), lexicon, learnt
    )


def word_weight(learnt: Centres, parameters: Parameters) -> np.float32:
    """Say what words weigh beside vectors of length 1."""
    return np.float32(parameters.mixed_lexical_weight if learnt.mixed else parameters.lexical_weight)


class Components(NamedTuple):
    """The mean of rows, shape (d,), and their principal axes, shape (d, e)."""

    mean: NDArray[np.float64]
    axes: NDArray[np.float64]


def components(table: Table, dimensions: int) -> Components:
    """Find the principal components of m rows, as many as wanted."""
    mean = table.mean(axis=0, dtype=np.float64)
    around = table - mean
    _, axes = np.linalg.eigh(around.T @ around)
    return Components(mean, axes[:, : -dimensions - 1 : -1])


def reduced(table: Table, dimensions: int, learnt_on: int) -> Table:
    """Keep the principal components of m rows, learnt on the first `learnt_on` of them.

    Returns
    -------
    float32 array of shape (m, at most `dimensions`)
    """
    if table.shape[1] <= dimensions:
        return table
    found = components(table[:learnt_on], dimensions)
    return np.asarray((table - found.mean) @ found.axes, dtype=np.float32)
