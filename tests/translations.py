"""Checks the translations as `make check` does: well-formed, and compiled from what is committed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.suite import BASE, say


def faults() -> list[str]:
    """What is wrong, one line each."""
    found = []
    for source in sorted(BASE.glob("locale/*/LC_MESSAGES/*.po")):
        with tempfile.TemporaryDirectory() as folder:
            compiled = Path(folder) / "checked.mo"
            done = subprocess.run(
                ["msgfmt", "--check", "--check-format", "-o", str(compiled), str(source)],
                capture_output=True,
                text=True,
            )
            if done.returncode:
                found.append(done.stderr.strip())
            elif (
                not (committed := source.with_suffix(".mo")).exists() or committed.read_bytes() != compiled.read_bytes()
            ):
                found.append(
                    f"{source.relative_to(BASE)} is not what its compiled file holds: run manage.py compilemessages."
                )
    return found


def main() -> int:
    if shutil.which("msgfmt") is None:
        say("Translations were not checked: msgfmt (of gettext) is not there.")
        return int(os.environ.get("CONSULT_REQUIRE_ALL") == "1")
    found = faults()
    say("\n".join(found) or "Translations are well-formed.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
