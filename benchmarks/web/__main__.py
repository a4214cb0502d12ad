"""`make bench-web`: queries, processor time and bare views of each page and post, on PostgreSQL with 2 workers.

    python -m benchmarks.web --data DIR

5,000 proposals, 20,000 arguments, 100,000 positions and 10,000 participants are made in a database of its
own, on the server that CONSULT_DATABASE names; the database is dropped at the end.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.reading import Unreadable, rows
from benchmarks.tables import table
from benchmarks.web.seed import Seeded, Sizes
from benchmarks.web.server import BASE, Running, Unmeasurable, serving
from benchmarks.web.visits import HOST, Answer, Browser, Unexpected, Visit, pages, parts_of, posts

RESULTS = BASE / "benchmarks" / "results" / "web.json"
SERVER = "postgresql://consult:consult@127.0.0.1:5432/consult"
WARM = 40  # requests before anything counts: both workers have met the page
ROUNDS = 5
AGAIN = 10  # requests at the head of each round, of a page and of the bare view, before those that count
EACH = 30  # requests of one page in one round
BARE_EACH = 100  # bare views right before them, with which they are compared
SHORTEST = 40  # characters of a text that is somebody's answer
# Bare views that a page may cost, as the project asked.
ASKED = {"home": 15, "list": 25, "detail": 25, "position": 20, "argument": 30, "proposal": 40}
WEIGHT = 100  # kB of HTML, style sheets and scripts of one page, compressed
COLUMNS = {
    "queries": ("SQL", 0),
    "cpu_ms": ("CPU ms", 1),
    "bare_views": ("bare views", 1),
    "asked": ("asked", 0),
    "cached_bare_views": ("with caches", 1),
    "kilobytes": ("kB", 0),
}
SIZES = Sizes()
type Figures = dict[str, dict[str, float]]


def main() -> int:
    options = _options()
    try:
        texts = [row["text"] for row in rows(options.data / "grand-debat" / "environnement-20000.csv.gz", ["text"])]
        with tempfile.TemporaryDirectory() as folder, own_database(options.server) as database:
            figures = run(Path(folder), database, [text for text in texts if len(text) >= SHORTEST], options.rounds)
    except (Unreadable, Unmeasurable, Unexpected) as problem:
        print(problem, file=sys.stderr)
        return 1
    bare, found = figures
    print(table(f"A bare view takes {bare:.2f} ms of processor.", found, COLUMNS, first="page or post"))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"bare_ms": round(bare, 3), "pages": found}, indent=1) + "\n")
    missed = [name for name, row in found.items() if row["bare_views"] > ASKED.get(name, 1e9)]
    missed += [name for name, row in found.items() if row.get("kilobytes", 0) > WEIGHT]
    if missed:
        print(f"More than was asked: {', '.join(dict.fromkeys(missed))}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of data sets")
    parser.add_argument("--server", default=os.environ.get("CONSULT_DATABASE", SERVER), help="a PostgreSQL address")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args()


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A new, empty database on a PostgreSQL server until the block ends; its address."""
    name = f"consult_bench_{os.getpid()}"
    if not server.startswith("postgres"):
        raise Unmeasurable("This is measured on PostgreSQL: name a server in CONSULT_DATABASE or with --server.")
    try:
        with psycopg.connect(_renamed(server, "postgres"), autocommit=True, connect_timeout=10) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError as error:
        raise Unmeasurable(f"PostgreSQL does not answer at {urlsplit(server).hostname}: start it. ({error})") from None
    try:
        yield _renamed(server, name)
    finally:
        with psycopg.connect(_renamed(server, "postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _renamed(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def run(folder: Path, database: str, texts: list[str], rounds: int, sizes: Sizes = SIZES) -> tuple[float, Figures]:
    """Seed and measure; milliseconds of a bare view, and the figures of each page and post."""
    environment = _environment(folder, database)
    (folder / "job.json").write_text(json.dumps({"texts": texts, "sizes": sizes._asdict()}))
    for words in (["migrate", "--verbosity", "0"], ["createcachetable"], ["collectstatic", "--no-input", "-v", "0"]):
        _call([sys.executable, "manage.py", *words], environment)
    _call([sys.executable, "-m", "benchmarks.web.seed", str(folder)], environment)
    seeded = Seeded(**json.loads((folder / "seeded.json").read_text()))
    count = [sys.executable, "-m", "benchmarks.web.seed", str(folder), "--count"]
    _call(count, environment)
    bare, figures = measured(environment | {"BENCH_CACHES": "off"}, database, seeded, rounds, turn=1)
    _call(count, environment)
    _bare, cached = measured(environment, database, seeded, rounds, turn=2)
    for name, row in figures.items():
        row["bare_views"] = round(row["bare_views"], 2)
        row["cached_bare_views"] = round(cached[name]["bare_views"], 2)
        row["cpu_ms"] = round(row["cpu_ms"], 2)
        if name in ASKED:
            row["asked"] = ASKED[name]
    return bare, figures


def measured(
    environment: Mapping[str, str], database: str, seeded: Seeded, rounds: int, turn: int
) -> tuple[float, Figures]:
    """Milliseconds of a bare view, and of each page and post, taken in turn: medians over the rounds.

    Each batch is divided by the bare views right before it, and the median of that is taken: a machine that others use
    is quicker in one minute than in the next.
    """
    application = "consult.wsgi:application"
    plain = {**environment, "DJANGO_SETTINGS_MODULE": "benchmarks.web.bare"}
    with (
        serving("benchmarks.web.bare_site:application", plain, "/nu/", None) as bare,
        serving(application, environment, "/sante/live", database) as site,
    ):
        sources = {**pages(seeded), **posts(seeded, turn)}
        visits = {name: source() for name, source in sources.items()}
        browser = Browser(site.port, seeded.token)
        figures: Figures = {name: _told(browser, visits[name]) for name in sources}
        nothing, alone = iter(lambda: Visit("/nu/"), None), Browser(bare.port)
        _send(alone, nothing, WARM, host="127.0.0.1")
        bares: list[float] = []
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sources}
        for name in list(sources) * rounds:
            bares.append(_cost(bare, alone, nothing, BARE_EACH, host="127.0.0.1"))
            taken[name].append((_cost(site, browser, visits[name], EACH), bares[-1]))
        browser.rest()
        alone.rest()
    for name, row in figures.items():
        row["cpu_ms"] = statistics.median(cost for cost, _bare in taken[name])
        row["bare_views"] = statistics.median(cost / bare_cost for cost, bare_cost in taken[name])
    return statistics.median(bares), figures


def _told(browser: Browser, visits: Iterator[Visit]) -> dict[str, float]:
    """The most queries that one answer took while the page was warmed up, and the weight of the page."""
    answers = _send(browser, visits, WARM, counting=True)
    row: dict[str, float] = {"queries": max(answer.queries for answer in answers)}
    heaviest = max((answer.body for answer in answers), key=len)
    if b"</html>" in heaviest:
        parts = [browser.ask(Visit(path)).body for path in parts_of(heaviest) if path.startswith("/")]
        row["kilobytes"] = round(sum(len(gzip.compress(part)) for part in [heaviest, *parts]) / 1000, 1)
    return row


def _send(
    browser: Browser, visits: Iterator[Visit], count: int, *, host: str = HOST, counting: bool = False
) -> list[Answer]:
    return [browser.ask(visit, host=host, counting=counting) for visit, _n in zip(visits, range(count), strict=False)]


def _cost(server: Running, browser: Browser, visits: Iterator[Visit], count: int, *, host: str = HOST) -> float:
    """CPU milliseconds of one request, over so many that follow each other: it was asked for a moment before."""
    browser.rest()  # a server ends a connection that was silent for long
    _send(browser, visits, AGAIN, host=host)
    before = server.seconds()
    _send(browser, visits, count, host=host)
    return 1000 * (server.seconds() - before) / count


def _environment(folder: Path, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.web.settings",
        "CONSULT_SECRET_KEY": os.urandom(40).hex(),
        "CONSULT_HOSTS": f"{HOST},127.0.0.1",
        "CONSULT_BASE_URL": f"https://{HOST}",
        "CONSULT_EMAIL_FROM": f"consult@{HOST}",
        "CONSULT_DATABASE": database,
        "CONSULT_ENCODER": "none",
        "CONSULT_STATIC_ROOT": str(folder / "static"),
        "CONSULT_MEDIA_ROOT": str(folder / "media"),
        "GRANIAN_WORKERS_KILL_TIMEOUT": "5",
    }


def _call(command: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Unmeasurable(f"{' '.join(command[1:4])} failed:\n{done.stderr[-3000:]}")


if __name__ == "__main__":
    sys.exit(main())
