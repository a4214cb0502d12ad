"""What tests of suggestions need: a comparer in the same process, and an encoder that knows a few meanings."""

import numpy as np

from proposals.similar.comparing import Comparer

MEANINGS = [
    {"train", "trains", "rame", "rames", "ferroviaire", "gare"},
    {"velo", "velos", "vélo", "vélos", "bicyclette", "pédaler", "cyclable", "cyclables"},
    {"soir", "nuit", "tard", "minuit"},
    {"cantine", "repas", "déjeuner", "bio"},
]


class FewMeanings:
    """An encoder of a few meanings: words of one group are alike, whatever their letters."""

    name = "few-meanings"
    dimensions = len(MEANINGS) + 1

    def __init__(self):
        self.encoded = []

    def encode(self, texts):
        self.encoded += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float16)

    def _vector(self, text):
        said = set(text.lower().replace(".", " ").replace(",", " ").replace("’", " ").split())
        found = np.array([*(float(len(said & meaning)) for meaning in MEANINGS), 0.1])
        return found / np.linalg.norm(found)


def comparer_asked(monkeypatch, encoder=None):
    """Answer in this process what the site asks of the other; gives the comparer."""
    comparer = Comparer(encoder)
    monkeypatch.setattr("proposals.similar.suggesting.ask", comparer.compare)
    monkeypatch.setattr("proposals.similar.gathering.FRESH", 0)
    return comparer
