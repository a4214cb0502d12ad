"""Time and memory of grouping by number of texts: `python -m benchmarks.scale --data DIR --sizes 1000,10000`.

The texts are drawn from 20,000 answers of the Grand Débat, one or two of their words changed; their
vectors are those of the answers, a little moved, and so are known: nothing is encoded, but with `--unknown`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import tables
from benchmarks.child import BASE, ONE_THREAD
from benchmarks.embedding import embed
from benchmarks.grouping import CACHE, say
from benchmarks.memory import peak_megabytes
from benchmarks.reading import Unreadable, rows

RESULTS = BASE / "benchmarks" / "results" / "scale.json"
NOISE = 0.25  # length of what is added to a vector of length 1
_ENCODED = 500  # texts encoded to say what encoding costs
_ROWS = 10_000  # vectors moved at once
_SHARED, _WARM = 4_000, 1_500  # texts encoded in one process and in two, and before that
_K_MEANS = 100_000  # vectors that k-means is measured on, at most
COLUMNS = {
    "seconds": ("seconds", 2),
    "cpu_seconds": ("CPU s", 2),
    "memory_mb": ("MB", 0),
    "added_mb": ("MB added", 0),
    "k_means_cpu_seconds": ("CPU s of k-means", 2),
    "ratio": ("ratio", 2),
    "microseconds": ("µs CPU a text", 0),
    "groups": ("groups", 0),
}
ENCODING = {
    "encoding_seconds": ("encoding, seconds", 1),
    "encoding_cpu_seconds": ("encoding, CPU s", 1),
    "encoding_mb": ("encoding, MB", 0),
}


def made(
    texts: Sequence[str], vectors: NDArray[np.floating], number: int, seed: int = 0
) -> tuple[list[str], NDArray[np.float16]]:
    """Draw texts and change them a little: a word is dropped, another comes from another text.

    Returns
    -------
    list of `number` texts, and float16 array of shape (number, d), unit rows
    """
    drawn = np.random.default_rng(seed)
    places = drawn.integers(len(texts), size=number)
    lenders = drawn.integers(len(texts), size=number)
    where = drawn.random((number, 3))
    words = [text.split() for text in texts]
    found = [_changed(words[a], words[b], at) for a, b, at in zip(places, lenders, where.tolist(), strict=True)]
    moved = np.empty((number, vectors.shape[1]), dtype=np.float16)
    for start in range(0, number, _ROWS):
        block = vectors[places[start : start + _ROWS]].astype(np.float32)
        noise = drawn.standard_normal(block.shape, dtype=np.float32)
        block += noise * np.float32(NOISE / np.sqrt(block.shape[1]))
        moved[start : start + _ROWS] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return found, moved


def _changed(words: Sequence[str], lender: Sequence[str], at: Sequence[float]) -> str:
    kept = list(words)
    if len(kept) > 1:
        kept.pop(int(at[0] * len(kept)))
    if lender:
        kept.insert(int(at[1] * (len(kept) + 1)), lender[int(at[2] * len(lender))])
    return " ".join(kept)


def plain_k_means(vectors: NDArray[np.float16]) -> float:
    """Give the CPU seconds of one k-means (k = 20, 10 iterations) on the vectors: a measure of the machine.

    Above 100,000 vectors it is done on so many, and counted in proportion: all would take 2 kB each.
    """
    import warnings

    from sklearn.cluster import KMeans

    table = np.asarray(vectors[:_K_MEANS], dtype=np.float32)
    began = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ten iterations need not converge
        KMeans(20, init="random", n_init=1, max_iter=10, tol=0, random_state=0).fit(table)
    return (time.process_time() - began) * len(vectors) / len(table)


def run(folder: Path, number: int, *, unknown: bool = False) -> None:
    """Measure one number of texts, in this process: grouping first, so that its memory is its own.

    Where vectors are ``unknown``, they are encoded before, which is measured by itself.
    """
    from benchmarks.methods import ours, warm
    from synthesis.clustering import group

    base = json.loads((folder / "texts.json").read_text())
    texts, vectors = made(base, np.load(folder / "vectors.npy"), number)
    encoding: dict[str, float] = {}
    if unknown:
        encoding, vectors = encoded_anew(texts)
    warm(ours)
    before = peak_megabytes()
    wall, cpu = time.perf_counter(), time.process_time()
    found = group(texts, vectors)
    answer = {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    answer |= {"memory_mb": peak_megabytes(), "added_mb": peak_megabytes() - before, "groups": len(found.sizes)}
    answer["k_means_cpu_seconds"] = plain_k_means(vectors)
    answer["ratio"] = answer["cpu_seconds"] / answer["k_means_cpu_seconds"]
    answer["microseconds"] = 1e6 * answer["cpu_seconds"] / number
    (folder / f"{number}.json").write_text(json.dumps(answer | encoding | {"stages": found.stages}))


def encoded_anew(texts: Sequence[str]) -> tuple[dict[str, float], NDArray[np.float16]]:
    """Encode n texts in this process, the reading of the model counted; what it took, and the vectors."""
    from proposals.encoder import load_encoder
    from proposals.encoding import encoded

    encoder = load_encoder("use")
    assert encoder is not None
    wall, cpu = time.perf_counter(), time.process_time()
    vectors = np.empty((len(texts), encoder.dimensions), dtype=np.float16)
    for place, part in encoded(texts, encoder):
        vectors[place] = part
    took = {"encoding_seconds": time.perf_counter() - wall, "encoding_cpu_seconds": time.process_time() - cpu}
    return took | {"encoding_mb": peak_megabytes()}, vectors


def exponent(seconds: Mapping[int, float]) -> float | None:
    """Give the slope of log(seconds) over log(n), by least squares; None for fewer than two sizes.

    >>> round(exponent({10: 1.0, 100: 10.0, 1000: 100.0}), 3)
    1.0
    """
    if len(seconds) < 2:
        return None
    slope, _ = np.polyfit(np.log(list(seconds)), np.log(list(seconds.values())), 1)
    return float(slope)


def measured(folder: Path, number: int, *, unknown: bool = False) -> dict[str, Any] | None:
    """Measure one number of texts in a process of its own, on one thread; None where it did not end well."""
    command = [sys.executable, "-m", "benchmarks.scale", "--folder", str(folder), "--sizes", str(number)]
    command += ["--unknown"] if unknown else []
    done = subprocess.run(command, cwd=BASE, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"status {done.returncode}, perhaps for want of memory"])[-1]
        say(f"! {number:,} texts could not be grouped: {said}")
        return None
    answer: dict[str, Any] = json.loads((folder / f"{number}.json").read_text())
    return answer


def main(given: Sequence[str] | None = None) -> int:
    """Run the bench, or one size of it where a folder is given."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    asked.add_argument("--data", type=Path, help="the folder of the project's data")
    asked.add_argument("--sizes", default="1000,10000,100000", help="numbers of texts, with commas")
    asked.add_argument("--out", type=Path, default=RESULTS, help="the file that is written")
    asked.add_argument("--cache", type=Path, default=CACHE, help="the folder that keeps sentence vectors")
    asked.add_argument("--encoding", action="store_true", help="also encode in one process and in two, and compare")
    asked.add_argument("--unknown", action="store_true", help="vectors are not known: encode the texts of each size")
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args(given)
    sizes = [int(size) for size in told.sizes.split(",")]
    if told.folder:
        run(told.folder, sizes[0], unknown=told.unknown)
        return 0
    if not told.data:
        asked.error("--data is needed: the folder of the project's data.")
    try:
        read = rows(told.data / "grand-debat" / "environnement-20000.csv.gz", ("text",))
    except Unreadable as problem:
        say(f"! The bench of scale needs the answers of the Grand Débat. {problem}")
        return 1
    texts = [row["text"] for row in read if row["text"].strip()]
    vectors = embed(texts, told.cache).vectors
    found = _all(texts, vectors, sizes, unknown=told.unknown)
    rate = _encoded_a_second(texts)
    slopes = {name: exponent({n: row[name] for n, row in found.items()}) for name in ("seconds", "cpu_seconds")}
    say(
        tables.table(
            "", {f"{n:,}": row for n, row in found.items()}, COLUMNS | (ENCODING if told.unknown else {}), "texts"
        )
    )
    if slopes["seconds"] is not None and slopes["cpu_seconds"] is not None:
        say(f"Exponent of the seconds: {slopes['seconds']:.2f}; of the CPU seconds: {slopes['cpu_seconds']:.2f}")
    say(f"Encoding, not counted above: {rate:.0f} texts a second on one core")
    answer: dict[str, Any] = {"sizes": found, "exponents": slopes, "encoded_a_second": rate}
    if told.encoding:
        answer["encoded_a_second_by_processes"] = by_processes(texts[:_SHARED])
        for processes, wall in answer["encoded_a_second_by_processes"].items():
            say(f"Encoding over {processes} process(es): {wall:.0f} texts a second by the clock")
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.write_text(json.dumps(answer, indent=2) + "\n")
    return 0 if found else 1


