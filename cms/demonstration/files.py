"""The data of the demonstration, as it lies in ``demo/data``; its README gives each licence."""

import csv
import gzip
import tomllib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from proposals.importing import ImportRow, LineError
from proposals.importing.parsing import read_rows

DATA = Path(__file__).resolve().parents[2] / "demo" / "data"


def _opened(name: str) -> TextIO:
    if name.endswith(".gz"):
        return gzip.open(DATA / name, "rt", encoding="utf-8", newline="")
    return (DATA / name).open(encoding="utf-8", newline="")


def rows_of(name: str, mapping: Mapping[str, str], sample: int) -> list[ImportRow | LineError]:
    """Proposals of a list, or only the first ``sample`` of them."""
    with _opened(name) as lines:
        rows = read_rows(lines, mapping, zone=timezone.get_default_timezone())
        return list(islice(rows, sample or None))


def records_of(name: str) -> list[dict[str, str]]:
    """A list as it stands, one dictionary a line."""
    with _opened(name) as lines:
        return list(csv.DictReader(lines))


def written(name: str) -> dict[str, Any]:
    """What was written by hand for the demonstration."""
    with (DATA / "se-deplacer-autrement" / name).open("rb") as file:
        return tomllib.load(file)


def key_of(kind: str, words: str) -> UUID:
    """The same words give the same key: a second load finds what the first wrote, at the addresses of any other."""
    return uuid5(NAMESPACE_URL, f"consult-demonstration/{kind}/{words}")
