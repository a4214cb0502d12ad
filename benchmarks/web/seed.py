"""Fills an empty database with one consultation of real French texts: `python -m benchmarks.web.seed FOLDER`.

Reads `job.json` of the folder, the texts and how many rows they make; writes `seeded.json`: see `Seeded`.
"""

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import django

SLUG = "climat"
SKEW = 0.9  # the n-th most visited proposal is drawn 1/n^0.9 as often as the first
BATCH = 2_000
LONGEST = 4_000  # characters
BEGAN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class Sizes(NamedTuple):
    """How many rows there are; `signed_in` of the participants have a session."""

    proposals: int = 5_000
    arguments: int = 20_000
    positions: int = 100_000
    participants: int = 10_000
    signed_in: int = 300


class Seeded(NamedTuple):
    """What the bench sends: the slug, the drawn proposals' numbers, sessions, and a token for forms."""

    slug: str
    visited: list[int]
    sessions: list[str]
    token: str


class Popularity:
    """Draws proposals, few of them often: a power law over an order of its own."""

    def __init__(self, numbers: list[int], draw: random.Random) -> None:
        self.draw = draw
        self.numbers = draw.sample(numbers, len(numbers))
        self.weights = [1 / place**SKEW for place in range(1, len(numbers) + 1)]

    def many(self, count: int) -> list[int]:
        return self.draw.choices(self.numbers, self.weights, k=count)


def seed(texts: list[str], sizes: Sizes) -> Seeded:
    """Fill the database that the settings name; texts serve in turn."""
    from django.db import transaction

    from cms.site_setup import set_up_site

    draw = random.Random(1)
    set_up_site(organiser_email="")
    with transaction.atomic():
        consultation = _consultation()
        people = _people(sizes.participants)
        proposals = _proposals(consultation, people, texts, sizes.proposals, draw)
        popular = Popularity(list(range(sizes.proposals)), draw)
        _arguments(proposals, people, texts, popular, sizes.arguments, draw)
        _positions(proposals, people, popular, sizes.positions, draw)
    sessions = [_session(person) for person in people[: sizes.signed_in]]
    visited = [proposals[place].number for place in popular.many(2_000)]
    return Seeded(SLUG, visited, sessions, token="".join(draw.choices("abcdefghijkmnopq0123456789", k=32)))


def _consultation() -> Any:
    from cms.models import HomePage
    from consult.models import ConsultationPage, Phase

    page = ConsultationPage(
        title="Le climat et nous",
        slug=SLUG,
        question="Que faut-il faire pour répondre à la crise du climat ?",
        moderation=ConsultationPage.Moderation.AFTER,
    )
    page.phases = [
        Phase(
            kind=Phase.Kind.DELIBERATE,
            opens_at=BEGAN,
            closes_at=datetime.now(UTC) + timedelta(days=90),
            may_submit=True,
            may_argue=True,
            may_take_position=True,
        )
    ]
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return ConsultationPage.objects.get(pk=page.pk)


def _people(count: int) -> list[Any]:
    from django.contrib.auth.hashers import make_password

    from participants.models import Consent, ConsentText, User

    unusable = make_password(None)
    people = User.objects.bulk_create(
        [
            User(email=f"p{n}@example.org", display_name=f"Personne {n}", password=unusable, joined_at=BEGAN)
            for n in range(count)
        ],
        batch_size=BATCH,
    )
    text = ConsentText.objects.filter(language="fr").first()
    assert text is not None  # set_up_site makes it
    Consent.objects.bulk_create(
        [Consent(participant=person, text_hash=text.text_hash, given_at=BEGAN) for person in people], batch_size=BATCH
    )
    return people


