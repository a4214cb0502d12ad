"""Sentence vectors of what came in: at once with a progress bar, or left to tasks."""

from itertools import batched

from proposals.encoder import BATCH
from proposals.importing.writing import Progress, no_progress
from proposals.models import Import, Version
from proposals.tasks import encode_versions, keep_vectors


def versions_of(record: Import) -> list[int]:
    """Primary keys of the versions that one import brought. One query."""
    return list(Version.objects.filter(proposal__imported_from=record).order_by("pk").values_list("pk", flat=True))


def encode_import(record: Import, *, progress: Progress = no_progress) -> int:
    """Encode one import's texts now, on one core; how many. None where no encoder is set."""
    return keep_vectors(versions_of(record), progress)


def leave_to_tasks(record: Import) -> None:
    """Queue the encoding of one import's texts, some hundreds a task."""
    for chunk in batched(versions_of(record), BATCH):
        encode_versions.enqueue(list(chunk))
