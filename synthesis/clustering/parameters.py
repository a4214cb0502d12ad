"""What a grouping run may be told, and what it stores of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self, get_args

Level = Literal["broad", "medium", "fine"]
# What runs did that were stored before a parameter existed.
_BEFORE: Mapping[str, Any] = {"copies_by_words": False, "converged_svd": False, "learnt_on_landmarks": False}


@dataclass(frozen=True)
class Parameters:
    """The parameters of a grouping run; the defaults are those measured in ADR 0022.

    Attributes
    ----------
    groups
        Number of groups, or None to let the modularity of the graph choose it.
    level
        Which of the numbers of groups on offer is taken when `groups` is None.
    neighbours
        Nearest neighbours of each text in the graph.
    smoothing_rounds, own_share
        How many times features are averaged over the graph, and the share each text keeps.
    lexical_weight, mixed_lexical_weight
        Weight of the words beside the sentence vectors, in one language and where languages mix.
    language_minimum
        Texts from which a language has a mean of its own; two such languages are a mixture.
    svd_dimensions
        Dimensions to which the words are reduced.
    min_texts, max_share
        A word counts if at least so many texts hold it, and at most that share of them.
    modularity_share, fine_share
        Shares of the best modularity that the numbers of groups on offer keep: "broad" is the
        smallest that keeps the first, "medium" the largest, "fine" the largest that keeps the
        second.
    most_groups
        Greatest number of groups that is looked at: more than a person can name and compare.
    unplaced_share
        Share of the texts, the weakest in their group, that belong nowhere: what earlier runs
        stored. None leaves it to their fit and their neighbours (`placing.by_fit`).
    landmarks
        Above so many distinct texts, groups are made from so many of them; the others are then
        assigned.
    learnt_on_landmarks
        Whether, above that number, all that is learnt (words, means, axes) is learnt from the landmarks, and
        the others are placed in blocks (`others`). Runs stored before it existed learnt from all texts at once.
    reduced_dimensions
        Principal components kept for Ward's tree and k-means, and for all the work on landmarks.
    copies_by_words
        Whether texts that differ by case, accents and punctuation are one text, as those that
        differ by white space always are. Runs stored before it existed did without.
    converged_svd
        Whether the words are reduced by a decomposition that is carried on until it converges, so that
        groups do not depend on `seed`. Runs stored before it existed have a randomised one.
    seed
        Starts the resamples that tell stability, and the randomised decomposition of earlier runs.

    >>> Parameters.from_dict(Parameters(groups=8).as_dict()).groups
    8
    """

    groups: int | None = None
    level: Level = "medium"
    neighbours: int = 15
    smoothing_rounds: int = 3
    own_share: float = 0.3
    lexical_weight: float = 0.8
    mixed_lexical_weight: float = 0.3
    language_minimum: int = 30
    svd_dimensions: int = 100
    min_texts: int = 2
    max_share: float = 0.4
    modularity_share: float = 0.985
    fine_share: float = 0.93
    most_groups: int = 40
    unplaced_share: float | None = None
    landmarks: int = 4000
    learnt_on_landmarks: bool = True
    reduced_dimensions: int = 128
    copies_by_words: bool = True
    converged_svd: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        if self.level not in get_args(Level):
            raise ValueError(f"level is {self.level!r}: choose broad, medium or fine.")
        for name in ("neighbours", "svd_dimensions", "min_texts", "language_minimum"):
            self._require(name, getattr(self, name) >= 1, "at least 1")
        for name in ("most_groups", "landmarks", "reduced_dimensions"):
            self._require(name, getattr(self, name) >= 2, "at least 2")
        for name in ("smoothing_rounds", "seed", "lexical_weight", "mixed_lexical_weight"):
            self._require(name, getattr(self, name) >= 0, "0 or more")
        for name in ("own_share", "max_share", "modularity_share", "fine_share"):
            self._require(name, 0 < getattr(self, name) <= 1, "above 0 and at most 1")
        share = self.unplaced_share
        self._require("unplaced_share", share is None or 0 <= share < 1, "at least 0 and below 1, or None")
        self._require("groups", self.groups is None or self.groups >= 1, "at least 1, or None")

    def _require(self, name: str, holds: bool, range_: str) -> None:
        if not holds:
            raise ValueError(f"{name} is {getattr(self, name)!r}: it must be {range_}.")

    def as_dict(self) -> dict[str, Any]:
        """Give the parameters as a run stores them, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Read stored parameters, an old run's too; a name that does not exist raises a ValueError."""
        unknown = sorted(set(stored) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"Grouping has no parameter called {', '.join(unknown)}.")
        return cls(**{**_BEFORE, **stored})
