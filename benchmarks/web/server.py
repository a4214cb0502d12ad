"""A production server with two workers, and the processor time that it and its database take."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg

BASE = Path(__file__).resolve().parents[2]
WORKERS = 2
PATIENCE = 60.0  # seconds that a server may take to answer
PORTS_TRIED = 3
SERVING = (  # what PostgreSQL runs for us, and not to keep its house
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    " AND backend_type IN ('client backend', 'parallel worker')"
)
_TICK = os.sysconf("SC_CLK_TCK")


class Unmeasurable(Exception):
    """This machine cannot show what is asked; the message is a full sentence."""


class Running:
    """A server that runs: its port, and what its processes have taken."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], database: str | None) -> None:
        self.port = port
        self.process = process
        self.taken: dict[int, float] = {}
        self.database = psycopg.connect(database, autocommit=True) if database else None

    def seconds(self) -> float:
        """CPU seconds so far, of the processes of the server and of the database's that serve it."""
        found = [self.process.pid, *_children(self.process.pid)]
        if self.database is not None:
            own = self.database.info.backend_pid
            found += [pid for (pid,) in self.database.execute(SERVING, [own]).fetchall()]
        # One that has ended meanwhile, as a connection does after a minute, keeps what it had taken.
        self.taken |= {pid: seconds for pid in found if (seconds := _cpu_seconds(pid))}
        return sum(self.taken.values())

    def close(self) -> None:
        if self.database is not None:
            self.database.close()


@contextmanager
def serving(application: str, environment: Mapping[str, str], ready: str, database: str | None) -> Iterator[Running]:
    """Serve a WSGI application on a port of the loopback until the block ends.

    Raises
    ------
    Unmeasurable
        When it does not answer in time, with the end of what it said.
    """
    port, process = _started(application, environment, ready)
    with process:
        try:
            running = Running(port, process, database)
            with closing(running):
                yield running
        finally:
            _end(process)


def _started(application: str, environment: Mapping[str, str], ready: str) -> tuple[int, subprocess.Popen[bytes]]:
    """A server that answers, and its port; another port where somebody took the first meanwhile."""
    for _attempt in range(PORTS_TRIED):
        port = _free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", str(WORKERS), "--log-level", "warning", application]
        process = subprocess.Popen(command, cwd=BASE, env=dict(environment), start_new_session=True)
        if _answers(port, ready, process):
            return port, process
        _end(process)
    raise Unmeasurable("The server did not start: what it wrote stands above.")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=20)


def _answers(port: int, path: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether it does, in time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
                connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
                if connection.getresponse().status == 200:
                    return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *_children(child)]
    return found


def _cpu_seconds(pid: int) -> float:
    """What the operating system has counted for a process: its threads' nanoseconds, else its ticks."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        precise = [path / "schedstat" for path in threads]
        if precise and all(path.exists() for path in precise):
            return sum(int(path.read_text().split()[0]) for path in precise) / 1e9
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has ended meanwhile
