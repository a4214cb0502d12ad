"""Texts that say the same: copies, folded by themselves, and rewordings, proposed to a person.

How alike two texts are is a blend of three cosines: groups of 3 to 5 letters within words (TF-IDF; they see
through spelling and inflection), stems (TF-IDF), and sentence vectors. Two texts that are like everything
are not twins for that: pairs are ranked by what their likeness has above that of either with its twenty
nearest texts (cross-domain similarity local scaling: Conneau et al., *Word Translation Without Parallel
Data*, 2018, after Jégou et al., 2007). A proposal to fold goes by the likeness alone, since the members of
a campaign are all near to each other.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.text import clean_whitespace_nfc, stem, words
from synthesis.clustering.corpus import plain
from synthesis.clustering.features import Table, unit_rows
from synthesis.clustering.provenance import one_thread
from synthesis.clustering.stopwords import stop_words

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LETTERS, STEMS, VECTORS = 0.3, 0.3, 0.4  # weights of the three cosines
AROUND = 20  # nearest texts by which a likeness is judged
CORRECTION = 0.8  # share of the likeness around that is taken away
REWORDED = 0.75  # likeness from which a rewording is proposed
LISTED = 50  # nearest texts of each that pairs are taken from
_COMMON = (100, 0.05)  # a group of letters in more texts than this number, and this share, says nothing
_WHOLE = 4000  # texts up to which all are compared at once: 64 MB
_BY_WORDS = (0.5, 0.5)  # weights of letters and stems where there are no vectors


class Pairs(NamedTuple):
    """Pairs of texts, most surely twins first: arrays of shape (p,).

    Attributes
    ----------
    first, second
        Places of the texts, the first below the second.
    likeness
        In [-0.4, 1]; 1 for texts equal but for case, accents, punctuation and white space.
    score
        Likeness less what is usual around both: what pairs are ranked by. Of no fixed range.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    likeness: NDArray[np.float64]
    score: NDArray[np.float64]


class Fold(NamedTuple):
    """Texts that say the same.

    Attributes
    ----------
    places
        Of the texts, the one that stands for all first.
    likeness
        Of each with the one that stands for all.
    automatic
        True for copies; False for a proposal, which only a person accepts.
    """

    places: tuple[int, ...]
    likeness: tuple[float, ...]
    automatic: bool


class _Distinct(NamedTuple):
    """The m distinct texts in canonical order: their plain forms, vectors, and the places of each."""

    plain: list[str]
    languages: list[str]
    vectors: Table | None
    places: list[list[int]]


def similarity(
    texts: Sequence[str], vectors: NDArray[np.floating] | None, languages: Sequence[str] | str = "fr"
) -> NDArray[np.float64]:
    """Say how alike n texts are, each with each: shape (n, n), symmetric, in [-0.4, 1].

    Parameters
    ----------
    vectors
        Sentence vectors of shape (n, d), zeros where a text has none; None to go by words alone.
    languages
        Language of each text, or of all.

    Raises
    ------
    ValueError
        When the arguments do not agree in length, or there are more than 4,000 texts: ask for
        `nearest_pairs`.
    """
    if len(texts) > _WHOLE:
        raise ValueError(f"{len(texts)} texts are too many to compare each with each: ask for the nearest pairs.")
    with one_thread():
        distinct = _distinct(texts, vectors, languages)
        row = _rows(distinct, len(texts))
        found = np.vstack([np.zeros((0, len(distinct.plain))), *(block for _, block in _blocks(distinct))])
    found = np.pad((found + found.T) / 2, (0, 1))  # the last row stands for a text without a word
    return np.asarray(found[row][:, row], dtype=np.float64)


