"""What a run is computed with, as far as it can change a last bit."""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import numpy as np


def _load_numerical_libraries() -> None:
    import scipy.linalg  # noqa: F401  its BLAS is not numpy's
    import sklearn.decomposition  # noqa: F401  and its OpenMP


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold every numerical library to one thread, since more threads change the last bits.

    The libraries are loaded first: a limit does not reach one that is loaded after it.
    """
    from threadpoolctl import threadpool_limits

    _load_numerical_libraries()
    with threadpool_limits(1):
        yield


def environment() -> dict[str, Any]:
    """Record the versions of the libraries, the processor kernels they chose, and the machine.

    Returns
    -------
    dict
        Ready for JSON. `blas` has an entry for each numerical library that is loaded, with the
        kernel that it says it runs ("architecture") and its threads outside a run; a run itself
        uses one thread. `simd` is numpy's own word on the instructions it found.
    """
    from threadpoolctl import threadpool_info

    _load_numerical_libraries()
    said = ("user_api", "internal_api", "prefix", "version", "architecture", "num_threads")
    loaded = [{name: pool.get(name) for name in said} for pool in threadpool_info()]
    config = dict(np.show_config(mode="dicts"))
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": version("scipy"),
        "scikit-learn": version("scikit-learn"),
        "snowballstemmer": version("snowballstemmer"),
        "blas": sorted(loaded, key=lambda pool: str(pool["prefix"])),
        "simd": config.get("SIMD Extensions", {}),
        "machine": platform.machine(),
        "system": platform.system(),
    }
