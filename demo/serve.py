"""Runs the demonstration: makes it ready once, then keeps a web server and a task worker until Ctrl-C.

Both run in sessions of their own, so that this parent alone decides when they end: the terminal's
Ctrl-C reaches only us, we ask them to stop, wait, and insist. Nothing but the standard library, since
this also runs before anything is known to work.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

BASE = Path(__file__).resolve().parents[1]
GRACE = 10.0  # seconds between asking a process to stop and stopping it
PATIENCE = 60.0  # seconds that the site may take to answer
REFRESH = timedelta(days=30)  # the open phase ends 60 days after the last load: load again well before
MAY_END = {"similar"}  # close proposals are then suggested by their words alone
WHAT_IS_LOADED = (
    "requirements.txt",
    "*/migrations/*.py",
    "demo/data/*",
    "cms/demonstration/*.py",
    "cms/first_texts.py",
)
SIGN_INS = (
    ("citoyenne@demo.invalid", "citizen", "citoyenne"),
    ("moderation@demo.invalid", "moderator", "modération"),
    ("redaction@demo.invalid", "editor", "rédaction"),
    ("organisation@demo.invalid", "organiser", "organisation"),
)


class Stopped(Exception):
    """Somebody asked us to end."""


class Failed(Exception):
    """Something did not work; the sentence says what."""


def say(*lines: str) -> None:
    """Print, even where the terminal has gone away meanwhile."""
    with suppress(OSError):
        print(*lines, sep="\n", flush=True)


class House:
    """The processes that run for us, and the wish to stop them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._wish = 0
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._note)

    def _note(self, signum: int, frame: FrameType | None) -> None:
        self._wish = signum

    def start(self, name: str, command: Sequence[str], log: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own; with a log, it says nothing on the terminal."""
        output = log.open("wb") if log else None
        try:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=BASE,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
            )
        finally:
            if output:
                output.close()
        return self.processes[name]

    def run(self, command: Sequence[str]) -> None:
        """Run a step to its end."""
        step = self.start("step", command)
        while step.poll() is None:
            self.pause(0.05)
        del self.processes["step"]
        if step.returncode:
            raise Failed(f"“{' '.join(command[1:])}” did not work: what it said stands above.")

    def pause(self, seconds: float) -> None:
        """Sleep; raises ``Stopped`` when somebody asks us to end."""
        time.sleep(seconds)
        if self._wish:
            raise Stopped

    def ended(self) -> str | None:
        """The name of a process that ended by itself, unless the site goes on without it."""
        needed = ((name, process) for name, process in self.processes.items() if name not in MAY_END)
        return next((name for name, process in needed if process.poll() is not None), None)

    def close(self) -> None:
        """End all: ask, wait, insist; then whatever a process left behind in its session."""
        for process in self.processes.values():
            _signal_group(process, signal.SIGTERM)
        until = time.monotonic() + GRACE
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0))
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _signal_group(process: subprocess.Popen[bytes], signum: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signum)


def refuse_taken(host: str, port: int) -> None:
    """Raise when another program listens where we want to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(
                f"Port {port} of {host} cannot be used ({error.strerror}): "
                f"stop the program that has it, or choose another with make demo PORT={port + 1}."
            ) from None


def content_key(database: str, sample: int) -> str:
    """A hash of all that a loaded demonstration depends on."""
    digest = sha256(f"{database} {sample}".encode())
    for pattern in WHAT_IS_LOADED:
        for path in sorted(BASE.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(BASE).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def is_ready(stamp: Path, key: str, database: str) -> bool:
    """Whether the database was made ready for this very content, not long ago."""
    path = database.removeprefix("sqlite:///")
    if database.startswith("sqlite:///") and not Path(BASE, path).exists():
        return False
    with suppress(OSError, ValueError, KeyError, TypeError):
        known: dict[str, Any] = json.loads(stamp.read_text())
        loaded_at = datetime.fromisoformat(known["loaded_at"])
        return bool(known["key"] == key and datetime.now(UTC) - loaded_at < REFRESH)
    return False


def make_ready(house: House, stamp: Path, key: str, sample: int) -> None:
    """Database, site and demonstration; each step may be run again on what is there."""
    manage = [sys.executable, "manage.py"]
    say("Making the database")
    house.run([*manage, "migrate", "--verbosity", "0", "--skip-checks"])
    say("Loading the demonstration")  # which sets the site up first
    house.run([*manage, "load_demo", "--skip-checks", *(["--sample", str(sample)] if sample else [])])
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(json.dumps({"key": key, "loaded_at": datetime.now(UTC).isoformat()}))


def wait_until_ready(house: House, address: str) -> None:
    """Until the site answers, or one of its processes ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        house.pause(0.1)
        if house.ended():
            return
        with suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"{address}/sante/ready", timeout=2).close()  # noqa: S310 – our own http address
            return
    raise Failed(f"The site did not answer at {address} within {PATIENCE:.0f} seconds.")


def serve(house: House, host: str, port: int, logs: Path) -> None:
    """Start both processes and stay until one ends or somebody asks us to."""
    logs.mkdir(parents=True, exist_ok=True)
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    quiet = ["--log-level", "warning", "--no-ws", "--blocking-threads", "4"]
    house.start("web", [*granian, *quiet, "consult.wsgi:application"], logs / "web.log")
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    wait_until_ready(house, address)
    # Only now: on two cores it would hold back the first page, and nothing has been asked of it yet.
    house.start("worker", [sys.executable, "manage.py", "ox_worker", "--skip-checks"], logs / "worker.log")
    house.start("similar", [sys.executable, "manage.py", "serve_similar", "--skip-checks"], logs / "similar.log")
    if not house.ended():
        say("", f"  Ready: {address}", "", "  Sign in with one of these; the code is shown on the screen.")
        say(*(f"    {email:28}{role} ({french})" for email, role, french in SIGN_INS))
        say("", "  Ctrl-C ends it; what you did stays. Logs: " + os.path.relpath(logs), "")
    while not (name := house.ended()):
        house.pause(0.2)
    last = (logs / f"{name}.log").read_text(errors="replace").splitlines()[-15:]
    raise Failed("\n".join([*last, f"The {name} process ended by itself (code {house.processes[name].returncode})."]))


def environment_of(inherited: Mapping[str, str], *, address: str, database: str) -> dict[str, str]:
    """What our processes are told. They keep what they compiled: a start takes a third of the time the next time."""
    told = {"CONSULT_BASE_URL": address, **inherited, "CONSULT_DATABASE": database}
    told |= {"DJANGO_SETTINGS_MODULE": "consult.settings.demo", "PYTHONUNBUFFERED": "1"}
    return {name: value for name, value in told.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the demonstration until Ctrl-C.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", type=Path, default=BASE / "var", help="folder of the stamp and the logs")
    parser.add_argument("--sample", type=int, default=0, help="load only so many contributions of each list")
    options = parser.parse_args()
    database = os.environ.get("CONSULT_DATABASE") or f"sqlite:///{BASE / 'var' / 'consult.sqlite3'}"
    shown_host = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104 – compared, not bound
    house = House(environment_of(os.environ, address=f"http://{shown_host}:{options.port}", database=database))
    stamp = options.var / f"demo-{sha256(database.encode()).hexdigest()[:8]}.json"
    key = content_key(database, options.sample)
    try:
        refuse_taken(options.host, options.port)
        if not is_ready(stamp, key, database):
            make_ready(house, stamp, key, options.sample)
        say("Starting the web server and the task worker")
        serve(house, options.host, options.port, options.var / "log")
    except Stopped:
        say("", "Stopping")
        return 0
    except Failed as failure:
        say(str(failure))
        return 1
    finally:
        house.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