def ranking(
    texts: Sequence[str], vectors: NDArray[np.floating] | None, languages: Sequence[str] | str = "fr"
) -> NDArray[np.float64]:
    """Score how surely n texts are twins, each with each: likeness less what is usual around both.

    What `nearest_pairs` ranks by, for every pair: shape (n, n), symmetric, of no fixed range. Equal texts are
    one text here, as there: the copies of a text are not what is usual around it.

    Raises
    ------
    ValueError
        As `similarity`.
    """
    found = similarity(texts, vectors, languages)
    with one_thread():
        distinct = _distinct(texts, vectors, languages)
    firsts = np.array([places[0] for places in distinct.places], dtype=np.intp)
    others = found[np.ix_(firsts, firsts)]
    np.fill_diagonal(others, -np.inf)
    number = min(AROUND, len(firsts) - 1)
    usual = np.zeros(len(firsts) + 1)  # the last one stands for a text without a word
    if number > 0:
        usual[:-1] = -np.sort(-others, axis=1)[:, :number].mean(axis=1)
    around = usual[_rows(distinct, len(texts))]
    return np.asarray(found - CORRECTION * (around[:, None] + around[None]) / 2, dtype=np.float64)


def nearest_pairs(
    texts: Sequence[str], vectors: NDArray[np.floating] | None, languages: Sequence[str] | str = "fr"
) -> Pairs:
    """Rank the pairs of n texts that are most surely twins, in memory linear in n.

    Looked at are each text's fifty nearest among the distinct ones. Of equal texts only the first
    in canonical order is compared: `folds` gives the others.

    Raises
    ------
    ValueError
        When the arguments do not agree in length.
    """
    with one_thread():
        distinct = _distinct(texts, vectors, languages)
        first, second, likeness, usual = _near(distinct)
    score = likeness - CORRECTION * (usual[first] + usual[second]) / 2
    ranked = np.lexsort((second, first, -score))
    place = np.array([places[0] for places in distinct.places], dtype=np.intp)
    ends = np.sort(np.stack([place[first[ranked]], place[second[ranked]]]), axis=0)
    return Pairs(ends[0], ends[1], likeness[ranked], score[ranked])


def folds(
    texts: Sequence[str],
    vectors: NDArray[np.floating] | None,
    languages: Sequence[str] | str = "fr",
    reworded: float = REWORDED,
) -> list[Fold]:
    """Fold n texts: first the copies, then proposals that join texts reworded, the largest first.

    Copies are equal after normalisation (case, accents, punctuation, white space). In a proposal
    every text is at least `reworded` like the one that stands for all, so that no chain of small
    changes leads from one idea to another; a text is in one proposal at most.

    Parameters
    ----------
    reworded
        Likeness from which a rewording is proposed, in (0, 1].

    Raises
    ------
    ValueError
        When the arguments do not agree in length, or `reworded` is out of its range.
    """
    if not 0 < reworded <= 1:
        raise ValueError(f"reworded is {reworded!r}: it must be above 0 and at most 1.")
    with one_thread():
        distinct = _distinct(texts, vectors, languages)
        first, second, likeness, _usual = _near(distinct)
    copies = [Fold(tuple(places), (1.0,) * len(places), True) for places in distinct.places if len(places) > 1]
    near: list[dict[int, float]] = [{} for _ in distinct.plain]
    for one, other, value in zip(first.tolist(), second.tolist(), likeness.tolist(), strict=True):
        if value >= reworded:
            near[one][other] = near[other][one] = value
    return sorted(copies, key=lambda fold: -len(fold.places)) + _proposed(distinct, near)


def _proposed(distinct: _Distinct, near: list[dict[int, float]]) -> list[Fold]:
    """Take the text that most are like, then those that are like it, and so on with what remains."""
    weights = [len(places) for places in distinct.places]
    reach = [weights[row] + sum(weights[other] for other in others) for row, others in enumerate(near)]
    found, taken = [], [False] * len(near)
    for leader in sorted(range(len(near)), key=lambda row: (-reach[row], row)):
        members = sorted((row for row in near[leader] if not taken[row]), key=lambda row: (-near[leader][row], row))
        if taken[leader] or not members:
            continue
        rows = [(leader, 1.0), *((row, near[leader][row]) for row in members)]
        for row, _value in rows:
            taken[row] = True
        joined = [(place, value) for row, value in rows for place in distinct.places[row]]
        found.append(Fold(tuple(place for place, _ in joined), tuple(value for _, value in joined), False))
    return sorted(found, key=lambda fold: -len(fold.places))


