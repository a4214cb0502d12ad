"""What blanked texts add to the public register and to their own pages: the journal's words, figures, a sentence."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consult.models import JournalEntry
from consult.register import RegisterPanel, event_descriptions, page_descriptions, register_panels
from consult.requests import asked
from moderation.models import NOUNS, Blanking, Ground, Opening
from moderation.pause_figures import MONTHS_SHOWN
from proposals.models import Proposal
from proposals.panels import ProposalPanel, Reader, proposal_panels

DEEDS = {
    "original_opened": gettext_noop("Two moderators opened the sealed original of %(reference)s together."),
    "original_destroyed": gettext_noop("The sealed original of %(reference)s is kept no more."),
    "words_given_back": gettext_noop("The words of %(reference)s came back, on appeal."),
}


class BlankingFigures(NamedTuple):
    """One month: texts blanked in it, originals opened, originals destroyed, words given back."""

    month: date
    blanked: int
    opened: int
    destroyed: int
    given_back: int


def month_figures(consultation: str = "") -> list[BlankingFigures]:
    """The last months in which something was blanked or opened, the newest first, from rows. Six queries at most."""
    rows = Blanking.objects.public()
    if consultation:
        rows = rows.filter(pk__in=_of(consultation))
    openings = Opening.objects.filter(blanking__in=rows)
    counts = [
        _by_month(rows, "at"),
        _by_month(openings, "agreed_at"),
        _by_month(rows, "destroyed_at"),
        _by_month(rows, "given_back_at"),
    ]
    months = sorted({month for count in counts for month in count}, reverse=True)[:MONTHS_SHOWN]
    return [BlankingFigures(month, *(count[month] for count in counts)) for month in months]


def _of(consultation: str) -> "QuerySet[Blanking]":
    found = Blanking.objects.filter(decision__proposal__consultation__slug=consultation)
    for noun in ("argument", "amendment"):
        found |= Blanking.objects.filter(**{f"decision__{noun}__proposal__consultation__slug": consultation})
    return found


def _by_month(rows: "QuerySet[Any]", column: str) -> Counter[date]:
    dated = rows.exclude(**{column: None}).annotate(month=TruncMonth(column)).order_by()
    counted = dated.values("month").annotate(total=Count("pk"))
    return Counter({row["month"].date(): row["total"] for row in counted})


def register_blankings(request: HttpRequest) -> dict[str, Any]:
    """The months with blanked texts, by the consultation that the address asks for. Six queries at most."""
    return {"months": month_figures(asked(request.GET, "consultation"))}


def blanked_notes(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """On which day the words of each withheld proposal were taken out. One query where one is withheld, else none."""
    withheld = [proposal for proposal in proposals if proposal.is_withheld]
    if not withheld:
        return {}
    rows = Blanking.objects.in_force().filter(decision__proposal__in=withheld).values_list("decision__proposal", "at")
    return {key: {"at": at} for key, at in rows}


register_panels.register("moderation-blankings", order=52)(
    RegisterPanel(template="moderation/_register_blankings.html", gather=register_blankings)
)
proposal_panels.register("moderation-blanked", order=5)(
    ProposalPanel(gather=blanked_notes, template="moderation/_blanked.html", place="main")
)


def _reference(entry: JournalEntry) -> str:
    return next((str(entry.content[noun]) for noun in NOUNS if entry.content.get(noun)), "")


def _blanked(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """The sentence of each by its number, with the title of its ground. One query."""
    titles = Ground.objects.titles_by_seal()
    sentence = _("The words of %(reference)s were taken out as against the law: nobody reads them. Ground: %(ground)s.")
    return {
        entry.number: sentence
        % {"reference": _reference(entry), "ground": titles.get(str(entry.content.get("ground", "")), "")}
        for entry in entries
    }


def _saying(sentence: str) -> Callable[[JournalEntry], str]:
    return lambda entry: _(sentence) % {"reference": _reference(entry)}


for _noun in NOUNS:
    page_descriptions.register(f"{_noun}.blanked")(_blanked)
    for _deed, _sentence in DEEDS.items():
        event_descriptions.register(f"{_noun}.{_deed}")(_saying(_sentence))
