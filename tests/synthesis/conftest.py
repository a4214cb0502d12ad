"""An editor, a consultation with something to group, and an encoder that costs nothing."""

import hashlib

import numpy as np
import pytest

from proposals.models import Proposal, Version
from proposals.models.version import fingerprint
from synthesis import actions
from tests import factories
from tests.synthesis.folds import REWORDED, written
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
    """Twenty-four published proposals on four subjects, of one author; written at once, so not indexed for search."""
    author = factories.CitizenFactory()
    rows = Proposal.objects.bulk_create(
        Proposal(
            consultation=consultation, author=author, number=number, state="published", language="fr",
            created_at=factories.EARLY, published_at=factories.EARLY, first_public_version=1,
        )
        for number in range(1, len(ALL) + 1)
    )  # fmt: skip
    versions = Version.objects.bulk_create(
        Version(
            proposal=row, number=1, title=text[:40], text=text, created_at=factories.EARLY,
            fingerprint=fingerprint(
                reference=row.reference, number=1, title=text[:40], text=text, language="fr",
                created_at=factories.EARLY,
            ),
        )
        for row, text in zip(rows, ALL, strict=True)
    )  # fmt: skip
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"])
    return rows


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


@pytest.fixture
def desk(client, editor):
    """A browser in which the editor is signed in."""
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def reworded(consultation, proposals):
    """The first text again, in other words."""
    return written(consultation, REWORDED)
