"""What is done in the background for proposals."""

from collections.abc import Callable, Sequence
from itertools import batched

from django.conf import settings
from django.tasks import task

from proposals.encoder import BATCH, load_encoder
from proposals.models import Vector, Version
from proposals.vectors import store_vectors


@task()
def encode_version(version_id: int) -> None:
    """Store the sentence vector of one version, once; an erased text gets none."""
    keep_vectors([version_id])


@task()
def encode_versions(version_ids: list[int]) -> None:
    """The same for some hundreds of versions: what an import leaves to the worker."""
    keep_vectors(version_ids)


def keep_vectors(version_ids: Sequence[int], progress: Callable[[int], object] = lambda done: None) -> int:
    """Encode the versions that have no vector of the encoder that is set; how many. Four queries a batch."""
    encoder = load_encoder(settings.CONSULT_ENCODER)
    if encoder is None:
        return 0
    kept = 0
    for batch in batched(version_ids, BATCH):
        encoded = Vector.objects.filter(encoder=encoder.name, version__in=batch).values("version")
        lacking = list(Version.objects.filter(pk__in=batch, blanked_at__isnull=True).exclude(pk__in=encoded))
        vectors = encoder.encode([version_text(version) for version in lacking])
        kept += store_vectors(dict(zip((version.pk for version in lacking), vectors, strict=True)), encoder.name)
        progress(len(batch))
    return kept


def version_text(version: Version) -> str:
    """What is encoded and grouped: the title, unless it was derived from the text, and the text."""
    return version.text if version.title_derived else f"{version.title}\n{version.text}"