def _distinct(texts: Sequence[str], vectors: NDArray[np.floating] | None, languages: Sequence[str] | str) -> _Distinct:
    """Bring texts to plain form, equal ones together; texts without a word are left out."""
    spoken = [languages] * len(texts) if isinstance(languages, str) else list(languages)
    for name, given in (("languages", spoken), ("vectors", vectors)):
        if given is not None and len(given) != len(texts):
            raise ValueError(f"There are {len(texts)} texts and {len(given)} {name}.")
    together: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if form := plain(text):
            together.setdefault(form, []).append(place)

    def key(place: int) -> tuple[str, str, bytes, int]:
        vector = b"" if vectors is None else vectors[place].tobytes()
        return clean_whitespace_nfc(texts[place]), spoken[place], vector, place

    forms = sorted(together, key=lambda form: hashlib.sha256(form.encode("utf-8", "surrogatepass")).digest())
    places = [sorted(together[form], key=key) for form in forms]
    firsts = [found[0] for found in places]
    table = None if vectors is None else np.asarray(vectors[firsts], dtype=np.float32)
    if table is not None and len(table):
        known = table.any(axis=1)
        if not known.any():
            return _Distinct(forms, [spoken[place] for place in firsts], None, places)
        table = unit_rows(np.where(known[:, None], table - table[known].mean(axis=0, dtype=np.float64), 0))
    return _Distinct(forms, [spoken[place] for place in firsts], table, places)


def _rows(distinct: _Distinct, number: int) -> NDArray[np.intp]:
    row = np.full(number, -1, dtype=np.intp)
    for place, places in enumerate(distinct.places):
        row[places] = place
    return row


def _stems(form: str, language: str) -> list[str]:
    found = words(form)
    stopped = stop_words(language)
    return [stem(word, language) for word in found if word not in stopped] or found


def _tables(distinct: _Distinct) -> list[tuple[float, "csr_array"]]:
    """Weigh letters and stems: sparse tables with rows of length 1, and the weight of each."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    most = max(_COMMON[0], int(_COMMON[1] * len(distinct.plain)))
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False, max_df=most, dtype=np.float32)
    stems = TfidfVectorizer(analyzer=lambda found: found, sublinear_tf=True, dtype=np.float32)
    spoken = [_stems(*pair) for pair in zip(distinct.plain, distinct.languages, strict=True)]
    weights = _BY_WORDS if distinct.vectors is None else (LETTERS, STEMS)
    found = [(weights[0], letters.fit_transform(distinct.plain))]
    return [*found, (weights[1], stems.fit_transform(spoken))] if any(spoken) else found


def _blocks(distinct: _Distinct) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Compare the distinct texts with all, so many rows at a time that a block stays below 64 MB."""
    count = len(distinct.plain)
    if not count:
        return
    tables = [(weight, table.tocsr(), table.T.tocsr()) for weight, table in _tables(distinct)]
    height = max(1, min(count, _WHOLE * _WHOLE // (2 * count)))
    for start in range(0, count, height):
        end = min(count, start + height)
        block = np.zeros((end - start, count))
        for weight, table, across in tables:
            block += weight * (table[start:end] @ across).toarray()
        if distinct.vectors is not None:
            block += VECTORS * (distinct.vectors[start:end] @ distinct.vectors.T)
        yield start, np.clip(block, -1, 1)


def _near(
    distinct: _Distinct,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Give the pairs in which one is among the nearest of the other, their likeness, and what is usual around each."""
    count = len(distinct.plain)
    number = min(LISTED, count - 1)
    if number < 1:
        return (*np.zeros((2, 0), dtype=np.intp), np.zeros(0), np.zeros(count))
    others = np.empty((count, number), dtype=np.intp)
    likeness = np.empty((count, number))
    for start, block in _blocks(distinct):
        within = np.arange(len(block))
        block[within, start + within] = -np.inf
        best = np.argpartition(-block, number - 1, axis=1)[:, :number]
        rows = slice(start, start + len(block))
        others[rows], likeness[rows] = best, np.take_along_axis(block, best, axis=1)
    usual = -np.sort(-likeness, axis=1)[:, :AROUND].mean(axis=1)
    one, other = np.repeat(np.arange(count), number), others.ravel()
    ends, kept = np.unique(np.minimum(one, other) * count + np.maximum(one, other), return_index=True)
    return ends // count, ends % count, likeness.ravel()[kept], usual
