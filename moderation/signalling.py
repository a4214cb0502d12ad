"""Signals as moderators read them: each with its reason, in words, and marked in the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.models import Signals, Subject
from moderation.standing import parts
from proposals.personal import NAMES

Kind = Signals.Kind
QUOTED = 3  # pieces of a text beside a reason; all of them are marked where the text stands
LONGEST_QUOTE = 60  # characters


@dataclass(frozen=True)
class Signal:
    """One thing that was noticed."""

    kind: str
    reason: str
    quotes: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The reason, and for an insult which."""
        if self.kind != Kind.INSULT:
            return self.reason
        return f"{self.reason} ({', '.join(self.quotes)})"


def signals_on(subjects: Q, known: dict[tuple[str, int], Subject]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """By noun and key, what was noticed about some texts, as it is kept, where they have not changed since. One query.

    Every text of ``subjects`` is in ``known``.
    """
    rows = Signals.objects.filter(subjects)
    return {row.place: row.found for row in rows if row.is_of(known[row.place])}


def in_words(found: Iterable[dict[str, Any]], subject: Subject) -> list[Signal]:
    """What was noticed, each with its reason and the pieces of the text that it points to. No query."""
    said = parts(subject)
    return [_signal(one, said) for one in found]


def marked(found: Iterable[dict[str, Any]], subject: Subject) -> dict[str, SafeString]:
    """The fields of a text as HTML, escaped, with each piece that a signal points to between ``<mark>``. No query."""
    places: dict[str, list[tuple[int, int]]] = {}
    for one in found:
        for name, start, end in one.get("places", []):
            places.setdefault(name, []).append((start, end))
    return {name: _with_marks(text, sorted(places.get(name, []))) for name, text in parts(subject).items()}


def _signal(one: dict[str, Any], said: dict[str, str]) -> Signal:
    kind, places = one["kind"], one.get("places", [])
    quotes = dict.fromkeys(_quoted(said.get(name, "")[start:end]) for name, start, end in places)
    return Signal(kind, _reason(one, len(places)), tuple(quote for quote in quotes if quote)[:QUOTED])


def _reason(one: dict[str, Any], count: int) -> str:
    if one["kind"] == Kind.LINKS:
        return ngettext("%(n)s link", "%(n)s links", count) % {"n": count}
    if one["kind"] == Kind.FLOOD:
        sent, accounts = one["count"], one["accounts"]
        times = ngettext("the same words once within a day", "the same words %(n)s times within a day", sent)
        whence = ngettext("from %(n)s account", "from %(n)s accounts", accounts)
        return f"{times % {'n': sent}} {whence % {'n': accounts}}"
    reasons: dict[str, str | Promise] = {
        Kind.CAPITALS: _("much in capitals"),
        Kind.INSULT: _("words of the list of insults"),
        Kind.NEW_ACCOUNT: _("an account younger than a day"),
        **NAMES,
    }
    return str(reasons[one["kind"]])


def _quoted(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_QUOTE else flat[:LONGEST_QUOTE].rstrip() + "…"


def _with_marks(text: str, places: Sequence[tuple[int, int]]) -> SafeString:
    done = 0
    out: list[SafeString] = []
    for start, end in places:
        start = max(start, done)
        if start < end <= len(text):
            out += [format_html("{}", text[done:start]), _marked_lines(text[start:end])]
            done = end
    out.append(format_html("{}", text[done:]))
    return mark_safe("".join(out))  # noqa: S308 – each piece was escaped above


def _marked_lines(words: str) -> SafeString:
    """A mark ends with its line: paragraphs are made later."""
    return format_html_join("\n", "<mark>{}</mark>", ((line,) for line in words.split("\n")))