def _proposals(consultation: Any, people: list[Any], texts: list[str], count: int, draw: random.Random) -> list[Any]:
    from django.db.models import OuterRef, Subquery
    from wagtail.search.backends import get_search_backend

    from consult.search_words import search_text
    from consult.text import derive_title
    from proposals.models import Proposal, Version
    from proposals.models.version import fingerprint

    index = get_search_backend().get_index_for_model(Proposal)
    kept: list[Any] = []
    for batch in batched(range(count), BATCH):
        rows = [(derive_title(texts[n % len(texts)]), texts[n % len(texts)][:LONGEST]) for n in batch]
        made = Proposal.objects.bulk_create(
            [
                Proposal(
                    consultation=consultation,
                    number=n + 1,
                    author=draw.choice(people),
                    language="fr",
                    state="published",
                    created_at=BEGAN + timedelta(minutes=n),
                    published_at=BEGAN + timedelta(minutes=n),
                    first_public_version=1,
                    search_text=search_text(f"{title}\n{text}", "fr"),
                )
                for n, (title, text) in zip(batch, rows, strict=True)
            ]
        )
        Version.objects.bulk_create(
            [
                Version(
                    proposal=row,
                    number=1,
                    title=title,
                    text=text,
                    title_derived=True,
                    created_at=row.created_at,
                    fingerprint=fingerprint(
                        reference=row.reference,
                        number=1,
                        title=title,
                        text=text,
                        language="fr",
                        created_at=row.created_at,
                    ),
                )
                for row, (title, text) in zip(made, rows, strict=True)
            ]
        )
        index.add_items(Proposal, made)
        kept += made
    first = Version.objects.filter(proposal=OuterRef("pk")).values("pk")[:1]
    Proposal.objects.filter(consultation=consultation).update(current=Subquery(first))
    return list(Proposal.objects.filter(consultation=consultation).order_by("number"))


def _arguments(
    proposals: list[Any], people: list[Any], texts: list[str], popular: Popularity, count: int, draw: random.Random
) -> None:
    from wagtail.search.backends import get_search_backend

    from proposals.models import Argument

    index = get_search_backend().get_index_for_model(Argument)
    before = len(proposals)
    numbers = dict.fromkeys(range(before), 0)
    for batch in batched(enumerate(popular.many(count)), BATCH):
        rows = []
        for n, place in batch:
            numbers[place] += 1
            rows.append(
                Argument(
                    proposal=proposals[place],
                    number=numbers[place],
                    author=draw.choice(people),
                    stance=draw.choices(["for", "against", "nuance"], [5, 4, 2])[0],
                    text=texts[(before + n) % len(texts)][:600],
                    state="published",
                    created_at=BEGAN + timedelta(minutes=before + n),
                    published_at=BEGAN + timedelta(minutes=before + n),
                )
            )
        index.add_items(Argument, Argument.objects.bulk_create(rows))


def _positions(proposals: list[Any], people: list[Any], popular: Popularity, count: int, draw: random.Random) -> None:
    from proposals.models import Position

    pairs: set[tuple[int, int]] = set()
    while len(pairs) < count:
        drawn = popular.many(count - len(pairs))
        pairs.update((place, draw.randrange(len(people))) for place in drawn)
    for batch in batched(sorted(pairs), BATCH):
        Position.objects.bulk_create(
            [
                Position(
                    proposal=proposals[place],
                    participant=people[person],
                    version_id=proposals[place].current_id,
                    value=draw.choices([1, 0, -1], [6, 2, 3])[0],
                    created_at=BEGAN + timedelta(minutes=2 * len(proposals) + person),
                    changed_at=BEGAN + timedelta(minutes=2 * len(proposals) + person),
                )
                for place, person in batch
            ]
        )


def _session(person: Any) -> str:
    """A session of somebody signed in: its key, as the cookie holds it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    django.setup()
    if sys.argv[2:] == ["--count"]:  # as a task does every five minutes, and PostgreSQL by itself
        from django.db import connection

        from proposals.counted import count_figures

        count_figures.func()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE, SKIP_LOCKED)")
        sys.exit()
    job = json.loads((folder / "job.json").read_text())
    found = seed(job["texts"], Sizes(**job["sizes"]))
    (folder / "seeded.json").write_text(json.dumps(found._asdict()))
