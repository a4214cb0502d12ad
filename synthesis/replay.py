"""Doing a run again from what it read, to see whether it says the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from proposals.encoder import STORED_DTYPE
from proposals.models import Version
from proposals.models.version import fingerprint
from synthesis.clustering import Parameters, compare, group
from synthesis.corpus import Vectors, corpus_of, stacked, stored_vectors, vector_hash
from synthesis.given import for_grouping
from synthesis.models import GroupingRun, Placement
from synthesis.provenance import recorded, same_code, same_machine
from synthesis.tasks import previous_groups


class Replay(NamedTuple):
    """What became of a run's texts, and what the same computation says today.

    ``altered`` are the texts that no longer match their fingerprint, ``vectors_changed`` those whose sentence
    vector is not the one read, ``erased`` those whose words are gone; each by reference. ``agreement`` is the
    adjusted Rand index of both results, on the texts that are left.
    """

    run: GroupingRun
    altered: list[str]
    vectors_changed: list[str]
    erased: list[str]
    same_corpus: bool
    same_machine: bool
    same_code: bool
    result_hash: str
    agreement: float

    @property
    def same_result(self) -> bool:
        return self.result_hash == self.run.result_hash

    @property
    def tampered(self) -> bool:
        """Whether something that never changes did."""
        return bool(self.altered or self.vectors_changed or not self.same_corpus)

    @property
    def unexplained(self) -> bool:
        """Whether the result differs, and neither an erased text nor another machine or code says why."""
        return not self.same_result and self.same_machine and self.same_code and not self.erased


def replay(run: GroupingRun) -> Replay:
    """Group the stored texts and vectors of a finished run again, with all that it was given. Three or four queries."""
    placements = list(
        Placement.objects.filter(run=run).select_related("version__proposal", "cluster").order_by("order")
    )
    versions = [placement.version for placement in placements]
    stored = stored_vectors(versions, run.encoder) if run.encoder else {}
    left = [row for row, version in enumerate(versions) if version.blanked_at is None]
    corpus = corpus_of([versions[row] for row in left], _table(stored, [versions[row] for row in left]), run.encoder)
    found = group(
        corpus.texts,
        corpus.vectors,
        languages=corpus.languages,
        parameters=Parameters.from_dict(run.parameters),
        previous=previous_groups(run, corpus.proposals),
        **for_grouping(run.decisions, corpus.references),
    )
    clusters = [placements[row].cluster for row in left]
    before = [-1 if cluster is None else cluster.number for cluster in clusters]
    return Replay(
        run=run,
        altered=[version.proposal.reference for version in versions if not _matches(version)],
        vectors_changed=_changed(placements, left, corpus.vectors),
        erased=[version.proposal.reference for version in versions if version.blanked_at is not None],
        same_corpus=corpus_of(versions, None, "").hash == run.corpus_hash,
        same_machine=same_machine(run.environment, recorded()),
        same_code=same_code(run.environment),
        result_hash=found.result_hash,
        agreement=compare(before, found.labels),
    )


def _table(stored: Mapping[int, bytes], versions: Sequence[Version]) -> Vectors | None:
    """Stored vectors in order, of their commonest length, so that no encoder need be there."""
    if not stored:
        return None
    length = Counter(map(len, stored.values())).most_common(1)[0][0]
    whole = {version: values for version, values in stored.items() if len(values) == length}
    return stacked(whole, versions, length // STORED_DTYPE.itemsize)


def _changed(placements: Sequence[Placement], left: Sequence[int], vectors: Vectors | None) -> list[str]:
    """References of the texts whose vector is not the one that the run read."""
    read = [placements[row].vector_hash for row in left]
    now = [_hash(vectors, place) for place in range(len(left))]
    return [
        placements[row].version.proposal.reference
        for row, then, today in zip(left, read, now, strict=True)
        if then != today
    ]


def _hash(vectors: NDArray[np.float16] | None, place: int) -> str:
    return "" if vectors is None else vector_hash(vectors[place])


def _matches(version: Version) -> bool:
    """Whether a text is still the one that its fingerprint seals; of an erased one nothing can be said."""
    return version.blanked_at is not None or version.fingerprint == fingerprint(
        reference=version.proposal.reference,
        number=version.number,
        title=version.title,
        text=version.text,
        language=version.proposal.language,
        created_at=version.created_at,
    )
