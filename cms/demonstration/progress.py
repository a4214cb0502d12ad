"""Progress bars of the loading, one a step; where there is no terminal, a line a step."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, TextIO

from tqdm import tqdm

from proposals.importing.writing import Progress


class Steps:
    """Says on a stream where the loading stands."""

    def __init__(self, stream: TextIO | Any) -> None:
        self._stream = stream
        self._terminal = bool(getattr(stream, "isatty", lambda: False)())

    @contextmanager
    def step(self, label: str, total: int = 1) -> Iterator[Progress]:
        """One step of ``total`` things; gives the function to call with how many more are done."""
        started = perf_counter()
        shape = "{desc:34}{percentage:3.0f}% {bar:24} {elapsed}"
        with tqdm(total=total, desc=label, file=self._stream, disable=not self._terminal, bar_format=shape) as bar:
            yield bar.update
            bar.update(max(total - bar.n, 0))  # what was there already counts as done
        if not self._terminal:
            self._stream.write(f"{label:34}{perf_counter() - started:5.1f} s\n")
