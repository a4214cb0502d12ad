"""Runs the whole suite on each database that is there, at the same time: what `make test` does.

PostgreSQL is the server that CONSULT_TEST_POSTGRESQL names (an address whose role may create
databases), else one on this machine with a role `consult` whose password is `consult`.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from tests import copies
from tests.halves import Half, run_at_once

BASE = Path(__file__).resolve().parents[1]
LOCAL_POSTGRESQL = "postgresql://consult:consult@127.0.0.1:5432/consult"
CHROMIUM = os.environ.get("CONSULT_CHROMIUM", "/usr/bin/chromium")


class Target(NamedTuple):
    """A database that the suite runs on: its name, its server, which tests it shows, more of their environment."""

    name: str
    server: str
    choice: str
    environment: Mapping[str, str] = {}


def say(line: str) -> None:
    """Print at once, also where the output is a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def postgresql() -> tuple[str, str]:
    """The address of a PostgreSQL that answers, and why there is none otherwise."""
    import psycopg

    address = os.environ.get("CONSULT_TEST_POSTGRESQL") or LOCAL_POSTGRESQL
    try:
        with psycopg.connect(copies.renamed(address, "postgres"), connect_timeout=3) as connection:
            row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as error:
        return "", f"PostgreSQL ({str(error).strip().splitlines()[-1]})"
    return (address, "") if row and row[0] else ("", "PostgreSQL (the role may not create databases)")


def targets() -> tuple[list[Target], list[str]]:
    """Where the suite runs, and what is left out with its reason."""
    found, left_out = [Target("SQLite", "", "not postgresql")], []
    address, reason = postgresql()
    if address:
        found.append(Target("PostgreSQL", address, "not sqlite"))
    else:
        left_out.append(reason)
    if not Path(CHROMIUM).exists():
        left_out.append(f"browser tests (no Chromium at {CHROMIUM})")
    if not shutil.which("xgettext"):
        left_out.append("completeness of the French catalogue (no gettext)")
    return found, left_out


def pytest_of(target: Target, arguments: Sequence[str], processes: int, chosen: str) -> list[str]:
    """The tests of a choice that a database shows, in so many processes."""
    cache = f"cache_dir=.pytest_cache/{target.name.lower()}"
    colour = "yes" if sys.stdout.isatty() else "no"
    start = [sys.executable, "-m", "pytest", "-q", "-o", cache, f"--color={colour}", *arguments]
    return [*start, "-n", str(processes), "-m", f"{chosen} and {target.choice}"]


def commands(target: Target, arguments: Sequence[str], processes: int) -> list[list[str]]:
    """Migrate once; then pytest: all but the browser, in so many processes, then the browser by itself.

    What pages look like does not depend on the database: it is shown on SQLite only.
    Playwright keeps an event loop in its thread, where Django refuses to query: the two do not share a process.
    """
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    parts = [pytest_of(target, arguments, processes, "not browser and not alone")]
    if Path(CHROMIUM).exists() or os.environ.get("CONSULT_REQUIRE_ALL") == "1":
        markup = " and not markup" if target.server else ""
        parts.append(pytest_of(target, arguments, 0, f"browser{markup}"))
    return [migrate, *parts]


def half_of(target: Target, folder: Path, arguments: Sequence[str], processes: int) -> Half:
    """The suite on one database, which is made and migrated for it."""
    name = f"consult_suite_{os.getpid()}" if target.server else str(folder / "migrated.sqlite3")
    address = copies.renamed(target.server, name)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "consult.settings.test",
        "CONSULT_DATABASE": address,
        copies.COPY: "1",
        **target.environment,
    }
    # The suite starts some forty processes: each would compile anew all that it imports, for six seconds.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    copies.make_empty(address)
    log = folder / f"{target.name}.log"
    return Half(target.name, commands(target, arguments, processes), environment, BASE, log)


def run(found: Sequence[Target], arguments: Sequence[str]) -> list[str]:
    """Pytest on these databases, all at once on all cores; the names of those on which something failed.

    Ctrl-C and ``kill`` end all, and raise KeyboardInterrupt; no process and no database stays behind.
    """
    for signum in (signal.SIGINT, signal.SIGTERM):  # also where a shell has had Ctrl-C ignored in the background
        signal.signal(signum, interrupt)
    processes = max(min(os.cpu_count() or 1, 8) // len(found), 1)
    with tempfile.TemporaryDirectory(prefix="consult-suite-") as folder:
        try:
            # Half of what a process of PostgreSQL's half does, it does in the server: one more keeps the cores busy.
            halves = [half_of(it, Path(folder), arguments, processes + bool(it.server)) for it in found]
            run_at_once(halves)
            for target, half in zip(
                found, tuple(halves), strict=True
            ):  # what must be alone on the cores comes after, in turn
                measured = pytest_of(target, arguments, 0, "alone")
                log = Path(folder) / f"{target.name} alone.log"
                halves.append(Half(target.name, [measured], half.environment, BASE, log))
                run_at_once(halves[-1:])
            return sorted({half.name for half in halves if half.failed})
        finally:
            for target in found:
                if target.server:
                    copies.drop_all(target.server, f"consult_suite_{os.getpid()}")


def interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    found, left_out = targets()
    if left_out and os.environ.get("CONSULT_REQUIRE_ALL") == "1":
        say(f"Required, and not there: {'; '.join(left_out)}.")
        return 1
    try:
        failed = run(found, arguments)
    except KeyboardInterrupt:
        say("\nStopped before the end.")
        return 130
    shown = ", ".join(target.name for target in found)
    say(f"\nRan on {shown}. Left out: {'; '.join(left_out) or 'nothing'}.")
    if failed:
        say(f"Failed on {', '.join(failed)}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
