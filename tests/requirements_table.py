"""Which requirement is shown by which test, on which database: what `make requirements` does.

As a plugin of pytest it notes the outcome of every test that carries a requirement's number; as a
program it runs these tests on each database, prints the table and writes requirements.json.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.suite import BASE, Target, run, say, targets

NOTES = "CONSULT_REQUIREMENT_NOTES"  # the file that a run writes its outcomes to
FAMILIES = {  # how many requirements each letter has
    "V": 10,
    "C": 9,
    "M": 10,
    "P": 11,
    "S": 13,
    "A": 10,
    "R": 10,
    "D": 7,
    "L": 6,
    "X": 4,
    "G": 8,
    "Y": 12,
}
NUMBERS = [f"{letter}-{number}" for letter, count in FAMILIES.items() for number in range(1, count + 1)]
Outcomes = dict[str, dict[str, str]]  # number → test → passed, failed or skipped


class UnknownRequirement(pytest.UsageError):
    """A test says that it shows a requirement that does not exist."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Attach the numbers to each test's report: this reaches the controller of parallel runs too."""
    for item in items:
        for number in (mark.args[0] for mark in item.iter_markers("requirement")):
            if number not in NUMBERS:
                raise UnknownRequirement(f"{item.nodeid} shows {number}, which is no requirement.")
            item.user_properties.append(("requirement", number))


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(NOTES) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Notes(Path(os.environ[NOTES])))


class Notes:
    """Keeps the worst outcome of each test, over setup, call and teardown."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._outcomes: Outcomes = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, number in report.user_properties:
            if name != "requirement":
                continue
            tests = self._outcomes.setdefault(str(number), {})
            nodeid = re.sub(r"@[\w-]+$", "", report.nodeid)  # xdist adds the group
            if report.failed or tests.get(nodeid) == "failed":
                tests[nodeid] = "failed"
            elif report.skipped:
                tests[nodeid] = "skipped"
            else:
                tests.setdefault(nodeid, "passed")

    def pytest_sessionfinish(self) -> None:
        """Add to what an earlier part of the same run wrote: the browser's tests run by themselves."""
        noted: Outcomes = json.loads(self._path.read_text()) if self._path.exists() else {}
        for number, tests in self._outcomes.items():
            noted.setdefault(number, {}).update(tests)
        self._path.write_text(json.dumps(noted))


def verdict(outcomes: Mapping[str, str]) -> bool | None:
    """Whether a requirement holds on one database; None where none of its tests applies there."""
    ran = [outcome for outcome in outcomes.values() if outcome != "skipped"]
    return all(outcome == "passed" for outcome in ran) if ran else None


def tabulate(by_database: Mapping[str, Outcomes]) -> dict[str, dict[str, Any]]:
    """For each requirement that a test shows: the tests, and the verdict on both databases."""
    table = {}
    for number in NUMBERS:
        tests = sorted({test for outcomes in by_database.values() for test in outcomes.get(number, {})})
        if tests:
            verdicts = {name: verdict(by_database.get(name, {}).get(number, {})) for name in ("sqlite", "postgresql")}
            table[number] = {"tests": tests, **verdicts}
    return table


def lines(table: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The table as it is printed; a number without a test is open."""
    words = {True: "passed", False: "FAILED", None: "–"}
    shown = [f"{'number':8}{'tests':>6}  {'SQLite':10}PostgreSQL"]
    for number in NUMBERS:
        row = table.get(number)
        if row is None:
            shown.append(f"{number:8}{0:6}  open")
        else:
            shown.append(f"{number:8}{len(row['tests']):6}  {words[row['sqlite']]:10}{words[row['postgresql']]}")
    return shown


def outcomes_on(found: Sequence[Target]) -> tuple[dict[str, Outcomes], list[str]]:
    """Run the tests that carry a number on these databases; also on which of them the run did not end well."""
    with tempfile.TemporaryDirectory() as folder:
        notes = {target.name.lower(): Path(folder) / f"{target.name}.json" for target in found}
        marked = [
            target._replace(
                choice=f"requirement and {target.choice}", environment={NOTES: str(notes[target.name.lower()])}
            )
            for target in found
        ]
        failed = run(marked, ["-p", "tests.requirements_table"])
        noted = {name: json.loads(path.read_text()) if path.exists() else {} for name, path in notes.items()}
        return noted, failed


def main(arguments: Sequence[str]) -> int:
    found, left_out = targets()
    outcomes, failed = outcomes_on(found)
    table = tabulate(outcomes)
    (BASE / "requirements.json").write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n")
    say("\n".join(lines(table)))
    held = [row for row in table.values() if False not in (row["sqlite"], row["postgresql"])]
    say(f"{len(held)} hold, {len(table) - len(held)} do not, {len(NUMBERS) - len(table)} are open.")
    if left_out:
        say(f"Left out: {'; '.join(left_out)}.")
    if failed:
        say(f"Failed on {', '.join(failed)}.")
    return int(bool(failed) or len(held) < len(table))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
