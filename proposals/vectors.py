"""Keeping sentence vectors: the one door by which they are stored."""

from collections.abc import Mapping

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from proposals.encoder import to_bytes
from proposals.models import Vector, Version


@transaction.atomic
def store_vectors(vectors: Mapping[int, NDArray[np.float16]], encoder: str) -> int:
    """Keep vectors, by version, but of the texts that were erased while they were encoded; how many. Two queries.

    The first one stored stands.
    """
    # The rows are held so that an erasure waits; "no key": a position on them need not wait.
    rows = Version.objects.select_for_update(no_key=True).filter(pk__in=list(vectors), blanked_at__isnull=True)
    readable = list(rows.order_by("pk").values_list("pk", flat=True))
    Vector.objects.bulk_create(
        [Vector(version_id=pk, encoder=encoder, values=to_bytes(vectors[pk])) for pk in readable],
        ignore_conflicts=True,
    )
    return len(readable)
