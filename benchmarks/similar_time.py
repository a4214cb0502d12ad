"""How long somebody who types waits for close proposals among ten thousand: by the clock, and in seconds of processor.

    python -m benchmarks.similar_time --data ../shared/data --database sqlite:///var/similar-time.sqlite3
    python -m benchmarks.similar_time --data ../shared/data --database postgresql://user:password@127.0.0.1/of_its_own

The whole way: a person who is signed in, the request as htmx sends it through all of the site, the question to
`manage.py serve_similar` over its socket, the queries of both. 10,000 answers of the Grand Débat are the proposals of
one consultation; what is typed are other answers, cut at a word where somebody would pause.

A database that was not there is made, with its sentence vectors, and kept for the next time. Others at work on the
machine lengthen the clock, not the seconds of processor: the load is written beside each run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from benchmarks.reading import rows
from benchmarks.tables import table

if TYPE_CHECKING:
    from django.test import Client

    from consult.models import ConsultationPage
    from participants.models import User

BASE = Path(__file__).resolve().parents[1]
TEXTS, ASKED, RUNS = 10_000, 200, 3
PAUSES = (60, 120, 200, 300, 450)  # characters typed when somebody pauses, in turn
BETWEEN = 0.1  # seconds from one question to the next: fewer than the site answers for one process
SLUG = "dix-mille"
COLUMNS = {
    "clock_median": ("ms, median", 0),
    "clock_95": ("ms, 95 of 100", 0),
    "processor_median": ("ms of processor, median", 0),
    "processor_95": ("95 of 100", 0),
    "of_it_similar": ("of it serve_similar, median", 0),
    "by_meaning": ("by meaning", 2),
    "load": ("load", 1),
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True, help="the folder of the project's data")
    asked.add_argument("--database", required=True, help="the address of a database of its own")
    asked.add_argument("--out", type=Path, help="a file for the figures, as JSON")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "consult.settings.demo",
            "CONSULT_DATABASE": told.database,
            "CONSULT_SIMILAR_SOCKET": f"{folder}/similar.sock",
            "CONSULT_ENCODER": "use",
            "CONSULT_STATIC_ROOT": folder,  # nothing is collected: no page is looked at
        }
        import django

        django.setup()
        read = rows(told.data / "grand-debat" / "environnement-20000.csv.gz", ("text",))
        texts = list(dict.fromkeys(row["text"].strip() for row in read if len(row["text"].split()) > 3))
        consultation, person = _prepared(texts[:TEXTS])
        found = _measured(consultation, person, [typed_of(text, turn) for turn, text in enumerate(texts[TEXTS:])])
    sys.stdout.write(table(f"{ASKED} questions among {TEXTS:,} proposals", found, COLUMNS, "run") + "\n")
    if told.out:
        told.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _prepared(texts: list[str]) -> "tuple[ConsultationPage, User]":
    """The consultation and a person who may submit, made where they are not there yet."""
    from django.core.management import call_command

    from consult.models import ConsultationPage
    from participants.models import User
    from proposals.importing.rows import ImportRow
    from proposals.importing.vectors import encode_import
    from proposals.importing.writing import import_list

    call_command("migrate", verbosity=0)
    page = ConsultationPage.objects.filter(slug=SLUG).first() or _consultation()
    done = import_list(
        consultation=page, rows=[ImportRow(text=text) for text in texts], source="https://granddebat.fr/"
    )
    if done.record is not None:
        encode_import(done.record)
    if page.proposals.count() != TEXTS:
        raise SystemExit(f"There are {page.proposals.count()} proposals in this database: give one of its own.")
    return page, User.objects.filter(email="bench@example.org").first() or _person()


def _consultation() -> "ConsultationPage":
    from django.utils import timezone

    from cms.models import HomePage
    from cms.site_setup import set_up_site
    from consult.models import ConsultationPage, Phase

    set_up_site()
    page = ConsultationPage(title="Dix mille", slug=SLUG, question="Que faudrait-il ?")
    now = timezone.now()
    page.phases = [
        Phase(
            kind=Phase.Kind.DELIBERATE,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=3650),
            may_submit=True,
            may_take_position=True,
        )
    ]
    made: ConsultationPage = HomePage.objects.get().add_child(instance=page)
    return made


def _person() -> "User":
    from django.utils import timezone

    from participants.models import Consent, ConsentText, User

    now = timezone.now()
    person = User.objects.create(email="bench@example.org", display_name="Banc d’essai", joined_at=now)
    text = ConsentText.objects.first() or ConsentText.objects.create(language="fr", text="Oui.", valid_from=now)
    Consent.objects.create(participant=person, text_hash=text.text_hash, given_at=now)
    return person


def typed_of(text: str, turn: int) -> str:
    """What somebody has typed of a text when they pause."""
    reach = PAUSES[turn % len(PAUSES)]
    return text if len(text) <= reach else text[:reach].rpartition(" ")[0]


def _measured(consultation: "ConsultationPage", person: "User", typed: list[str]) -> dict[str, dict[str, float]]:
    """Ask, while the process that compares runs: the figures of each run."""
    from django.test import Client

    from proposals.models import Impression
    from proposals.similar import limits

    limits.BURST = limits.EACH = 1e6  # one person asks for all
    limits.buckets = limits.Buckets()
    client = Client(SERVER_NAME="127.0.0.1", headers={"HX-Request": "true"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/{SLUG}/deposer/proches/"
    similar = subprocess.Popen([sys.executable, "manage.py", "serve_similar"], cwd=BASE, stdout=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + 300
        while not Impression.objects.filter(writing=_ask(client, address, typed[0]), by_meaning=True).exists():
            if time.monotonic() > ends:
                raise SystemExit("The process that compares does not answer.")
            time.sleep(2.5)
        return {f"{run + 1}": _run(client, address, typed[run * ASKED :], similar.pid) for run in range(RUNS)}
    finally:
        similar.terminate()
        similar.wait()


def _run(client: "Client", address: str, typed: list[str], similar: int) -> dict[str, float]:
    from proposals.models import Impression

    clocks, site, other, writings = [], [], [], []
    load = os.getloadavg()[0]
    for text in typed[:ASKED]:
        before, processor, clock = seconds_of(similar), time.process_time(), time.perf_counter()
        writings.append(_ask(client, address, text))
        clocks.append(time.perf_counter() - clock)
        site.append(time.process_time() - processor)
        other.append(seconds_of(similar) - before)
        time.sleep(BETWEEN)
    meant = Impression.objects.filter(writing__in=writings, by_meaning=True).values("writing").distinct().count()
    whole = np.array(site) + np.array(other)
    return {
        "clock_median": 1000 * float(np.median(clocks)),
        "clock_95": 1000 * float(np.quantile(clocks, 0.95)),
        "processor_median": 1000 * float(np.median(whole)),
        "processor_95": 1000 * float(np.quantile(whole, 0.95)),
        "of_it_similar": 1000 * float(np.median(other)),
        "by_meaning": meant / len(writings),
        "load": (load + os.getloadavg()[0]) / 2,
    }


def _ask(client: "Client", address: str, text: str) -> Any:
    """Ask once, as a new writing; gives its key."""
    key = uuid4()
    answer = client.post(address, {"title": "", "text": text, "tags": "", "key": str(key)})
    if answer.status_code != 200:
        raise SystemExit(f"The site answered {answer.status_code}.")
    return key


def seconds_of(process: int) -> float:
    """Seconds of processor that a process has used, all its threads together (Linux alone tells)."""
    total = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # it has ended meanwhile
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


if __name__ == "__main__":
    main()
