"""Real answers, their vectors, and planted groups."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from proposals.encoder import load_encoder

MOBILITY = Path(__file__).parents[3] / "demo" / "data" / "mobilite-3000.csv"


class Answers(NamedTuple):
    texts: list[str]
    vectors: NDArray[np.float16]


@pytest.fixture(scope="session")
def answers() -> Answers:
    """The first 240 real answers about mobility, and their sentence vectors."""
    with MOBILITY.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:240]
    encoder = load_encoder("use")
    assert encoder is not None
    vectors = encoder.encode(texts)
    vectors.setflags(write=False)
    return Answers(texts, vectors)


SUBJECTS = {
    "vélo": ["pistes cyclables", "vélo électrique", "garage à vélos", "casque de cycliste"],
    "train": ["gares rurales", "billets de train", "trains de nuit", "quais de gare"],
    "école": ["cantine scolaire", "classes de primaire", "maîtres d'école", "élèves et devoirs"],
}


@pytest.fixture
def planted() -> tuple[list[str], list[int]]:
    """Three subjects that share no word, twelve texts each, and the subject of each text."""
    verbs = ("améliorer", "payer", "ouvrir")
    texts = [f"{verb} {thing} {subject}" for subject, things in SUBJECTS.items() for thing in things for verb in verbs]
    return texts, [place // 12 for place in range(36)]
