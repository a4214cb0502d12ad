"""A real site of its own: database, web server and worker; for browser tests and screenshots."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

BASE = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CONSULT_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_database(folder: Path) -> tuple[str, Callable[[], None]]:
    """The address of an empty database of the kind under test, and how to do away with it."""
    address = os.environ.get("CONSULT_DATABASE", "")
    if not address.startswith("postgres"):
        return f"sqlite:///{folder / 'site.sqlite3'}", lambda: None
    import psycopg

    name = f"consult_browser_{os.getpid()}"
    parts = urlsplit(address)
    admin = urlunsplit(parts._replace(path="/postgres"))

    def run(statement: str) -> None:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # a name of our own making

    run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    run(f"CREATE DATABASE {name}")
    return urlunsplit(parts._replace(path=f"/{name}")), lambda: run(f"DROP DATABASE {name} WITH (FORCE)")


class Site:
    """A running site: its address, and its management commands."""

    def __init__(self, folder: Path, database: str, encoder: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "consult.settings.demo",
            "CONSULT_DATABASE": database,
            "CONSULT_BASE_URL": self.address,
            "CONSULT_ENCODER": encoder,
            "CONSULT_STATIC_ROOT": str(folder / "static"),
            "CONSULT_MEDIA_ROOT": str(folder / "media"),
            "PYTHONUNBUFFERED": "1",
        }
        self.log = (folder / "site.log").open("wb")
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=BASE, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"manage.py {' '.join(words)}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def start(self, *command: str) -> None:
        self.processes.append(
            subprocess.Popen(
                command, cwd=BASE, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
            )
        )

    def wait_until_ready(self, seconds: int = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/sante/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the site did not start")

    def stop(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.log.close()


@contextmanager
def running_site(folder: Path, *load: str, encoder: str = "none") -> Iterator[Site]:
    """The demonstration, loaded with ``load_demo`` and these options, until the block ends."""
    database, drop = own_database(folder)
    site = Site(folder, database, encoder)
    try:
        site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        site.manage("setup_site")
        site.manage("load_demo", *load)
        site.start(
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(site.port), "--workers", "1", "consult.wsgi:application"),
        )
        site.start(sys.executable, "manage.py", "ox_worker", "--interval", "0.2")
        site.wait_until_ready()
        yield site
    finally:
        site.stop()
        drop()
