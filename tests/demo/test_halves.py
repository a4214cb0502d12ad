"""`make test` runs its halves at once: each says all, a failure of either counts, and Ctrl-C ends both."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.halves import Half, run_at_once


def half(folder: Path, name: str, *scripts: str) -> Half:
    return Half(name, [["/bin/sh", "-c", script] for script in scripts], dict(os.environ), folder, folder / name)


def test_halves_run_at_once_and_are_shown_one_after_the_other(tmp_path, capsys):
    meet = "touch {0}; while [ ! -e {1} ]; do sleep 0.05; done; echo {0}"
    first = half(tmp_path, "A", meet.format("a", "b"), "echo more of a")
    second = half(tmp_path, "B", meet.format("b", "a"), "echo more of b")
    run_at_once([first, second])
    words = [line for line in capsys.readouterr().out.splitlines() if line and not line.endswith(" s")]
    assert words == ["== A", "a", "more of a", "== B", "b", "more of b"]
    assert not first.failed
    assert not second.failed


@pytest.mark.parametrize(("code", "failed"), [(0, False), (1, True), (2, True), (5, False)])
def test_a_failure_counts_and_what_follows_runs(tmp_path, capsys, code, failed):
    row = half(tmp_path, "A", "true", f"exit {code}", "echo afterwards")
    run_at_once([row])
    assert row.failed is failed
    assert "afterwards" in capsys.readouterr().out


def test_nothing_follows_a_preparation_that_failed(tmp_path, capsys):
    rows = [half(tmp_path, "A", "exit 1", "echo afterwards"), half(tmp_path, "B", "true", "echo beside")]
    run_at_once(rows)
    assert [row.failed for row in rows] == [True, False]
    said = capsys.readouterr().out
    assert "afterwards" not in said
    assert "It ended with code 1." in said
    assert "beside" in said


def test_a_command_that_was_killed_is_a_failure_and_says_so(tmp_path, capsys):
    row = half(tmp_path, "A", "true", "kill -TERM $$")
    run_at_once([row])
    assert row.failed
    assert "It was ended by signal 15." in capsys.readouterr().out


def test_ctrl_c_ends_both(tmp_path):
    """Each half sleeps for a minute; who interrupts waits for seconds at most, and sees what was said."""
    script = f"""
import os, pathlib
from tests.halves import Half, run_at_once
folder = pathlib.Path({str(tmp_path)!r})
sleep = [["/bin/sh", "-c", "echo begun $0; exec sleep 60", name] for name in "AB"]
run_at_once([Half(name, [sleep[n]], dict(os.environ), folder, folder / name) for n, name in enumerate("AB")])
"""
    running = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_for(lambda: all("begun" in said_by(tmp_path / name) for name in "AB"))
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=20)
    assert running.returncode != 0
    assert "begun A" in said
    assert "begun B" in said
    assert "KeyboardInterrupt" in said


def said_by(log: Path) -> str:
    return log.read_text() if log.exists() else ""


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
