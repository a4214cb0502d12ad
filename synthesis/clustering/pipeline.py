"""The grouping of ideas: texts and vectors in, groups and their explanation out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering import graph, others, partition, placing
from synthesis.clustering.corpus import Corpus, canonical
from synthesis.clustering.features import (
    Features,
    Lexicon,
    Table,
    components,
    features,
    reduced,
    unit_rows,
    word_weight,
)
from synthesis.clustering.lessons import Lessons, lessons
from synthesis.clustering.parameters import Parameters
from synthesis.clustering.provenance import one_thread
from synthesis.clustering.result import Grouping, explained
from synthesis.clustering.stability import stability
from synthesis.clustering.stages import Clock, Ground, Known, Partition, Progress
from synthesis.clustering.teaching import taught
from synthesis.clustering.tokens import Surface, surfaces
from synthesis.clustering.vocabulary import Vocabulary

_ROWS = 10_000  # looked at at once


def group(
    texts: Sequence[str],
    vectors: NDArray[np.floating] | None,
    *,
    languages: Sequence[str] | str = "fr",
    parameters: Parameters = Parameters(),  # noqa: B008  frozen
    previous: Sequence[int] | None = None,
    pinned: Sequence[int] | None = None,
    together: Sequence[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
    close: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
    progress: Progress | None = None,
    resamples: int = 0,
    workers: int | None = None,
) -> Grouping:
    """Group n texts by what they say.

    Sentence vectors and words are smoothed over the graph of nearest neighbours, and k-means
    started from Ward's tree partitions them (ADR 0022). The result does not depend on the order of
    the texts, nor on how many copies of a text there are (`corpus.canonical`); one BLAS thread is used throughout.

    Parameters
    ----------
    texts
        n texts, any of which may be empty or alike.
    vectors
        Sentence vectors of shape (n, d), zeros where a text has none; None to go by words alone.
    languages
        Language of each text, or of all.
    previous
        Group of each text in an earlier run, -1 where it had none: the run starts from the means
        of those groups, if it may keep their number. Give `nearest` of that run rather than
        `labels`: on the same texts it gives the same groups again.
    pinned
        Theme in which a person placed each text, from 0; -1 where nobody did. Texts of one theme
        are the examples of one group, and always end there.
    together, apart
        Pairs of places that a person said to be the same, and not to be: always in one group, and
        never in one.
    close, different
        Pairs of places of which the author of the first said that it is close to the second, or another idea. It
        tips the balance for the first where nobody decided on it (`hints`), and moves no other text.
    progress
        Called with the name of each stage as it begins, and the share of the work done, in [0, 1].
    resamples, workers
        How often groups are made anew from 80 % of the texts to tell their `stability`, and in how
        many processes. They change no group. Thirty cost about four times the grouping itself.

    Raises
    ------
    ValueError
        When the arguments do not agree in length, vectors are not finite, more groups are asked
        for than there are distinct texts to group, or what people decided cannot all be kept: then
        the sentence names the places.
    """
    spoken = [languages] * len(texts) if isinstance(languages, str) else list(languages)
    _check(texts, spoken, vectors, previous)
    clock = Clock(progress)
    with one_thread():
        clock.begin("features", 0.0)
        corpus = canonical(texts, spoken, vectors, previous, by_words=parameters.copies_by_words)
        decided = lessons(pinned, together, apart, corpus.row, len(corpus.texts), close, different)
        beyond = parameters.learnt_on_landmarks and len(corpus.texts) > parameters.landmarks
        # Texts of which a person decided something are learnt from, wherever they stand.
        inner = np.flatnonzero((np.arange(len(corpus.texts)) < parameters.landmarks) | decided.held | (not beyond))
        here = corpus.part(inner) if beyond else corpus
        written = [surfaces(*pair) for pair in zip(here.texts, here.languages, strict=True)]
        learnt = _features(here, written, parameters)
        table, decided = learnt.table, decided.of(inner)
        known = np.flatnonzero(table.any(axis=1) | decided.held)
        decided = decided.of(known)
        table = table[known]
        wanted = parameters.groups
        if wanted is not None and wanted > max(len(known), 1):
            raise ValueError(
                f"{wanted} groups were asked for, and there are only {len(known)} distinct texts to group."
            )
        clock.begin("groups", 0.3)
        found = _partition(table, here.previous[known], decided, parameters, beyond=beyond)
        groups = int(found.labels.max(initial=-1)) + 1
        means = unit_rows(partition.group_means(table, found.labels, groups))
        placed = _placed(inner[known], table, means, found, parameters)
        if groups and len(inner) < len(corpus.texts):
            ground = _learnt(learnt, found, means, parameters)
            placed = _with_others(corpus, inner, placed, ground, found, parameters, clock)
        held = np.isin(placed.rows, inner[known[decided.placed]])
        placed.placed[held] = placed.labels[held]
        firm = np.zeros(groups)
        if resamples:
            clock.begin("stability", 0.5)
            marks = np.arange(min(len(known), parameters.landmarks))
            firm = stability(
                table[marks], found.labels[marks], parameters, groups=groups, resamples=resamples, workers=workers
            )
        clock.begin("explanation", 0.9)
        grouping = explained(corpus, written, inner, placed, means, found, firm, clock)
    if progress:
        progress("done", 1.0)
    return grouping


def _check(
    texts: Sequence[str],
    languages: Sequence[str],
    vectors: NDArray[np.floating] | None,
    previous: Sequence[int] | None,
) -> None:
    for name, given in (("languages", languages), ("vectors", vectors), ("previous", previous)):
        if given is not None and len(given) != len(texts):
            raise ValueError(f"There are {len(texts)} texts and {len(given)} {name}.")
    if vectors is not None and (vectors.ndim != 2 or not _finite(vectors)):
        raise ValueError("Vectors must be rows of finite numbers, one for each text.")


def _finite(vectors: NDArray[np.floating]) -> bool:
    """Look at a block after the other, since the answer for all takes half as much memory as they."""
    return all(bool(np.isfinite(vectors[start : start + _ROWS]).all()) for start in range(0, len(vectors), _ROWS))


def _features(corpus: Corpus, written: Sequence[Sequence[Surface]], parameters: Parameters) -> Features:
    if not corpus.texts:
        return Features(np.zeros((0, 1), dtype=np.float32), Lexicon([], np.zeros(0), None), None)
    terms = [[surface.term for surface in found] for found in written]
    vectors = corpus.vectors_of(np.arange(len(corpus.texts)))
    return features(terms, corpus.languages, vectors, parameters)


def _partition(
    table: Table, previous: NDArray[np.intp], decided: Lessons, parameters: Parameters, *, beyond: bool
) -> Partition:
    """Group m known texts: the first ones, up to the number of landmarks, then the others.

    Where texts `beyond` these follow, it is also told how they are placed.
    """
    count = min(len(table), parameters.landmarks)
    if not count:
        none = np.zeros((0, 1), dtype=np.float32)
        nobody = graph.Neighbours(none.astype(np.intp), none)
        return Partition(np.zeros(0, dtype=np.intp), nobody, np.zeros(0), 0.0, partition.offered({1: 0}, 1, 1))
    narrow = None
    if len(table) > count or beyond:
        if beyond and table.shape[1] > parameters.reduced_dimensions:
            narrow = components(table[:count], parameters.reduced_dimensions)
        table = unit_rows(reduced(table, parameters.reduced_dimensions, count))
    marks, rest = table[:count], table[count:]
    near = graph.nearest(marks, marks, graph.neighbours_of(count, parameters.neighbours), own=True)
    joined = graph.symmetric(graph.weights(near, count))
    rounds = graph.smoothing_rounds(marks, joined, parameters.smoothing_rounds, parameters.own_share)
    far = graph.nearest(rest, marks, near.places.shape[1], own=False)
    passes = graph.weights(far, count)
    for around in rounds[:-1]:
        rest = graph.smoothed(rest, passes, parameters.own_share, around)
    smooth = reduced(np.vstack([rounds[-1], unit_rows(rest)]), parameters.reduced_dimensions, count)
    around_all = graph.Neighbours(np.vstack([near.places, far.places]), np.vstack([near.cosines, far.cosines]))
    if decided.held.any():
        lesson = taught(table, smooth, joined, decided, previous[:count], parameters)
        labels, space = lesson.labels, lesson.space(table, smooth)
        means = partition.group_means(space, labels, int(labels.max()) + 1)
        return Partition(
            labels,
            around_all,
            placing.by_chance(marks, labels[:count]),
            graph.modularity(joined, labels[:count]),
            lesson.offered,
            Ground(narrow, marks, rounds, lesson.space, means),
        )
    curve = partition.curve(smooth[:count], joined, parameters.most_groups, parameters.groups)
    offered = partition.offered(curve.modularity, parameters.modularity_share, parameters.fine_share)
    earlier = previous[:count]
    numbers = len(np.unique(earlier[earlier >= 0]))
    if numbers and parameters.groups in (None, numbers):
        start = partition.from_previous(smooth[:count], earlier)
        labels = partition.k_means(smooth[:count], start)
    else:
        numbers = parameters.groups or offered[parameters.level]
        labels = curve.labels[numbers]
    means = partition.group_means(smooth[:count], labels, numbers)
    return Partition(
        np.concatenate([labels, partition.closest(smooth[count:], means)]),
        around_all,
        placing.by_chance(marks, labels),
        graph.modularity(joined, labels),
        offered,
        Ground(narrow, marks, rounds, lambda _before, after: after, means),
    )


def _placed(rows: NDArray[np.intp], table: Table, means: Table, found: Partition, parameters: Parameters) -> Known:
    """Say how well m texts fit, and which belong nowhere."""
    fit = np.clip(np.einsum("ij,ij->i", table, means[found.labels], dtype=np.float64), 0, 1)
    if parameters.unplaced_share is None:
        placed = placing.by_fit(table, fit, found.near, found.labels, found.chance)
    else:
        placed = placing.by_share(fit, found.labels, parameters.unplaced_share)
    return Known(rows, found.labels, fit, placed, found.near.cosines, table)


def _learnt(learnt: Features, found: Partition, means: Table, parameters: Parameters) -> others.Learnt:
    """Gather what the landmarks taught."""
    assert found.ground is not None
    ground = found.ground
    heard, own = others.heard(ground.rounds, parameters.own_share)
    return others.Learnt(
        vocabulary=Vocabulary(learnt.lexicon),
        centres=learnt.centres,
        weight=np.float32(1) if learnt.centres is None else word_weight(learnt.centres, parameters),
        narrow=ground.narrow,
        marks=ground.marks,
        heard=heard,
        own=own,
        neighbours=found.near.places.shape[1],
        space=ground.space,
        means=ground.means,
        groups=found.labels[: len(ground.marks)],
        typical=means,
    )


def _with_others(
    corpus: Corpus,
    inner: NDArray[np.intp],
    here: Known,
    learnt: others.Learnt,
    partitioned: Partition,
    parameters: Parameters,
    clock: Clock,
) -> Known:
    """Place the texts beyond `inner`, and judge all together which belong nowhere."""
    beyond = np.setdiff1d(np.arange(len(corpus.texts)), inner)
    found = others.placed(
        [corpus.texts[row] for row in beyond.tolist()],
        [corpus.languages[row] for row in beyond.tolist()],
        lambda start, end: corpus.vectors_of(beyond[start:end]),
        learnt,
        lambda share: clock.tell(0.4 + 0.1 * share),
    )
    near = here.cosines[:, : placing.AMONG]
    narrow = others.narrowed(here.table, learnt)
    rows = np.concatenate([here.rows, beyond[found.known]])
    order = np.argsort(rows)
    labels = np.concatenate([here.labels, found.labels[found.known]])[order]
    fit = np.concatenate([here.fit, found.fit[found.known]])[order]
    cosines = np.concatenate([near, found.cosines[found.known]])[order]
    if parameters.unplaced_share is not None:
        placed = placing.by_share(fit, labels, parameters.unplaced_share)
    else:
        placed = labels.copy()
        if len(partitioned.chance):
            strayed = placing.strayed(here.table, partitioned.near.places, here.labels)
            elsewhere = np.concatenate([strayed, found.strayed[found.known]])[order]
            nowhere = elsewhere | placing.alone(cosines, partitioned.chance)
            placed[nowhere & ~placing.kept(fit, labels)] = -1
    table = np.empty((len(rows), narrow.shape[1]), dtype=np.float16)
    place = np.argsort(order)
    table[place[: len(narrow)]] = narrow
    table[place[len(narrow) :]] = found.table if found.known.all() else found.table[found.known]
    return Known(rows[order], labels, fit, placed, cosines, table)
