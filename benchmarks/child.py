"""One method on one set, in a process of its own, so that its time and memory are its own; on one thread.

`python -m benchmarks.child FOLDER` reads `job.json` and `vectors.npy` there and writes `answer.json`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.memory import peak_megabytes
from benchmarks.methods import METHODS, Labels, warm

BASE = Path(__file__).resolve().parents[1]
# Seconds of one core: the cores of a machine are not the merit of a method.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA")}


class Failed(Exception):
    """A method could not run on a set; the message is a sentence."""


class Round(NamedTuple):
    """What one seed gave: the groups at the given k and at its own, and the seconds of each."""

    given: Labels
    own: Labels
    seconds_given: float
    seconds_own: float


class Measured(NamedTuple):
    """The rounds of a method on a set, and the most memory that its process held, in MB."""

    rounds: list[Round]
    memory: float


def measured(
    method: str,
    texts: Sequence[str],
    languages: Sequence[str],
    vectors: NDArray[np.float16],
    groups: int,
    seeds: Sequence[int],
    python: str = sys.executable,
) -> Measured:
    """Run a method for each seed in a process of its own.

    Raises
    ------
    Failed
        With the last line that the process said.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = {"method": method, "texts": list(texts), "languages": list(languages), "k": groups, "seeds": list(seeds)}
        (folder / "job.json").write_text(json.dumps(job))
        np.save(folder / "vectors.npy", vectors)
        command = [python, "-m", "benchmarks.child", name]
        environment = os.environ | ONE_THREAD
        done = subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
            raise Failed(f"{method} could not run: {said}")
        answer = json.loads((folder / "answer.json").read_text())
    rounds = [
        Round(np.array(r["given"]), np.array(r["own"]), r["seconds_given"], r["seconds_own"]) for r in answer["rounds"]
    ]
    return Measured(rounds, answer["memory"])


def run(folder: Path) -> None:
    """Do the job that stands in a folder."""
    job: dict[str, Any] = json.loads((folder / "job.json").read_text())
    vectors = np.load(folder / "vectors.npy").astype(np.float32)
    method = METHODS[job["method"]]
    warm(method)
    rounds = []
    for seed in job["seeds"]:
        began = time.perf_counter()
        given = method(job["texts"], job["languages"], vectors, job["k"], seed)
        between = time.perf_counter()
        own = method(job["texts"], job["languages"], vectors, None, seed)
        seconds = {"seconds_given": between - began, "seconds_own": time.perf_counter() - between}
        rounds.append({"given": given.tolist(), "own": own.tolist(), **seconds})
    (folder / "answer.json").write_text(json.dumps({"rounds": rounds, "memory": peak_megabytes()}))


if __name__ == "__main__":
    run(Path(sys.argv[1]))
