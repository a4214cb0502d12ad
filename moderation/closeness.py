"""What is close to a text that a moderator reads: in the same consultation, decided already or waiting as well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.text import Truncator

from consult.telltales import grams, in_common
from moderation.floods import ALIKE, MOST, WORDS, Sent
from moderation.models import NOUNS, Decision, Signals, Subject, noun_of
from moderation.queue import item_url
from moderation.standing import MODELS, parts, stands_unread, texts
from proposals.models import Proposal
from proposals.similar.asking import ask
from proposals.similar.by_words import by_words

Key = tuple[str, int]

SHOWN = 6  # close texts beside one that is read
LOOKED_AT = 15  # candidates of each search whose words are read
LEAST_SHARED = 0.15  # of the stems of both texts, where words alone are compared: less is close by chance
RECENT = 500  # decisions of the consultation, the latest, among which the same words are looked for
SHORT = 240  # characters shown before a text is unfolded


@dataclass(frozen=True)
class Close:
    """A close text, as a page shows it."""

    subject: Subject
    url: str
    title: str
    words: str
    alike: bool  # near-identical, as in ``moderation.floods``
    decision: Decision | None  # the one that stands, if there is any

    @property
    def is_long(self) -> bool:
        """Whether its words are folded."""
        return len(self.words) > SHORT

    @property
    def beginning(self) -> str:
        """What is shown of words that are folded."""
        return Truncator(self.words).chars(SHORT)


def close_to(subject: Subject, found: Iterable[dict[str, Any]]) -> list[Close]:
    """What is close to a text and decided, or waits: near-identical ones first, then the nearest.

    ``found`` is what was noticed about the text. Of a proposal, three queries (five with the texts of another kind
    among them), and at most a tenth of a second for the process that compares by meaning, which is left alone for two
    seconds where it does not answer; two more where the same words came many times. Of another text none but these.
    """
    keys: list[Key] = decided_alike(subject) if is_in_a_flood(found) else []
    if isinstance(subject, Proposal):
        keys += [("proposal", key) for key in _near(subject)]
    return _shown(subject, list(dict.fromkeys(keys)))[:SHOWN]


def is_in_a_flood(found: Iterable[dict[str, Any]]) -> bool:
    """Whether the same words were noticed many times. No query."""
    return any(one["kind"] == Signals.Kind.FLOOD for one in found)


def alike_waiting(subject: Subject) -> list[Sent]:
    """Texts of its consultation that stand unread, were noticed as sent many times and say the same, the oldest first.

    Three queries, and a tenth of a millisecond for each text of the consultation with such a signal.
    """
    series = grams(words_of(subject))
    waiting = [sent for noun in NOUNS for sent in _in_floods(noun, consultation_of(subject))]
    same = [sent for sent in waiting if in_common(series, grams(sent.words)) >= ALIKE]
    others = [sent for sent in same if (sent.noun, sent.pk) != (noun_of(subject), subject.pk)]
    return sorted(others, key=lambda sent: (sent.at, sent.noun, sent.pk))


def decided_alike(subject: Subject) -> list[Key]:
    """Near-identical texts among the latest that were decided on. One query."""
    place = consultation_of(subject)
    here = Q(proposal__consultation=place)
    for noun in ("argument", "amendment"):
        here |= Q(**{f"{noun}__proposal__consultation": place})
    names = [(noun, noun, f"{noun}__{WORDS[noun]}") for noun in NOUNS]
    rows = Decision.objects.lasting().filter(here).order_by("-decided_at", "-pk")
    series = grams(words_of(subject))
    found: dict[Key, None] = {}
    for row in rows.values(*(name for triple in names for name in triple[1:]))[:RECENT]:
        noun, pk, words = next((noun, row[key], row[said]) for noun, key, said in names if row[key] is not None)
        if in_common(series, grams(words or "")) >= ALIKE:
            found[noun, pk] = None
    return [key for key in found if key != (noun_of(subject), subject.pk)]


def are_alike(subject: Subject, other: Subject) -> bool:
    """Whether two texts of one consultation say nearly the same. No query."""
    same_place = consultation_of(subject) == consultation_of(other)
    return same_place and in_common(grams(words_of(subject)), grams(words_of(other))) >= ALIKE


def together_url(subject: Subject) -> str:
    """The desk's page of a text and of those that are near-identical; needs its consultation."""
    return item_url(subject) + "alike/"


