"""A tiny folder of data and one run of the bench on it, which the tests of this folder read."""

import csv
import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks import grouping
from tests.synthesis.texts import SUBJECTS


class Ran(NamedTuple):
    status: int
    said: str
    results: dict[str, Any]


def write(path: Path, header: list[str], lines: list[list[str]], encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *lines])


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Data with one set of the five and a few answers; an extra folder with one sound file of four."""
    data, extra = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("extra")
    told = [[text, subject] for subject, texts in SUBJECTS.items() for text in texts]
    odd = [["", "velo"], ["sans étiquette", ""], ["Le vélo,\nseul sur deux lignes", "seule"]]
    write(data / "grande-annotation" / "gda_DC13.csv", ["text", "label"], told + odd, "utf-8-sig")
    write(
        data / "grand-debat" / "mobilite-3000.csv", ["id", "text"], [[str(n), pair[0]] for n, pair in enumerate(told)]
    )
    write(extra / "sound.csv", ["text", "label", "language"], [[*pair, "fr"] for pair in told])
    write(extra / "headless.csv", ["texte", "label"], told)
    write(extra / "latin.csv", ["text", "label"], told, "latin-1")
    write(extra / "alone.csv", ["text", "label"], [[text, "une"] for text, _ in told])
    write(extra / "twins.csv", ["text", "pair"], [[text, str(n // 2)] for n, (text, _) in enumerate(told)])
    return data, extra


@pytest.fixture(scope="session")
def ran(folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Ran:
    data, extra = folders
    work = tmp_path_factory.mktemp("work")
    said = StringIO()
    given = ["--data", str(data), "--extra", str(extra), "--out", str(work / "out" / "grouping.json")]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setattr(grouping, "interpreter", lambda method: None if method == "bertopic" else grouping.sys.executable)
        status = grouping.main([*given, "--cache", str(work / "cache"), "--seeds", "1"])
    return Ran(status, said.getvalue(), json.loads((work / "out" / "grouping.json").read_text()))
