"""`make demo` starts a web server and a worker, and leaves no process behind however it ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from json import dumps
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
_spec = spec_from_file_location("serve", BASE / "demo" / "serve.py")
serve = module_from_spec(_spec)
_spec.loader.exec_module(serve)

pytestmark = pytest.mark.xdist_group("launcher")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """The launcher on a database that is ready already, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port, self.mark = free_port(), os.urandom(8).hex()
        self.database = f"sqlite:///{folder / 'site.sqlite3'}"
        self.folder, self.log = folder, folder / "launcher.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
        self.environment = {**kept, "CONSULT_DATABASE": self.database, "CONSULT_LAUNCHER_TEST": self.mark}
        stamp = folder / f"demo-{sha256(self.database.encode()).hexdigest()[:8]}.json"
        key = serve.content_key(self.database, 0)
        stamp.write_text(dumps({"key": key, "loaded_at": datetime.now(UTC).isoformat()}))

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "demo/serve.py", "--port", str(self.port), "--var", str(self.folder)]
        with self.log.open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=BASE,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self, launcher: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 60
        while f"Ready: http://127.0.0.1:{self.port}" not in self.log.read_text():
            assert launcher.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def processes(self, words: str = "") -> list[int]:
        """Who runs with our mark in the environment and these words in the command, as /proc tells."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                marked = self.mark.encode() in (entry / "environ").read_bytes()
                if marked and words.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds what the worker needs, and nothing else."""
    path = tmp_path_factory.mktemp("tables") / "site.sqlite3"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "consult.settings.demo", "CONSULT_DATABASE": f"sqlite:///{path}"}
    command = [sys.executable, "manage.py", "migrate", "django_ox", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, cwd=BASE, env=environment, check=True, timeout=120)
    return path


@pytest.fixture
def demo(tables: Path, tmp_path: Path) -> Iterator[Demo]:
    shutil.copy(tables, tmp_path / "site.sqlite3")
    running = Demo(tmp_path)
    yield running
    for pid in running.processes():  # a test that failed leaves nothing either
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_launcher_leaves_no_process_behind(demo, signum):
    launcher = demo.start()
    demo.wait_until_ready(launcher)
    assert demo.processes("granian")
    assert demo.processes("ox_worker")
    launcher.send_signal(signum)
    assert launcher.wait(timeout=20) == 0
    assert demo.processes() == []


def test_one_process_that_dies_ends_the_other_with_a_sentence(demo):
    launcher = demo.start()
    demo.wait_until_ready(launcher)
    for pid in demo.processes("ox_worker"):
        os.kill(pid, signal.SIGKILL)
    assert launcher.wait(timeout=20) == 1
    assert "The worker process ended by itself" in demo.log.read_text()
    assert demo.processes() == []


def test_what_was_compiled_is_kept_for_the_next_start():
    inherited = {"PYTHONDONTWRITEBYTECODE": "1", "CONSULT_DATABASE": "sqlite:///other", "HOME": "/home/ana"}
    told = serve.environment_of(inherited, address="http://127.0.0.1:8000", database="sqlite:///site")
    assert "PYTHONDONTWRITEBYTECODE" not in told
    assert (told["CONSULT_DATABASE"], told["HOME"]) == ("sqlite:///site", "/home/ana")
    assert told["CONSULT_BASE_URL"] == "http://127.0.0.1:8000"


def test_a_port_that_is_taken_is_a_sentence(demo):
    with socket.socket() as other:
        other.bind(("127.0.0.1", demo.port))
        other.listen()
        launcher = demo.start()
        assert launcher.wait(timeout=20) == 1
    assert f"Port {demo.port} of 127.0.0.1 cannot be used" in demo.log.read_text()
    assert f"make demo PORT={demo.port + 1}" in demo.log.read_text()


@pytest.fixture
def stamped(tmp_path: Path) -> tuple[Path, str]:
    (tmp_path / "site.sqlite3").touch()
    return tmp_path / "stamp.json", f"sqlite:///{tmp_path / 'site.sqlite3'}"


@pytest.mark.parametrize(
    ("key", "age", "ready"), [("abc", 1, True), ("other", 1, False), ("abc", 31, False)], ids=["same", "new", "old"]
)
def test_a_stamp_holds_for_the_same_content_and_some_weeks(stamped, key, age, ready):
    stamp, database = stamped
    stamp.write_text(dumps({"key": key, "loaded_at": (datetime.now(UTC) - timedelta(days=age)).isoformat()}))
    assert serve.is_ready(stamp, "abc", database) is ready


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"key": "abc", "loaded_at": 3}'])
def test_a_broken_stamp_is_no_stamp(stamped, content):
    stamp, database = stamped
    stamp.write_text(content)
    assert serve.is_ready(stamp, "abc", database) is False


def test_a_database_that_was_removed_is_made_again(stamped):
    stamp, database = stamped
    stamp.write_text(dumps({"key": "abc", "loaded_at": datetime.now(UTC).isoformat()}))
    Path(database.removeprefix("sqlite:///")).unlink()
    assert serve.is_ready(stamp, "abc", database) is False


def find_python(folder: Path, **candidates: str) -> subprocess.CompletedProcess[str]:
    """What find_python.sh says where only these commands are on the path."""
    for name, script in candidates.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    command = ["/bin/sh", str(BASE / "demo" / "find_python.sh")]
    return subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True, timeout=60)


def test_a_python_that_exists_and_fails_is_passed_over(tmp_path):
    good = Path(sys.executable).resolve()
    done = find_python(tmp_path, python3="echo shim: not found >&2; exit 127", **{"python3.13": f'exec {good} "$@"'})
    assert done.returncode == 0
    assert Path(done.stdout.strip()).resolve() == good


def test_without_a_python_that_is_new_enough_one_sentence_says_so(tmp_path):
    done = find_python(tmp_path, python3="exit 1")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.12 or later is needed" in done.stderr
