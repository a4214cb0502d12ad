"""Answering which proposals are near to a typed text: the work of the process that `manage.py serve_similar` runs."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.models import ConsultationPage
from proposals.encoder import Encoder
from proposals.similar.gathering import Gathered, gather
from proposals.similar.index import LONGEST
from proposals.similar.sentences import sentences_of

CANDIDATES = 40  # given for five that are shown: the reader may have refused some, others may be withheld by now
KEPT_CONSULTATIONS = 4  # indexes in memory, about 40 MB for 10,000 proposals; the one asked longest ago makes room
_EXPLAINED = 6  # candidates whose closest sentence is looked for
_ENCODED = 1_200  # characters of sentences encoded for one answer: about 20 ms
_KEPT_SENTENCES = 2_000  # texts whose sentences stay encoded, about 4 kB each


class Candidate(NamedTuple):
    """A proposal that is near: its key, the version compared, the score, and the place of its closest sentence."""

    proposal: int
    version: int
    score: float
    sentence: int | None


class Answer(NamedTuple):
    """The candidates, the nearest first, and whether they were compared by meaning or by words alone."""

    candidates: list[Candidate]
    by_meaning: bool


class Comparer:
    """Indexes of a few consultations and one encoder, for one thread."""

    def __init__(self, encoder: Encoder | None) -> None:
        self.encoder = encoder
        self._gathered: OrderedDict[int, Gathered] = OrderedDict()
        self._sentences: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def compare(self, consultation: int, typed: str) -> Answer:
        """Find what is near to a typed text. A query or two, and those of `Gathered.refresh` when something is new."""
        gathered = self._gathered_of(consultation)
        if gathered is None:
            return Answer([], False)
        self._forget(gathered.refresh())
        text = typed[:LONGEST]
        vector = self.encoder.encode([text])[0].astype(np.float32) if self.encoder else None
        near = gathered.index.nearest(text, vector, CANDIDATES)
        closest = self._closest(gathered, [key for key, _score in near[:_EXPLAINED]], vector)
        found = [Candidate(gathered.proposal_of[key], key, score, closest.get(key)) for key, score in near]
        return Answer(found, vector is not None)

    def refresh(self) -> None:
        """Bring all indexes into step, as when nobody asks: what was erased is forgotten. A query for each."""
        for gathered in self._gathered.values():
            self._forget(gathered.refresh())

    def _forget(self, versions: Iterable[int]) -> None:
        for version in versions:
            self._sentences.pop(version, None)

    def _gathered_of(self, consultation: int) -> Gathered | None:
        """The index of a consultation, begun where it is asked for the first time. One query then."""
        if consultation not in self._gathered:
            page = ConsultationPage.objects.filter(pk=consultation).first()
            if page is None:
                return None
            encoder = self.encoder
            self._gathered[consultation] = gather(
                page, encoder.name if encoder else "", encoder.dimensions if encoder else 0
            )
            if len(self._gathered) > KEPT_CONSULTATIONS:
                _key, oldest = self._gathered.popitem(last=False)
                self._forget(oldest.body_of)
        self._gathered.move_to_end(consultation)
        return self._gathered[consultation]

    def _closest(
        self, gathered: Gathered, versions: list[int], vector: NDArray[np.float32] | None
    ) -> dict[int, int | None]:
        """The place of the closest sentence of the first texts, as far as the time for it reaches."""
        if self.encoder is None or vector is None:
            return {}
        places: dict[int, int | None] = {}
        left = _ENCODED
        for version in versions:
            text = gathered.body_of[version]
            sentences = sentences_of(text)
            if len(sentences) < 2:
                places[version] = 0 if sentences else None
                continue
            if version not in self._sentences:
                left -= len(text)
                if left < 0:
                    continue
                self._sentences[version] = self.encoder.encode(sentences).astype(np.float32)
                if len(self._sentences) > _KEPT_SENTENCES:
                    self._sentences.popitem(last=False)
            places[version] = int(np.argmax(self._sentences[version] @ vector))
        return places
