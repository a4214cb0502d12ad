"""What the bench asks for: each page signed out, each post signed in, as a browser sends it."""

import http.client
import itertools
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from benchmarks.web.meter import ANSWER, ASK
from benchmarks.web.seed import Seeded

HOST = "consult.example.org"
SIGN_IN = "/connexion/"
REDIRECTED = 302
SEARCHES = ("transports", "chauffage", "énergie nucléaire", "l'école", "isolation des logements", "taxe", "vélo", "bio")
_LINKED = re.compile(r'(?:<link[^>]+rel="stylesheet"[^>]*href|<script[^>]+src)="([^"]+)"')


class Unexpected(Exception):
    """An answer that the bench did not ask for: nothing it measures would mean anything."""


class Visit(NamedTuple):
    """One request, and the status that must answer it."""

    path: str
    status: int = 200
    session: str = ""
    fields: Mapping[str, str] | None = None
    htmx: bool = False


class Answer(NamedTuple):
    body: bytes
    queries: int


class Browser:
    """Asks a server for one thing after the other, on a connection that it keeps for as long as the server does."""

    def __init__(self, port: int, token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = token

    def rest(self) -> None:
        """Let the connection go; the next question opens another."""
        self.connection.close()

    def ask(self, visit: Visit, *, host: str = HOST, counting: bool = False) -> Answer:
        headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        if counting:
            headers[ASK] = "1"
        cookies = {"__Host-session": visit.session, "__Host-csrf": self.token if visit.fields is not None else ""}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        body = None
        if visit.fields is not None:
            body = urlencode({**visit.fields, "csrfmiddlewaretoken": self.token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{host}"}
        if visit.htmx:
            headers["HX-Request"] = "true"
        self.connection.request("POST" if body else "GET", visit.path, body, headers)
        answer = self.connection.getresponse()
        read = answer.read()
        led_to = answer.headers.get("Location", "")
        if answer.status != visit.status or led_to.startswith(SIGN_IN):
            raise Unexpected(f"{visit.path} answered {answer.status} {led_to} where {visit.status} was expected.")
        return Answer(read, int(answer.headers.get(ANSWER, "0")))


def parts_of(page: bytes) -> list[str]:
    """The addresses of the style sheets and scripts that a page loads, each once."""
    return list(dict.fromkeys(_LINKED.findall(page.decode())))


Source = Callable[[], Iterator[Visit]]


def pages(seeded: Seeded) -> dict[str, Source]:
    """Each page that is measured, signed out but for `give_view_signed_in`; an endless run of visits of each."""
    at = f"/{seeded.slug}"
    numbers, people = seeded.visited, seeded.sessions

    def proposal(n: int) -> str:
        return f"{at}/propositions/P-{numbers[n % len(numbers)]}/"

    return {
        "home": _endless(lambda n: Visit("/")),
        "list": _endless(lambda n: Visit(f"{at}/propositions/?graine={n * 31 % 100_000}")),
        "detail": _endless(lambda n: Visit(proposal(n))),
        "search": _endless(lambda n: Visit(f"{at}/propositions/?q={quote(SEARCHES[n % len(SEARCHES)])}")),
        "give_view": _endless(lambda n: Visit(f"{at}/donner-mon-avis/?graine={n * 31 % 100_000}")),
        "give_view_signed_in": _endless(
            lambda n: Visit(f"{at}/donner-mon-avis/?graine={n * 31 % 100_000}", session=people[n % len(people)])
        ),
    }


def posts(seeded: Seeded, turn: int) -> dict[str, Source]:
    """Each post that is measured, signed in; `turn` keeps what one run writes apart from what another has written."""
    at, numbers, people = f"/{seeded.slug}", seeded.visited, seeded.sessions
    stride = 7 * turn

    def position(n: int) -> Visit:
        number = numbers[(n + stride) % len(numbers)]
        word = ("agree", "mixed", "disagree")[n % 3]
        return Visit(
            f"{at}/propositions/P-{number}/position/",
            REDIRECTED,
            people[(n + stride) % len(people)],
            {"position": word},
        )

    def argument(n: int) -> Visit:
        number = numbers[(n + stride) % len(numbers)]
        said = {"stance": "for", "text": f"Ligne {turn}-{n} : cela aiderait ceux qui n’ont pas de voiture."}
        fields = {**said, "source_url": "", **_keys()}
        return Visit(f"{at}/propositions/P-{number}/argumenter/", REDIRECTED, people[n % len(people)], fields)

    def proposal(n: int) -> Visit:
        said = {"title": f"Un train de plus, ligne {turn}-{n}", "text": f"Sur la ligne {turn}-{n}, un train le soir."}
        return Visit(f"{at}/deposer/", REDIRECTED, people[n % len(people)], {**said, "tags": "train, soir", **_keys()})

    def position_in_page(n: int) -> Visit:
        return position(n + 1_000)._replace(status=200, htmx=True)

    return {
        "position": _endless(position),
        "position_in_page": _endless(position_in_page),
        "argument": _endless(argument),
        "proposal": _endless(proposal),
    }


def _endless(made: Callable[[int], Visit]) -> Source:
    return lambda: map(made, itertools.count())


def _keys() -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "draft": str(uuid.uuid4()), "revision": "0"}
