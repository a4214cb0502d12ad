"""Looking at texts that wait: what is noticed is kept as signals, which order the queue and hide nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.tasks import task
from django.utils import timezone

from consult.personal_data import personal_data
from consult.telltales import Place, capitals, links
from moderation.equal_texts import fold_equal_of
from moderation.floods import Flood, floods, sent_around, summary
from moderation.insults import Listed, insults_in, listed_insults
from moderation.models import NOUNS, Signals, Subject, noun_of
from moderation.standing import MODELS, parts, stands_unread, texts
from moderation.watching import YOUNG
from proposals.models import Proposal

Kind = Signals.Kind
BATCH, MOST = 200, 2_000  # texts at once, and in one run of the task
MANY_LINKS = 2  # more than these are a signal
Key = tuple[str, int]


@task()
def look_at_new() -> int:
    """Look at what came, scheduled every half minute; how many texts. Without it, signals come late and that is all."""
    return look(at=timezone.now())


def look(*, at: datetime) -> int:
    """Note signals of the texts that stand unread and were not looked at as they are now; forget those of others.

    Seven queries where nothing is new, and some twelve for each two hundred texts. No text is changed.
    """
    forget_read()
    listed, looked = listed_insults(), 0
    while looked < MOST:
        batch = waiting_for_a_look(BATCH)
        if not batch:
            break
        note(batch, listed, at=at)
        looked += len(batch)
    return looked


def waiting_for_a_look(most: int) -> list[Subject]:
    """Texts that stand unread without signals of what they say now, the oldest first. Three queries."""
    found: list[Subject] = []
    for noun in NOUNS:
        mine = Signals.objects.filter(**_same_words(noun))
        rows = texts(noun).filter(stands_unread(noun)).filter(~Exists(mine)).order_by("created_at", "pk")
        found += rows[: most - len(found)] if len(found) < most else []
    return found


def note(subjects: Sequence[Subject], listed: Sequence[Listed], *, at: datetime) -> None:
    """Keep what is noticed about some texts; those that are found to be in a flood with them are looked at again."""
    instants = [subject.created_at for subject in subjects]
    keys = {(noun_of(subject), subject.pk) for subject in subjects}
    many = floods(keys, sent_around(min(instants), max(instants)))
    for noun in NOUNS:
        rows = [_signals(one, listed, many, at) for one in subjects if noun_of(one) == noun]
        Signals.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=[noun],
            update_fields=["version", "strength", "found", "looked_at"],
        )
    _look_again(many.values(), keys)
    fold_equal_of(many.values())


def noticed_in(said: dict[str, str], language: str, listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """What is noticed in words alone, by the names of their fields. No query."""
    found = []
    addresses = _places(said, links)
    if len(addresses) > MANY_LINKS:
        found.append({"kind": Kind.LINKS.value, "places": addresses})
    if shouted := _places(said, capitals):
        found.append({"kind": Kind.CAPITALS.value, "places": shouted})
    if insults := _places(said, lambda text: insults_in(text, listed, language)):
        found.append({"kind": Kind.INSULT.value, "places": insults})
    personal: dict[str, list[list[Any]]] = {}
    for name, text in said.items():
        for one in personal_data(text):
            personal.setdefault(one.kind.value, []).append([name, one.start, one.end])
    return found + [{"kind": kind, "places": places} for kind, places in personal.items()]


def forget_read() -> int:
    """Signals go with the first decision, and with the text that they speak of. Three queries at least."""
    gone = 0
    for noun in NOUNS:
        standing = MODELS[noun].objects.filter(stands_unread(noun), pk=OuterRef(noun))
        read = Signals.objects.filter(~Exists(standing), **{f"{noun}__isnull": False})
        gone += read.delete()[0]
    return gone


def signalled(noun: str, strength: int) -> Exists:
    """The condition that a text of this kind has signals as strong, of the words that it has now."""
    return Exists(Signals.objects.filter(**_same_words(noun), strength=strength))


def _same_words(noun: str) -> dict[str, Any]:
    mine: dict[str, Any] = {noun: OuterRef("pk")}
    return {**mine, "version": OuterRef("current")} if noun == "proposal" else mine


def _signals(subject: Subject, listed: Sequence[Listed], many: dict[Key, Flood], at: datetime) -> Signals:
    found = noticed_in(_own_parts(subject), _language(subject), listed)
    if flood := many.get((noun_of(subject), subject.pk)):
        found.append({"kind": Kind.FLOOD.value, **summary(flood)})
    strength = Signals.Strength.WORDS if found else Signals.Strength.NONE
    if subject.author is not None and subject.created_at - subject.author.joined_at < YOUNG:
        found.append({"kind": Kind.NEW_ACCOUNT.value})
        strength = strength or Signals.Strength.ACCOUNT
    version = subject.current if isinstance(subject, Proposal) else None
    return Signals(**{noun_of(subject): subject}, version=version, strength=strength, found=found, looked_at=at)


def _own_parts(subject: Subject) -> dict[str, str]:
    """A title that was drawn from the text says nothing of its own."""
    said = parts(subject)
    if isinstance(subject, Proposal) and subject.current is not None and subject.current.title_derived:
        del said["title"]
    return said


def _language(subject: Subject) -> str:
    return (subject if isinstance(subject, Proposal) else subject.proposal).language


def _places(said: dict[str, str], look: Any) -> list[list[Any]]:
    found: Iterable[tuple[str, Place]] = ((name, place) for name, text in said.items() for place in look(text))
    return [[name, place.start, place.end] for name, place in found]


def _look_again(many: Iterable[Flood], looked_at: set[Key]) -> None:
    """Those of a flood that were looked at before it was one, or when it was half as large at most."""
    sizes: dict[Key, int] = {}
    for flood in many:
        for sent in flood.texts:
            key = (sent.noun, sent.pk)
            sizes[key] = max(sizes.get(key, 0), len(flood.texts))
    for noun in NOUNS:
        keys = [pk for of, pk in sizes.keys() - looked_at if of == noun]
        rows = Signals.objects.filter(**{f"{noun}__in": keys}) if keys else Signals.objects.none()
        unknown = [
            row.pk
            for row in rows
            if 2 * next((one["count"] for one in row.found if one["kind"] == Kind.FLOOD), 0)
            <= sizes[noun, getattr(row, f"{noun}_id")]
        ]
        Signals.objects.filter(pk__in=unknown).delete()
