"""What is done in the background for proposals."""

from collections.abc import Callable, Sequence
from itertools import batched

from django.conf import settings
from django.tasks import task

from proposals.encoder import BATCH, load_encoder
from proposals.encoding import encoded
from proposals.models import Vector, Version
from proposals.vectors import store_vectors

_SHARED = 8  # batches looked up at once, for each process that encodes


@task()
def encode_version(version_id: int) -> None:
    """Store the sentence vector of one version, once; an erased text gets none."""
    keep_vectors([version_id])


@task()
def encode_versions(version_ids: list[int]) -> None:
    """The same for some hundreds of versions: what an import leaves to the worker."""
    keep_vectors(version_ids)


def keep_vectors(version_ids: Sequence[int], progress: Callable[[int], object] = lambda done: None) -> int:
    """Encode the versions that have no vector of the encoder that is set; how many. At most four queries a batch."""
    encoder = load_encoder(settings.CONSULT_ENCODER)
    if encoder is None:
        return 0
    kept, processes = 0, settings.CONSULT_ENCODER_PROCESSES
    for batch in batched(version_ids, BATCH if processes == 1 else _SHARED * BATCH * processes):
        known = Vector.objects.filter(encoder=encoder.name, version__in=batch).values("version")
        lacking = list(Version.objects.filter(pk__in=batch, blanked_at__isnull=True).exclude(pk__in=known))
        for rows, vectors in encoded([version_text(version) for version in lacking], encoder, processes=processes):
            found = dict(zip((version.pk for version in lacking[rows]), vectors, strict=True))
            kept += store_vectors(found, encoder.name)
            progress(len(found))
        progress(len(batch) - len(lacking))
    return kept


def version_text(version: Version) -> str:
    """What is encoded and grouped: the title, unless it was derived from the text, and the text."""
    return version.text if version.title_derived else f"{version.title}\n{version.text}"
