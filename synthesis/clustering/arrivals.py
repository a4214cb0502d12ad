"""Texts that came after a run: the group of each by its nearest texts, and whether it fits there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.features import Table, unit_rows
from synthesis.clustering.graph import neighbours_of
from synthesis.clustering.parameters import Parameters
from synthesis.clustering.provenance import one_thread
from synthesis.clustering.tokens import surfaces

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

Labels = NDArray[np.intp]
VOTERS = 15  # nearest texts that say where a text belongs
MISFITS = 0.25  # share of the run's own texts that fit no better than what is called a misfit
LOOKED_AT = 1000  # texts of the run from which that is learnt
_ROWS = 200  # compared at once with all others


class Placed(NamedTuple):
    """Where m texts that came later belong.

    Attributes
    ----------
    nearest
        Int array of shape (m,): the group that most of the nearest texts speak for; -1 for a text
        of which nothing is known.
    labels
        The same, -1 too for a text that fits so little that the run would leave it to be sorted:
        as many of the run's own texts fit no better as it left.
    fit
        Float64 array of shape (m,), in [0, 1]: the cosines of the nearest texts that are of that
        group, summed, and divided by the number of all the nearest.
    fits
        Bool array of shape (m,): whether three quarters of the run's own texts do not fit better.
    """

    nearest: Labels
    labels: Labels
    fit: NDArray[np.float64]
    fits: NDArray[np.bool]


@dataclass(frozen=True)
class Placer:
    """The texts of a run, ready to tell where others belong. Made by `Placer.of`."""

    parameters: Parameters
    words: "TfidfVectorizer"
    weights: "csr_array"
    means: dict[str, NDArray[np.float32]]
    table: Table | None
    labels: Labels
    least: float
    nowhere: float

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        languages: Sequence[str],
        vectors: NDArray[np.floating] | None,
        nearest: Sequence[int],
        *,
        unplaced: float = 0.0,
        parameters: Parameters = Parameters(),  # noqa: B008  frozen
    ) -> Self:
        """Learn from n texts of a run.

        The fifteen nearest vote with their cosines (k nearest neighbours, Cover and Hart, 1967;
        weighted, Dudani, 1976). The cosine is that of the run's features without their reduction:
        sentence vectors around the mean of their language, and words by tf-idf. About twice as many
        texts on a subject that the run does not know fit badly as do others (docs/grouping.md).

        Parameters
        ----------
        vectors
            Shape (n, d), zeros where a text has none; None to go by words alone.
        nearest
            The nearest group of each text; -1 where it has none, and then it does not vote.
        unplaced
            Share of the run's texts that it left to be sorted, in [0, 1).

        Raises
        ------
        ValueError
            When no text has a group, or all are empty.
        """
        from sklearn.feature_extraction.text import TfidfVectorizer

        voters = [place for place, group in enumerate(nearest) if group >= 0]
        if not voters:
            raise ValueError("No text of the run has a group: there is nowhere to place others.")
        words = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, dtype=np.float32)
        spoken = [languages[place] for place in voters]
        with one_thread():
            weights = words.fit_transform([(texts[place], languages[place]) for place in voters])
            means = _means(vectors[voters], spoken, parameters) if vectors is not None else {}
            table = _centred(vectors[voters], spoken, means) if vectors is not None else None
            groups = np.asarray(nearest, dtype=np.intp)[voters]
            placer = cls(parameters, words, weights, means, table, groups, 0.0, -1.0)
            among = np.unique(np.linspace(0, len(voters) - 1, min(len(voters), LOOKED_AT)).astype(np.intp))
            _winners, fit = placer._votes(weights[among], table[among] if table is not None else None, own=among)
        nowhere = float(np.quantile(fit, unplaced)) if unplaced else -1.0
        return replace(placer, least=float(np.quantile(fit, MISFITS)), nowhere=nowhere)

    def place(self, texts: Sequence[str], languages: Sequence[str], vectors: NDArray[np.floating] | None) -> Placed:
        """Say where m texts belong; `vectors` as in `of`, of shape (m, d)."""
        if (vectors is None) != (self.table is None):
            raise ValueError("Either both the run and the texts have vectors, or neither.")
        with one_thread():
            weights = self.words.transform(list(zip(texts, languages, strict=True)))
            table = _centred(vectors, languages, self.means) if vectors is not None else None
            nearest, fit = self._votes(weights, table, own=None)
        labels = np.where(fit > self.nowhere, nearest, -1)
        return Placed(nearest, labels, fit, (fit > self.least) & (nearest >= 0))

    def _votes(
        self, weights: "csr_array", table: Table | None, *, own: Labels | None
    ) -> tuple[Labels, NDArray[np.float64]]:
        """The winner of each row and its fit; `own` are the places of the rows themselves, which do not vote."""
        count = weights.shape[0]
        voters = min(neighbours_of(len(self.labels), VOTERS), len(self.labels) - (own is not None))
        nearest, fit = np.full(count, -1, dtype=np.intp), np.zeros(count)
        if not voters:
            return nearest, fit
        for start in range(0, count, _ROWS):
            rows = slice(start, start + _ROWS)
            cosines = self._cosines(weights[rows], table[rows] if table is not None else None)
            if own is not None:
                cosines[np.arange(len(cosines)), own[rows]] = -1
            nearest[rows], fit[rows] = _elected(cosines, self.labels, voters)
        return nearest, fit

    def _cosines(self, weights: "csr_array", table: Table | None) -> NDArray[np.float32]:
        """The cosine of some rows with each voter, shape (rows, voters)."""
        by_words = np.asarray((weights @ self.weights.T).toarray())
        if table is None or self.table is None:
            return by_words
        share = np.float32(self._lexical_weight**2)
        return np.asarray((table @ self.table.T + share * by_words) / (1 + share))

    @property
    def _lexical_weight(self) -> float:
        return self.parameters.mixed_lexical_weight if len(self.means) > 2 else self.parameters.lexical_weight


def _elected(cosines: NDArray[np.float32], labels: Labels, voters: int) -> tuple[Labels, NDArray[np.float64]]:
    best = np.argpartition(-cosines, voters - 1, axis=1)[:, :voters]
    heard = np.maximum(np.take_along_axis(cosines, best, axis=1), 0).astype(np.float64)
    polls = np.zeros((len(cosines), int(labels.max()) + 1))
    np.add.at(polls, (np.arange(len(cosines))[:, None], labels[best]), heard)
    winners = polls.argmax(axis=1)
    fit = np.minimum(polls[np.arange(len(polls)), winners] / voters, 1.0)
    return np.where(fit > 0, winners, -1), fit


def _terms(written: tuple[str, str]) -> list[str]:
    """The terms of a text and its language; a text of signs alone is a term of its own."""
    text, _language = written
    return [surface.term for surface in surfaces(*written)] or text.split()


def _means(
    vectors: NDArray[np.floating], languages: Sequence[str], parameters: Parameters
) -> dict[str, NDArray[np.float32]]:
    """The mean of all, under "", and that of each common language when there are several."""
    spoken = np.array(languages)
    found = {"": vectors.mean(axis=0, dtype=np.float64).astype(np.float32)}
    common = [name for name in sorted(set(languages)) if (spoken == name).sum() >= parameters.language_minimum]
    if len(common) > 1:
        found |= {name: vectors[spoken == name].mean(axis=0, dtype=np.float64).astype(np.float32) for name in common}
    return found


def _centred(vectors: NDArray[np.floating], languages: Sequence[str], means: dict[str, NDArray[np.float32]]) -> Table:
    """Vectors around the mean of their language, unit rows; a text without a vector keeps none."""
    around = np.array([means.get(language, means[""]) for language in languages], dtype=np.float32).reshape(
        vectors.shape
    )
    table = unit_rows(vectors.astype(np.float32) - around)
    table[~vectors.any(axis=1)] = 0
    return table
