"""Groups that learn from people: texts that they placed are examples, and what they decided holds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering import partition
from synthesis.clustering.features import Table, unit_rows
from synthesis.clustering.graph import modularity
from synthesis.clustering.lessons import Lessons, TooFewGroups
from synthesis.clustering.parameters import Parameters
from synthesis.clustering.partition import Labels

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_PENALTY = 0.5  # of the ridge regression
_WEIGHT = 3.0  # of what the examples say, beside what the texts say
_ITERATIONS = 100  # of k-means


class Scorer(NamedTuple):
    """How far a text belongs to each theme, told from its features, and what that weighs beside these.

    Attributes
    ----------
    slopes, levels
        Of the ridge regression, shapes (d + e, t) and (t,); None where there are not two themes.
    """

    slopes: NDArray[np.float64] | None
    levels: NDArray[np.float64]

    def lean(self, table: Table, smooth: Table) -> Table:
        """Tell which way each of m texts leans between t themes: unit rows, shape (m, t); (m, 0) of one."""
        if self.slopes is None:
            return np.zeros((len(table), 0), dtype=np.float32)
        scores = np.hstack([table, smooth]) / np.sqrt(2) @ self.slopes + self.levels
        return unit_rows(scores - scores.mean(axis=1, keepdims=True))


class Taught(NamedTuple):
    """Groups of m texts, those of the themes first.

    Attributes
    ----------
    labels
        Shape (m,).
    offered
        The numbers of groups on offer.
    scorer
        What the examples say of any text.
    weight
        What that weighs beside the features of the text.
    """

    labels: Labels
    offered: dict[str, int]
    scorer: Scorer
    weight: float

    def space(self, table: Table, smooth: Table) -> Table:
        """Put what the examples say of further texts beside their features."""
        return np.hstack([smooth, np.float32(self.weight) * self.scorer.lean(table, smooth)])


def taught(
    table: Table, smooth: Table, graph: "csr_array", given: Lessons, earlier: Labels, parameters: Parameters
) -> Taught:
    """Group m texts so that every decision of a person holds.

    Each theme that a text was placed in is one group; other groups, from Ward's tree, stand beside them where the
    modularity asks for them, or where more are asked for. A ridge regression learns from the examples, on the
    features before and after smoothing, how far each text belongs to each theme; this stands beside the features,
    and k-means keeps the decisions at each step. After Basu et al., *Semi-supervised clustering by seeding*, 2002,
    and Wagstaff et al., *Constrained k-means clustering with background knowledge*, 2001; features of several depths
    after Frasca et al., *SIGN: Scalable inception graph neural networks*, 2020.

    Parameters
    ----------
    table, smooth
        Features before and after smoothing, shapes (m, d) and (m, e).
    graph
        The graph of the c landmarks, which come first, shape (c, c).
    given
        What was decided on the m texts.
    earlier
        Shape (c,): groups of an earlier run, -1 for none.

    Raises
    ------
    TooFewGroups
        When fewer groups are asked for than there are themes, or too few for the texts that must stand apart.
    """
    marks = graph.shape[0]
    if parameters.groups is not None and parameters.groups < given.number:
        raise TooFewGroups(
            parameters.groups,
            f"{parameters.groups} groups were asked for, and people placed texts in {given.number} themes: "
            f"ask for {given.number} groups or more.",
        )
    held = np.flatnonzero(given.held)
    inner = np.union1d(np.arange(marks), held)
    scorer = _scorer(table, smooth, given)
    said = scorer.lean(table, smooth)
    labels, offered = _chosen(_Work(smooth[inner], said[inner], given.of(inner), graph), earlier, parameters)
    number = int(labels.max()) + 1
    space = _Work(smooth, said, given, graph).space(number)
    whole = partition.closest(space, partition.group_means(space[inner], labels, number))
    whole[inner] = labels
    return Taught(whole, offered, scorer, _weight(given.number, number))


def _scorer(table: Table, smooth: Table, given: Lessons) -> Scorer:
    """Learn from the texts whose theme is known how far a text belongs to each of t themes.

    Ridge regression of the themes, each written as 0 or 1 (Hoerl and Kennard, 1970): about 1 for an example of the
    theme, about 0 for one of another.
    """
    from sklearn.linear_model import Ridge

    if given.number < 2:
        return Scorer(None, np.zeros(given.number))
    known = given.themes >= 0
    wanted = np.eye(given.number)[given.themes[known]]
    rows = (np.hstack([table[known], smooth[known]]) / np.sqrt(2)).astype(np.float64)
    model = Ridge(alpha=_PENALTY, solver="cholesky").fit(rows, wanted)
    return Scorer(model.coef_.T, model.intercept_)


def _weight(themes: int, groups: int) -> float:
    """Weigh what examples of some themes say: of the other groups they say nothing, so the more of these, the less."""
    return float(_WEIGHT * (themes / groups) ** 2)


class _Work(NamedTuple):
    """The landmarks, and after them the other texts of which something was decided."""

    smooth: Table
    said: Table
    given: Lessons
    graph: "csr_array"

    def space(self, number: int) -> Table:
        """Put what the examples say beside the features, for a partition into `number` groups."""
        return np.hstack([self.smooth, np.float32(_weight(self.given.number, number)) * self.said])


def _chosen(work: _Work, earlier: Labels, parameters: Parameters) -> tuple[Labels, dict[str, int]]:
    """Choose the number of groups, or take that of the earlier run."""
    most = parameters.groups or min(max(parameters.most_groups, work.given.number), work.graph.shape[0])
    labels = dict(_candidates(work, parameters.groups, most))
    if not labels:
        raise TooFewGroups(
            most,
            f"{most} groups cannot hold all that people decided, since some texts must stand apart: ask for more.",
        )
    offered = partition.offered(
        {number: modularity(work.graph, found[: work.graph.shape[0]]) for number, found in labels.items()},
        parameters.modularity_share,
        parameters.fine_share,
    )
    if (earlier >= 0).any():
        start = _beside(work, partition.from_previous(work.smooth[: len(earlier)], earlier), len(earlier))
        number = int(start.max()) + 1
        found = kept_k_means(work.space(number), start, work.given)
        if found is not None and parameters.groups in (None, number):
            return found, offered
    # Beside what people made, only what is needed: the smallest number that is as good.
    level = "broad" if parameters.level == "medium" and work.given.number else parameters.level
    wanted = parameters.groups or offered[level]
    return labels[wanted if wanted in labels else min(labels)], offered


def _candidates(work: _Work, only: int | None, most: int) -> Iterator[tuple[int, Labels]]:
    """Partition into the themes alone, and beside them more and more groups of Ward's tree."""
    marks = work.graph.shape[0]
    # A group of examples alone makes none beside the themes.
    reach = most if only is None else min(most + int((work.given.themes[:marks] >= 0).sum()), marks)
    starts: dict[int, Labels] = {}
    for cut in partition.ward_cuts(work.smooth[:marks], reach):
        start = _beside(work, cut, most)
        starts[int(start.max()) + 1] = start  # the last one comes from the fewest cuts
    for number in sorted(starts):
        found = kept_k_means(work.space(number), starts[number], work.given) if only in (None, number) else None
        if found is not None:
            yield number, found


