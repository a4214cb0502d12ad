"""The corpus: the frozen, ordered list of proposal versions that a run reads, with its hash."""

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from numpy.typing import NDArray

from consult.models import ConsultationPage
from proposals.encoder import Encoder, from_bytes, load_encoder, to_bytes
from proposals.encoding import encoded
from proposals.models import Proposal, ProposalQuerySet, Vector, Version
from proposals.tasks import version_text
from proposals.vectors import store_vectors
from synthesis.clustering import corpus_hash

Progress = Callable[[str, float], None]
Vectors = NDArray[np.float16]
FEW = 500  # versions that are named one by one in a query
BATCH = 256  # texts encoded and stored at once: half a second of work


class Corpus(NamedTuple):
    """n texts as they stood, in the order of their numbers; what a run reads and nothing else.

    ``begins`` tells where, after its title, what a participant wrote begins in each text.
    ``vectors`` has shape (n, d), or is None where no encoder is set; ``encoder`` is then empty.
    """

    versions: list[int]
    proposals: list[int]
    references: list[str]
    fingerprints: list[str]
    texts: list[str]
    begins: list[int]
    languages: list[str]
    vectors: Vectors | None
    encoder: str
    hash: str


def freeze(consultation: ConsultationPage, *, progress: Progress | None = None) -> Corpus:
    """The current versions of the proposals that groupings hold: without what waits or is withheld, erased, off-topic.

    A vector that is missing is encoded and stored, and then read like the others: a run is replayed from
    stored vectors. Three queries when all are known, and two for each batch that is not.
    """
    versions = readable_versions(consultation)
    encoder = encoder_set()
    vectors = None
    if encoder is not None:
        encode_missing(versions, encoder, progress=progress)
        vectors = stacked(stored_vectors(versions, encoder.name), versions, encoder.dimensions)
    return corpus_of(versions, vectors, encoder.name if encoder else "")


def encoder_set() -> Encoder | None:
    """The encoder that the settings name, None for none. No query."""
    return load_encoder(settings.CONSULT_ENCODER)


def corpus_of(versions: Sequence[Version], vectors: Vectors | None, encoder: str) -> Corpus:
    """The corpus of given versions, which come with their proposal. No query."""
    references = [version.proposal.reference for version in versions]
    fingerprints = [version.fingerprint for version in versions]
    return Corpus(
        versions=[version.pk for version in versions],
        proposals=[version.proposal_id for version in versions],
        references=references,
        fingerprints=fingerprints,
        texts=[version_text(version) for version in versions],
        begins=[len(version_text(version)) - len(version.text) for version in versions],
        languages=[version.proposal.language for version in versions],
        vectors=vectors,
        encoder=encoder,
        hash=corpus_hash(list(zip(references, fingerprints, strict=True))),
    )


def readable_versions(consultation: ConsultationPage) -> list[Version]:
    """Current versions of listed proposals, by number, but of suspended accounts. One query."""
    listed = in_the_maths(Proposal.objects.grouped()).filter(consultation=consultation)
    return list(
        Version.objects.filter(pk__in=listed.values("current"), blanked_at__isnull=True)
        .select_related("proposal")
        .order_by("proposal__number")
    )


def readable_count(consultation: ConsultationPage) -> int:
    """How many texts a run would read now. One query."""
    listed = in_the_maths(Proposal.objects.grouped())
    return listed.filter(consultation=consultation, current__blanked_at__isnull=True).count()


def in_the_maths(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Without those of suspended accounts: they stay where people read, and no grouping reads them."""
    return proposals.exclude(author__is_active=False, author__email__isnull=False)


def encode_missing(versions: Sequence[Version], encoder: Encoder, *, progress: Progress | None = None) -> int:
    """Store the vectors that are missing, in batches, each as soon as it is encoded; returns how many were."""
    known = set(_vectors_of(versions, encoder.name).values_list("version_id", flat=True))
    missing = [version for version in versions if version.pk not in known]
    texts, done = [version_text(version) for version in missing], 0
    if progress and missing:
        progress("vectors", 0.0)
    for rows, vectors in encoded(texts, encoder, processes=settings.CONSULT_ENCODER_PROCESSES, batch=BATCH):
        store_vectors(dict(zip((version.pk for version in missing[rows]), vectors, strict=True)), encoder.name)
        done += len(vectors)
        if progress and done < len(missing):
            progress("vectors", done / len(missing))
    return len(missing)


def stored_vectors(versions: Sequence[Version], encoder: str) -> dict[int, bytes]:
    """Stored vectors by version, as bytes. One query."""
    rows = _vectors_of(versions, encoder).values_list("version_id", "values")
    return {version: bytes(values) for version, values in rows}


def _vectors_of(versions: Sequence[Version], encoder: str) -> QuerySet[Vector]:
    """Vectors of versions of one consultation: many by a join, since a list of 20,000 numbers makes no query."""
    if len(versions) <= FEW:
        return Vector.objects.filter(encoder=encoder, version__in=[version.pk for version in versions])
    consultation = versions[0].proposal.consultation_id
    return Vector.objects.filter(encoder=encoder, version__proposal__consultation=consultation)


def stacked(stored: dict[int, bytes], versions: Sequence[Version], dimensions: int) -> Vectors:
    """Vectors in the order of versions, shape (n, dimensions); zeros where there is none."""
    table = np.zeros((len(versions), dimensions), dtype=np.float16)
    for row, version in enumerate(versions):
        if version.pk in stored:
            table[row] = from_bytes(stored[version.pk], dimensions)
    return table


def vector_hash(vector: NDArray[np.floating]) -> str:
    """SHA-256 of a vector as it is stored, 64 hexadecimal digits."""
    return hashlib.sha256(to_bytes(vector)).hexdigest()
