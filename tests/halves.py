"""Commands that run in a row, beside other rows: each row says all in a file, which is shown when its turn comes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

NO_TESTS = 5  # pytest's exit code when nothing was selected
GRACE = 30.0  # seconds between asking a process to stop and stopping it


class Half:
    """One row of commands: the first prepares, and nothing follows when it fails; all others run in any case."""

    def __init__(
        self, name: str, commands: Sequence[Sequence[str]], environment: Mapping[str, str], folder: Path, log: Path
    ) -> None:
        self.name = name
        self.failed = False
        self.seconds = 0.0
        self._began = time.monotonic()
        self._waiting = list(commands)
        self.environment, self._folder, self._log = environment, folder, log
        self._process: subprocess.Popen[bytes] | None = None
        self._preparing = True
        self._shown = 0
        self._say(f"\n== {name}")

    def advance(self) -> None:
        """Begin the next command when one has ended; ``seconds`` says that there is none left, and what all took."""
        if self._process is not None:
            if (code := self._process.poll()) is None:
                return
            self._end(code)
        if self._waiting:
            self._process = self._start(self._waiting.pop(0))
        elif not self.seconds:
            self.seconds = time.monotonic() - self._began

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """In a session of its own: Ctrl-C reaches us alone, and we pass it on."""
        with self._log.open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _end(self, code: int) -> None:
        if code not in (0, NO_TESTS):
            self.failed = True
            self._say(f"It ended with code {code}." if code > 0 else f"It was ended by signal {-code}.")
            if self._preparing:
                self._waiting.clear()
        self._preparing, self._process = False, None

    def _say(self, line: str) -> None:
        with self._log.open("a") as said:
            said.write(f"{line}\n")

    def show(self) -> None:
        """Print what was said since the last time."""
        with self._log.open("rb") as said:
            said.seek(self._shown)
            sys.stdout.write(said.read().decode(errors="replace"))
            sys.stdout.flush()
            self._shown = said.tell()

    def ask_to_stop(self) -> None:
        """As Ctrl-C does: pytest puts away what its tests have started, and says where it was."""
        self._waiting.clear()
        if self._process is not None and self._process.poll() is None:
            self.failed = True
            self._process.send_signal(signal.SIGINT)

    def insist(self) -> None:
        """Wait for who was asked to stop; then end it, and what it has left in its session."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._end(self._process.returncode)


def run_at_once(halves: Sequence[Half]) -> None:
    """Run all to their ends, and show each in its turn; Ctrl-C ends all, and is raised again."""
    unshown = list(halves)
    try:
        while unshown:
            for half in halves:
                half.advance()
            unshown[0].show()
            if unshown[0].seconds:
                sys.stdout.write(f"{unshown[0].name}: {unshown[0].seconds:.0f} s\n")
                unshown.pop(0)
            else:
                time.sleep(0.1)
    finally:
        for half in halves:
            half.ask_to_stop()
        for half in halves:
            half.insist()
        for half in unshown:
            half.show()