def _beside(work: _Work, cut: Labels, most: int) -> Labels:
    """Put groups of the landmarks beside the themes; one that holds most examples of a theme is the theme's.

    Parameters
    ----------
    cut
        Shape (c,): groups of the landmarks.
    most
        Groups, with the themes: the smallest are left out, so that their texts join the nearest theme.

    Returns
    -------
    int array, one for each row of the work: the themes from 0, then the other groups, none of them empty
    """
    themes, number = work.given.themes, work.given.number
    if not number:
        means = partition.group_means(work.smooth[: len(cut)], cut, int(cut.max()) + 1)
        return np.concatenate([cut, partition.closest(work.smooth[len(cut) :], means)])
    known, space = themes >= 0, work.space(number)
    means = partition.group_means(space[known], themes[known], number)
    labels = np.where(known, themes, partition.closest(space, means))
    near = themes[: len(cut)]
    examples = np.zeros((number, int(cut.max()) + 1), dtype=np.intp)
    np.add.at(examples, (near[near >= 0], cut[near >= 0]), 1)
    claimed = np.unique(examples[examples.any(axis=1)].argmax(axis=1))
    free = np.bincount(cut[near < 0], minlength=examples.shape[1])
    free[claimed] = 0
    largest = np.argsort(-free, kind="stable")[: most - number]
    for place, group in enumerate(largest[free[largest] > 0].tolist()):
        labels[np.flatnonzero((cut == group) & (near < 0))] = number + place
    return labels


def kept_k_means(table: Table, start: Labels, given: Lessons) -> Labels | None:
    """Improve a partition by k-means, each step of which keeps all that was decided.

    Parameters
    ----------
    table
        Shape (m, d).
    start
        Shape (m,): groups from 0, none of them empty; group i is that of theme i.

    Returns
    -------
    int array of shape (m,), or None where so many groups cannot keep what was decided
    """
    number = int(start.max()) + 1
    labels = _assigned(np.eye(number)[start], given)
    if labels is None or not np.bincount(labels, minlength=number).all():
        return None
    for _ in range(_ITERATIONS):
        means = partition.group_means(table, labels, number)
        moved = _assigned(table @ means.T - 0.5 * np.einsum("ij,ij->i", means, means), given)
        if moved is None or not np.bincount(moved, minlength=number).all() or np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _assigned(closeness: NDArray[np.floating], given: Lessons) -> Labels | None:
    """Give each text its best group among those that decisions leave it; None where they leave none.

    What authors said of texts that nobody decided on comes last, and bars nothing.
    """
    whole = np.zeros(closeness.shape, dtype=np.float64)
    np.add.at(whole, given.blocks, closeness)
    labels = whole.argmax(axis=1)
    labels[given.themes >= 0] = given.themes[given.themes >= 0]
    barred = _barred(given)
    done = {block for block in barred if given.themes[block] >= 0}
    # Those that most others must keep away from choose first.
    for block in sorted(barred.keys() - done, key=lambda block: (-len(barred[block]), block)):
        taken = {int(labels[other]) for other in barred[block] & done}
        free = [group for group in range(closeness.shape[1]) if group not in taken]
        if not free:
            return None
        labels[block] = max(free, key=lambda group: (whole[block, group], -group))
        done.add(block)
    return given.told.tipped(np.asarray(labels[given.blocks]), closeness)


def _barred(given: Lessons) -> dict[int, set[int]]:
    """For each block that must stand apart from others: which."""
    barred: dict[int, set[int]] = {}
    for a, b in given.apart.tolist():
        barred.setdefault(a, set()).add(b)
        barred.setdefault(b, set()).add(a)
    return barred
