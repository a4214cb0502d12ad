"""A real site of its own: database, web server and worker; for browser tests and screenshots."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import copies

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


# New accounts of these tests write faster, and more, than people.
NO_LIMITS = (
    "from consult.models import ConsultationPage as Page; Page.objects.update(newcomer_pause=None, "
    "repeat_minutes=None, newcomer_contributions=None, newcomer_comments=None, newcomer_links=None)"
)
PORTS = range(20_000, 32_000)  # below those that systems lend to outgoing connections: ours is bound a minute later


def free_port() -> int:
    """A port that nobody listens on, by chance among many: other suites choose at the same time."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def own_database(folder: Path) -> tuple[str, Callable[[], None]]:
    """The address of a database of the kind under test, migrated if the suite did so, and how to do away with it."""
    source = os.environ.get("CONSULT_DATABASE", "")
    on_server = copies.is_postgresql(source)
    name = f"consult_browser_{os.getpid()}_{folder.name}" if on_server else str(folder / "site.sqlite3")
    address = copies.renamed(source, name)
    if copies.are_wanted():
        copies.copy(source, address)
    else:
        copies.make_empty(address)
    return address, lambda: copies.drop(address)


class Site:
    """A running site: its address, and its management commands."""

    def __init__(
        self, folder: Path, database: str, encoder: str, host: str = "127.0.0.1", settings: dict[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.address = f"http://{host}:{self.port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "consult.settings.demo",
            "CONSULT_DATABASE": database,
            "CONSULT_BASE_URL": self.address,
            "CONSULT_ENCODER": encoder,
            "CONSULT_STATIC_ROOT": str(folder / "static"),  # empty: static files are served from where they lie
            "CONSULT_MEDIA_ROOT": str(folder / "media"),
            "PYTHONUNBUFFERED": "1",
            **(settings or {}),
        }
        (folder / "static").mkdir()
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

    def said(self, letters: int = 6000) -> str:
        """The end of what the site's processes wrote."""
        return Path(self.log.name).read_text(errors="replace")[-letters:]

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
def running_site(
    folder: Path,
    *load: str,
    encoder: str = "none",
    host: str = "127.0.0.1",
    settings: dict[str, str] | None = None,
) -> Iterator[Site]:
    """The demonstration, loaded with ``load_demo`` and these options, until the block ends.

    Browsers know it by ``host``; ``settings`` are variables of its environment.
    """
    database, drop = own_database(folder)
    site = Site(folder, database, encoder, host, settings)
    try:
        site.manage("migrate", "--verbosity", "0")
        site.manage("load_demo", *load)  # which sets the site up first
        site.manage("shell", "-c", NO_LIMITS)
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