def _all(
    texts: Sequence[str], vectors: NDArray[np.float16], sizes: Sequence[int], *, unknown: bool
) -> dict[int, dict[str, Any]]:
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps(texts))
        np.save(folder / "vectors.npy", vectors)
        for number in sizes:
            say(f"{number:,} texts")
            answer = measured(folder, number, unknown=unknown)
            if answer:
                found[number] = answer
    return found


def by_processes(texts: Sequence[str]) -> dict[int, float]:
    """Give the texts encoded a second, by the clock, in one process and in two, once each has read the model.

    Raises
    ------
    ValueError
        When the vectors are not the same to the last bit.
    """
    from proposals.encoder import load_encoder
    from proposals.encoding import encoded

    encoder = load_encoder("use")
    assert encoder is not None
    rates, seen = {}, set()
    for processes in (1, 2):
        list(encoded(texts[:_WARM], encoder, processes=processes))
        began = time.perf_counter()
        parts = sorted(encoded(texts, encoder, processes=processes), key=lambda part: part[0].start)
        rates[processes] = len(texts) / (time.perf_counter() - began)
        seen.add(np.concatenate([vectors for _, vectors in parts]).tobytes())
    if len(seen) > 1:
        raise ValueError("Two processes gave other vectors than one.")
    return rates


def _encoded_a_second(texts: Sequence[str]) -> float:
    from proposals.encoder import load_encoder

    encoder = load_encoder("use")
    assert encoder is not None
    encoder.encode(texts[:1])  # reads the model
    sample = texts[: min(_ENCODED, len(texts))]
    began = time.process_time()
    encoder.encode(sample)
    return len(sample) / (time.process_time() - began)


if __name__ == "__main__":
    raise SystemExit(main())
