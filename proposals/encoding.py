"""Many texts encoded in batches, which processes may share: pure functions over arrays.

The batches are the same for any number of processes, and each is encoded on one thread, so that the vectors are
the same to the last bit.
"""

from collections.abc import Iterator, Sequence
from itertools import batched

import numpy as np
from numpy.typing import NDArray

from proposals.encoder import BATCH, Encoder

FEW = 4  # batches that one process encodes sooner than others begin


def encoded(
    texts: Sequence[str], encoder: Encoder, *, processes: int = 1, batch: int = BATCH
) -> Iterator[tuple[slice, NDArray[np.float16]]]:
    """Encode n texts; each batch is given as soon as it is there, in any order.

    Whoever stores what comes loses no more, when a process is killed, than the batches at work.

    Parameters
    ----------
    processes
        That share the batches, through joblib; each reads the model once. Where 1 is given, or there are few
        batches, it is this one alone, unless the caller stands in `joblib.parallel_config`, which may name Dask.

    Yields
    ------
    slice, float16 array of shape (batch, d)
        Which of the texts, and their vectors.
    """
    from joblib import Parallel, delayed

    shared = processes if len(texts) > FEW * batch else 1
    # Few at a time: what is encoded ahead of being stored would be lost.
    work = Parallel(
        n_jobs=None if shared == 1 else shared,
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch="2*n_jobs",
    )
    yield from work(
        delayed(_encoded)(encoder, start * batch, list(part)) for start, part in enumerate(batched(texts, batch))
    )


def _encoded(encoder: Encoder, start: int, texts: Sequence[str]) -> tuple[slice, NDArray[np.float16]]:
    """Encode one batch, in any process."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return slice(start, start + len(texts)), encoder.encode(texts)
