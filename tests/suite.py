"""Runs the whole suite on each database that is there: what `make test` does.

PostgreSQL is the server that CONSULT_TEST_POSTGRESQL names (an address whose role may create
databases), else one on this machine with a role `consult` whose password is `consult`.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

BASE = Path(__file__).resolve().parents[1]
LOCAL_POSTGRESQL = "postgresql://consult:consult@127.0.0.1:5432/consult"
NO_TESTS = 5  # pytest's exit code when nothing was selected
CHROMIUM = os.environ.get("CONSULT_CHROMIUM", "/usr/bin/chromium")


class Target(NamedTuple):
    """A database that the suite runs on: its name, its address, and the tests that it cannot show."""

    name: str
    address: str
    deselect: str = ""


def say(line: str) -> None:
    """Print at once, also where the output is a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def postgresql() -> tuple[str, str]:
    """The address of a PostgreSQL that answers, and why there is none otherwise."""
    import psycopg

    address = os.environ.get("CONSULT_TEST_POSTGRESQL") or LOCAL_POSTGRESQL
    try:
        with psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", connect_timeout=3) as connection:
            row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as error:
        return "", f"PostgreSQL ({str(error).strip().splitlines()[-1]})"
    return (address, "") if row and row[0] else ("", "PostgreSQL (the role may not create databases)")


def targets() -> tuple[list[Target], list[str]]:
    """Where the suite runs, and what is left out with its reason."""
    found, left_out = [Target("SQLite", "", "not postgresql")], []
    address, reason = postgresql()
    if address:
        found.append(Target("PostgreSQL", address))
    else:
        left_out.append(reason)
    if not Path(CHROMIUM).exists():
        left_out.append(f"browser tests (no Chromium at {CHROMIUM})")
    if not shutil.which("xgettext"):
        left_out.append("completeness of the French catalogue (no gettext)")
    return found, left_out


def run(target: Target, arguments: Sequence[str]) -> int:
    """Pytest on one database: all but the browser on all cores, then the browser by itself; the exit codes added.

    What pages look like does not depend on the database: it is shown on SQLite only.
    Playwright keeps an event loop in its thread, where Django refuses to query: the two do not share a process.
    """
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "consult.settings.test"}
    environment.pop("CONSULT_DATABASE", None)
    if target.address:
        environment["CONSULT_DATABASE"] = target.address
    cores = str(min(os.cpu_count() or 1, 8))
    chosen = [target.deselect] if target.deselect else []
    parts = [["-n", cores, "-m", " and ".join(["not browser", *chosen])]]
    if Path(CHROMIUM).exists() or os.environ.get("CONSULT_REQUIRE_ALL") == "1":
        markup = ["not markup"] if target.address else []
        parts.append(["-n", "0", "-m", " and ".join(["browser", *markup, *chosen])])
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    codes = [subprocess.run([*command, *part], cwd=BASE, env=environment).returncode for part in parts]
    return sum(code for code in codes if code != NO_TESTS)


def main(arguments: Sequence[str]) -> int:
    found, left_out = targets()
    if left_out and os.environ.get("CONSULT_REQUIRE_ALL") == "1":
        say(f"Required, and not there: {'; '.join(left_out)}.")
        return 1
    failed = []
    for target in found:
        started = time.monotonic()
        say(f"\n== {target.name}")
        if run(target, arguments):
            failed.append(target.name)
        say(f"{target.name}: {time.monotonic() - started:.0f} s")
    shown = ", ".join(target.name for target in found)
    say(f"\nRan on {shown}. Left out: {'; '.join(left_out) or 'nothing'}.")
    if failed:
        say(f"Failed on {', '.join(failed)}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
