"""Nobody learns from the sign-in whether an address has an account here (S-8)."""

import re
import time
from statistics import median

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from participants.models import User
from tests.factories import CitizenFactory, UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-8")]
TRIES = 200
MOST = 0.020  # seconds between two medians
ADDRESSES = ["connue@example.org", "inconnue@example.org", "suspendue@example.org", "equipe@example.org"]
PASSING = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|(nonce-)\S+')


@pytest.fixture
def accounts():
    """One of each kind; nobody has the second address."""
    CitizenFactory(email=ADDRESSES[0])
    UserFactory(email=ADDRESSES[2], is_active=False)
    staff(ADDRESSES[3], "Équipe", [])


def answer_of(answer, address: str) -> tuple[object, ...]:
    """Everything that who asks can see of an answer, but for what is drawn by chance."""
    headers = {name: value.replace(address, "ADDRESS") for name, value in answer.headers.items()}
    headers.pop("Content-Length", None)  # of pages that show addresses of other lengths
    cookies = {
        name: {key: value for key, value in cookie.items() if key != "expires"}
        for name, cookie in answer.cookies.items()
    }
    page = PASSING.sub(r"\1\2", answer.content.decode()).replace(address, "ADDRESS")
    return answer.status_code, headers, repr(sorted(cookies.items())), page


def walk_through(address: str, number: int) -> list[tuple[object, ...]]:
    """All that one can do without the mail: ask, look, ask again, fail three times, ask too often."""
    browser = Client(REMOTE_ADDR=f"203.0.{number}.1")
    seen = [
        browser.post("/connexion/", {"email": address}),
        browser.get("/connexion/code/"),
        browser.post("/connexion/code/renvoyer/"),
        *[browser.post("/connexion/code/", {"code": "wrong"}) for _try in range(4)],
        *[browser.post("/connexion/", {"email": address}) for _try in range(3)],
    ]
    return [answer_of(answer, address) for answer in seen]


def test_each_step_answers_the_same_for_every_address(accounts, at_noon):
    journeys = [walk_through(address, number) for number, address in enumerate(ADDRESSES)]
    assert [step[0] for step in journeys[0]] == [302, 200, 302, 422, 422, 422, 422, 302, 429, 429]
    for step, answers in enumerate(zip(*journeys, strict=True)):
        assert all(answer == answers[0] for answer in answers), step


def test_mails_are_the_same_but_for_their_code(accounts, at_noon):
    for number, address in enumerate(ADDRESSES):
        Client(REMOTE_ADDR=f"203.0.{number}.1").post("/connexion/", {"email": address})
    words = {re.sub(r"\d{6}", "CODE", f"{message.subject}\n{message.body}") for message in mail.outbox}
    assert (len(mail.outbox), len(words)) == (4, 1)


def test_the_comparison_would_see_a_difference(accounts, at_noon, monkeypatch):
    """The control: a sign-in that tells strangers apart is found out."""
    from participants.views import sign_in

    known = sign_in.signing.ask_for_code

    def telling(request, email):
        if not User.objects.filter(email=email).exists():
            raise sign_in.signing.TooManyCodes("Nobody has this address here.")
        known(request, email)

    monkeypatch.setattr(sign_in.signing, "ask_for_code", telling)
    journeys = [walk_through(address, number)[0] for number, address in enumerate(ADDRESSES[:2])]
    assert journeys[0] != journeys[1]


def seconds_to_ask(number: int, address: str) -> tuple[float, float]:
    """What asking for a code and typing a wrong one take, each from an address of its own."""
    browser = Client(REMOTE_ADDR=f"203.{number // 250}.{number % 250}.1")
    began = time.perf_counter()
    browser.post("/connexion/", {"email": address})
    asked = time.perf_counter()
    browser.post("/connexion/code/", {"code": "wrong"})
    return asked - began, time.perf_counter() - asked


def medians(known: list[str], unknown: list[str]) -> list[tuple[float, float]]:
    """Of both steps, for known and for unknown addresses, taken in turns so that a slow moment slows both."""
    pairs = list(zip(known, unknown, strict=True))
    for number in range(5):  # what is loaded at the first visit
        seconds_to_ask(60_000 + number, f"echauffement{number}@example.org")
    taken: list[list[tuple[float, float]]] = [[], []]
    for number, pair in enumerate(pairs):
        for kind in (number % 2, 1 - number % 2):
            taken[kind].append(seconds_to_ask(2 * number + kind, pair[kind]))
    return [tuple(median(tried[step] for tried in kind) for kind in taken) for step in (0, 1)]


def make_known() -> list[str]:
    people = User.objects.bulk_create(
        User(email=f"connue{n}@example.org", display_name=f"Connue {n}", password="!") for n in range(TRIES // 2)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    return [person.email for person in people]


UNKNOWN = [f"inconnue{n}@example.org" for n in range(TRIES // 2)]


def test_known_and_unknown_addresses_take_as_long(db):
    for known, unknown in medians(make_known(), UNKNOWN):
        assert abs(known - unknown) < MOST


def test_the_clock_would_see_a_difference(db, monkeypatch):
    """The control: a password hashed for strangers only, as a slow hasher does it."""
    from participants import sign_in

    account_for = sign_in.account_for

    def slow_for_strangers(email):
        if not User.objects.filter(email=email).exists():
            time.sleep(0.03)  # seconds
        return account_for(email)

    monkeypatch.setattr(sign_in, "account_for", slow_for_strangers)
    (known, unknown), _second = medians(make_known()[:20], UNKNOWN[:20])
    assert unknown - known > MOST
