"""An editor, a consultation with something to group, and an encoder that costs nothing."""

import hashlib

import numpy as np
import pytest

from synthesis import actions
from tests import factories
from tests.synthesis.texts import ALL


class WordEncoder:
    """Stands for the sentence encoder: each word has its direction, drawn from its own hash."""

    name = "words-1"
    dimensions = 16
    may_encode = True

    def encode(self, texts):
        assert self.may_encode, "nothing was to be encoded here"
        return np.array([self.vector(text) for text in texts], dtype=np.float16)

    def vector(self, text):
        digests = [hashlib.sha256(word.encode()).digest()[:16] for word in text.lower().split()]
        total = np.sum([np.frombuffer(digest, dtype=np.int8) for digest in digests], axis=0, dtype=np.float64)
        return total / np.linalg.norm(total)


@pytest.fixture
def editor(db):
    return factories.staff("redaction@example.org", "Rédaction", ["synthesis.group_groupingrun"])


@pytest.fixture
def encoder(monkeypatch):
    encoder = WordEncoder()
    monkeypatch.setattr("synthesis.corpus.load_encoder", lambda name: encoder)
    return encoder


@pytest.fixture
def proposals(consultation):
    """Twenty-four published proposals on four subjects, of one author."""
    author = factories.CitizenFactory()
    return [
        factories.ProposalFactory(consultation=consultation, author=author, title=text[:40], text=text) for text in ALL
    ]


@pytest.fixture
def run(consultation, proposals, editor):
    """A grouping in four groups, done: tasks run at once under test."""
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    return run


@pytest.fixture
def cluster(run):
    return run.clusters.order_by("number").first()


@pytest.fixture
def theme(cluster, editor):
    return actions.adopt_theme(cluster=cluster, name="Circuler à vélo", by=editor)
