"""Further groups of a text: its parts are encoded while a run works, compared with its groups, and forgotten.

Vectors of parts are not kept: those of all the sentences of a consultation would be twice those of its texts,
and none would be left to erase with a text. So nothing here is replayed: the result's hash does not cover it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from proposals.encoder import Encoder
from synthesis.clustering import Grouping
from synthesis.clustering.also_in import also_in
from synthesis.clustering.parts import Part, parts
from synthesis.corpus import BATCH, Corpus, Vectors, encoder_set
from synthesis.models import AlsoIn, Cluster, Placement

LONG_ENOUGH = 60  # characters from which a text may hold several ideas
MOST_OF_A_TEXT = 12  # parts that are looked at, from its beginning
MOST = 20_000  # parts of a run: about a minute of one core

Progress = Callable[[float], None]


class FurtherPlace(NamedTuple):
    """A part of a text, by its place in the corpus, and the number of the group that it sits well in."""

    order: int
    part: Part
    group: int
    fit: float


class FurtherPlaces(NamedTuple):
    """What was found, and in how many parts."""

    parts_read: int
    found: list[FurtherPlace]


def also_spoken_of(corpus: Corpus, grouping: Grouping, progress: Progress) -> FurtherPlaces | None:
    """Look for the further groups of each text by its parts; None without a sentence encoder. No query."""
    encoder = encoder_set()
    if encoder is None or corpus.vectors is None:
        return None
    chosen = list(_chosen(corpus))
    if not chosen:
        return FurtherPlaces(0, [])
    owners = [order for order, _, _ in chosen]
    vectors = _encoded([words for _, _, words in chosen], encoder, progress)
    told = also_in(
        corpus.texts,
        corpus.vectors,
        grouping.labels,
        grouping.nearest,
        owners,
        vectors,
        languages=corpus.languages,
    )
    found = [FurtherPlace(chosen[one.part][0], chosen[one.part][1], one.group, one.fit) for one in told]
    return FurtherPlaces(len(chosen), found)


def _chosen(corpus: Corpus) -> Iterator[tuple[int, Part, str]]:
    """Parts of the texts that have several: the place of the text, the span in what was written, its words.

    Titles are no parts. Beyond `MOST`, texts are left out by their fingerprints: nobody chooses which.
    """
    texts = [text[begins:] for text, begins in zip(corpus.texts, corpus.begins, strict=True)]
    left = MOST
    ranked = sorted(range(len(texts)), key=lambda order: hashlib.sha256(corpus.fingerprints[order].encode()).digest())
    taken: list[tuple[int, list[Part]]] = []
    for order in ranked:
        if left < 2:
            break
        if len(texts[order]) < LONG_ENOUGH:
            continue
        found = parts(texts[order])[:MOST_OF_A_TEXT]
        if 2 <= len(found) <= left:
            left -= len(found)
            taken.append((order, found))
    for order, found in sorted(taken):
        for part in found:
            yield order, part, texts[order][part.start : part.end]


def _encoded(words: Sequence[str], encoder: Encoder, progress: Progress) -> Vectors:
    rows = []
    for start in range(0, len(words), BATCH):
        progress(start / len(words))
        rows.append(encoder.encode(words[start : start + BATCH]))
    return np.vstack(rows)


def write_further_places(
    also: FurtherPlaces | None, placements: Sequence[Placement], clusters: Sequence[Cluster]
) -> None:
    """Keep what was found, with the placements of the run in the order of its corpus. One query for 500."""
    rows = [
        AlsoIn(
            placement=placements[one.order],
            cluster=clusters[one.group],
            start=one.part.start,
            end=one.part.end,
            fit=one.fit,
        )
        for one in (also.found if also else ())
    ]
    AlsoIn.objects.bulk_create(rows, batch_size=500)
