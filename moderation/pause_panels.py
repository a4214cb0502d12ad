"""What pauses of authors add to the public register: the words of the journal, and the months' figures."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from consult.models import JournalEntry
from consult.register import RegisterPanel, event_descriptions, page_descriptions, register_panels
from consult.requests import asked
from moderation import pause_figures
from moderation.models import Ground
from moderation.words import day


def register_pauses(request: HttpRequest) -> dict[str, Any]:
    """The months with pauses, by the consultation that the address asks for. Five queries at most."""
    return {"months": pause_figures.month_figures(asked(request.GET, "consultation"))}


register_panels.register("moderation-pauses", order=51)(
    RegisterPanel(template="moderation/_register_pauses.html", gather=register_pauses)
)


@page_descriptions.register("author.paused")
def _paused(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The sentence of each by its number, with the title of its ground. One query."""
    titles = Ground.objects.titles_by_seal()
    sentence = _(
        "A moderator kept an author from writing until %(day)s (pause %(pause)s of this consultation). "
        "Ground: %(ground)s."
    )
    return {
        entry.number: sentence
        % {
            "pause": entry.content.get("pause"),
            "day": _day(entry),
            "ground": titles.get(str(entry.content.get("ground", "")), ""),
        }
        for entry in entries
    }


def _day(entry: JournalEntry) -> str:
    until = parse_date(str(entry.content.get("until", "")))
    return day(until) if until else ""


def _numbered(entry: JournalEntry) -> dict[str, object]:
    return {"pause": entry.content.get("pause")}


@event_descriptions.register("author.pause_lifted")
def _lifted(entry: JournalEntry) -> str:
    return _("A moderator lifted pause %(pause)s before its end: the author can write again.") % _numbered(entry)


@event_descriptions.register("author.pause_contested")
def _contested(entry: JournalEntry) -> str:
    return _("Pause %(pause)s of an author is contested: another moderator will look at it again.") % _numbered(entry)


@event_descriptions.register("author.pause_upheld")
def _upheld(entry: JournalEntry) -> str:
    sentence = _("Another moderator looked again at pause %(pause)s of an author: it was not overturned.")
    return sentence % _numbered(entry)


@event_descriptions.register("author.pause_overturned")
def _overturned(entry: JournalEntry) -> str:
    return _("Another moderator overturned pause %(pause)s of an author.") % _numbered(entry)