def words_of(subject: Subject) -> str:
    """The words by which texts are compared: of an amendment its reason, since rewordings are alike by nature."""
    said = parts(subject)
    return said["reason"] if "reason" in said else said["text"]


def consultation_of(subject: Subject) -> int:
    """The key of the consultation. No query where the proposal above is known."""
    above = subject if isinstance(subject, Proposal) else subject.proposal
    return int(above.consultation_id)


def _in_floods(noun: str, consultation: int) -> list[Sent]:
    above = "consultation" if noun == "proposal" else "proposal__consultation"
    rows = MODELS[noun].objects.filter(stands_unread(noun), signals__strength=Signals.Strength.WORDS)
    rows = rows.filter(**{above: consultation})
    if noun == "proposal":
        rows = rows.filter(signals__version=F("current"))
    names = ("pk", "author", "created_at", WORDS[noun], "signals__found")
    newest = rows.order_by("-created_at", "-pk").values_list(*names)[:MOST]
    return [Sent(noun, pk, author, at, words) for pk, author, at, words, found in newest if is_in_a_flood(found)]


def _near(subject: Proposal) -> list[int]:
    """Proposals near to one, the nearest first: by meaning, where only published ones are known, and by words.

    One query. Without an answer of the process that compares, by words alone.
    """
    typed = f"{subject.title}\n{subject.text}"
    meant = ask(subject.consultation_id, typed)
    worded = [one for one in by_words(subject.consultation, typed).candidates if one.score >= LEAST_SHARED]
    by_meaning = [one.proposal for one in meant.candidates[: LOOKED_AT + 1]] if meant else []
    merged = _in_turn(by_meaning, [one.proposal for one in worded[: LOOKED_AT + 1]])
    return [key for key in merged if key != subject.pk]


def _in_turn(some: Sequence[int], others: Sequence[int]) -> list[int]:
    """The first of both, then the second of both, and so on, each once.

    >>> _in_turn([1, 2, 3], [4, 1])
    [1, 4, 2, 3]
    """
    longest = max(len(some), len(others))
    mixed = (row[n] for n in range(longest) for row in (some, others) if n < len(row))
    return list(dict.fromkeys(mixed))


def _shown(subject: Subject, keys: Sequence[Key]) -> list[Close]:
    """The texts of some keys that can still be read, near-identical ones first. A query a kind of text, and one."""
    wanted = {noun: [pk for of, pk in keys if of == noun] for noun in NOUNS}
    rows = {(noun, row.pk): row for noun, pks in wanted.items() if pks for row in texts(noun).filter(pk__in=pks)}
    decisions = _standing_on(wanted) if rows else {}
    series = grams(words_of(subject))
    found = []
    for key in keys:
        row = rows.get(key)
        words = words_of(row) if row is not None else ""
        if row is None or not words:  # its author has erased it
            continue
        alike = in_common(series, grams(words)) >= ALIKE
        title = row.title if key[0] == "proposal" else ""
        found.append(Close(row, item_url(row), title, words, alike, decisions.get(key)))
    return sorted(found, key=lambda close: not close.alike)


def _standing_on(wanted: dict[str, list[int]]) -> dict[Key, Decision]:
    """The decision that stands on each of some texts. One query."""
    on = Q(proposal__in=wanted["proposal"]) | Q(argument__in=wanted["argument"]) | Q(amendment__in=wanted["amendment"])
    rows = Decision.objects.lasting().filter(on).select_related("ground").order_by("number")
    return {(noun, getattr(row, f"{noun}_id")): row for row in rows for noun in NOUNS if getattr(row, f"{noun}_id")}
