"""Runs `make demo` as a person does: the first time, its pages, Ctrl-C, the second time; nothing stays behind.

In a clone of its own, so that the installation and the loading are those of a newcomer.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
FIRST, SECOND = 180.0, 10.0  # seconds allowed; the aims are 180 and about 5
EDITION = "/se-deplacer-autrement/premiere-synthese/edition-1/"
PAGES = {  # address: words that stand on it
    "/": "Se déplacer autrement",
    "/se-deplacer-autrement/": "Se déplacer autrement",
    "/se-deplacer-autrement/propositions/": "Grand Débat National",
    "/se-deplacer-autrement/propositions/P-898/": "rendre les transports en commun gratuits",
    "/se-deplacer-autrement/carte/": "Des pistes cyclables sûres et continues",
    "/se-deplacer-autrement/premiere-synthese/": "Première synthèse",
    "/republique-numerique/": "République numérique",
    "/canadian-electoral-reform/": "Canadian electoral reform",
    "/demonstration/": "inventé",
    "/registre/": "egistre",
}


CONTRIBUTIONS = re.compile(r"<dd>3.000</dd>")  # whatever space French puts between the thousands
FINDINGS = 8  # of the demonstration's synthesis, at least


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def processes_of(mark: str) -> list[str]:
    """Process ids whose environment holds the mark, as /proc tells."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"CONSULT_SMOKE={mark}".encode() in (entry / "environ").read_bytes():
                found.append(entry.name)
        except OSError:
            continue
    return found


def start_and_stop(folder: Path, seconds: float, *, look: bool) -> float:
    """Start, wait until it says that it is ready, read its pages, press Ctrl-C; how long the start took."""
    port, mark = free_port(), os.urandom(8).hex()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
    log = folder / f"smoke-{port}.log"
    began = time.monotonic()
    with log.open("wb") as output:
        demo = subprocess.Popen(  # noqa: S603 – our own Makefile
            ["make", "--no-print-directory", "demo", f"PORT={port}"],  # noqa: S607 – the one on the path
            cwd=folder,
            env={**environment, "CONSULT_SMOKE": mark},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while "Ready:" not in log.read_text():
            if demo.poll() is not None or time.monotonic() - began > 2 * seconds:
                raise SystemExit(f"make demo did not get ready:\n{log.read_text()}")
            time.sleep(0.1)
        took = time.monotonic() - began
        if look:
            read_pages(f"http://127.0.0.1:{port}")
            check_edition(f"http://127.0.0.1:{port}", folder)
        if len(processes_of(mark)) < 3:
            raise SystemExit("The web server and the worker were not found: what follows would prove nothing.")
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(timeout=30)
    left = processes_of(mark)
    if left:
        raise SystemExit(f"Processes stayed behind after Ctrl-C: {', '.join(left)}.")
    if took > seconds:
        raise SystemExit(f"It took {took:.1f} s to get ready; {seconds:.0f} s are allowed.\n{log.read_text()}")
    return took


def read_pages(address: str) -> None:
    for path, words in PAGES.items():
        with urllib.request.urlopen(address + path, timeout=20) as answer:  # noqa: S310 – our own http address
            text = answer.read().decode()
            if words not in text or answer.headers.get("Set-Cookie"):
                raise SystemExit(f"{path} lacks “{words}”, or sets a cookie.")
        if path.endswith("premiere-synthese/") and text.count('<article class="finding ') < FINDINGS:
            raise SystemExit(f"{path} holds fewer than {FINDINGS} findings.")
        if path.endswith("premiere-synthese/") and not CONTRIBUTIONS.search(text):
            raise SystemExit(f"{path} does not rest on 3,000 contributions.")


def check_edition(address: str, folder: Path) -> None:
    """The bundle of the demonstration's synthesis holds, by its own script; its PDF is there within two minutes."""
    bundle = folder / "verifier.zip"
    bundle.write_bytes(read(f"{address}{EDITION}verifier.zip"))
    with zipfile.ZipFile(bundle) as archive:
        script = archive.extract("check.py", folder)
    alone = [sys.executable, "-I", "-S", script, str(bundle)]
    done = subprocess.run(alone, capture_output=True, text=True, check=False)  # noqa: S603 – our own script
    if done.returncode != 0:
        raise SystemExit(f"The bundle of the synthesis does not hold:\n{done.stdout}{done.stderr}")
    limit = time.monotonic() + 120
    while not read(f"{address}{EDITION}synthese.pdf").startswith(b"%PDF"):
        if time.monotonic() > limit:
            raise SystemExit("The PDF of the synthesis was not made.")
        time.sleep(2)


def read(address: str) -> bytes:
    """What an address answers; nothing where it asks to come back."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 – our own http address
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        if error.code == 503:
            return b""
        raise


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        clone = Path(home) / "consult"
        subprocess.run(["git", "clone", "--quiet", str(BASE), str(clone)], check=True)  # noqa: S603, S607 – git on the path
        first = start_and_stop(clone, FIRST, look=True)
        second = start_and_stop(clone, SECOND, look=True)
    sys.stdout.write(f"Ready after {first:.1f} s the first time, {second:.1f} s the second; nothing stayed behind.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
