"""What a search has found, shown: the words marked in titles and excerpts, and the argument that holds them."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consult.models import ConsultationPage
from consult.search_words import found_spans, is_found
from consult.text import clean_whitespace_nfc
from proposals.arguments import BEST_FIRST
from proposals.models import Proposal, ProposalQuerySet
from proposals.search import arguments_matching

EXCERPT = 280  # characters
BEFORE = 80  # characters of an excerpt before the first word that was found
OF_ARGUMENT = 180  # characters


def marked(text: str, typed: str, language: str) -> SafeString:
    """A text whose found words are marked, all of it escaped.

    >>> marked("Des écoles & un <b>", "ecole", "fr")
    'Des <mark>écoles</mark> &amp; un &lt;b&gt;'
    """
    composed, last = unicodedata.normalize("NFC", text), 0
    parts: list[str] = []
    for start, end in found_spans(composed, typed, language):
        parts += [composed[last:start], format_html("<mark>{}</mark>", composed[start:end])]
        last = end
    return format_html_join("", "{}", ((part,) for part in [*parts, composed[last:]]))


def excerpt(text: str, typed: str, language: str, length: int = EXCERPT) -> str:
    """A part of a text around the first word that was found, in whole words; its beginning where none was.

    >>> excerpt("un deux trois quatre cinq " * 9 + "cœur enfin", "coeur", "fr", length=40)
    '… deux trois quatre cinq cœur enfin'
    """
    whole = clean_whitespace_nfc(text)
    spans = found_spans(whole, typed, language)
    first = spans[0][1] if spans else 0
    if len(whole) <= length:
        return whole
    before = min(BEFORE, length * 2 // 3)
    start = 0 if first <= length - 2 else whole.find(" ", max(0, spans[0][0] - before)) + 1
    start = min(start, spans[0][0]) if spans else start
    end = start + length
    if end < len(whole):
        end = max(whole.rfind(" ", start, end), first) if whole.rfind(" ", start, end) > start else end
    return f"{'… ' if start else ''}{whole[start:end].strip()}{'…' if end < len(whole) else ''}"


def with_argued(proposals: ProposalQuerySet, consultation: ConsultationPage, typed: str) -> ProposalQuerySet:
    """Adds ``argued``: number, stance and text of the best argument that holds the words, None where there is none."""
    parts = JSONObject(number="number", stance="stance", text="text")
    found = arguments_matching(consultation, typed).filter(proposal=OuterRef("pk")).order_by(*BEST_FIRST)
    return proposals.annotate(argued=Subquery(found.annotate(parts=parts).values("parts")[:1]))


def show_found(cards: Sequence[dict[str, Any]], rows: Sequence[Proposal], typed: str) -> None:
    """Mark the words in the cards of one page, read ``with_argued``. No query.

    A proposal that does not hold the words itself gets an excerpt of the argument that does.
    """
    for card, row in zip(cards, rows, strict=True):
        card["title"] = marked(row.title, typed, row.language)
        if card["excerpt"]:
            card["excerpt"] = marked(excerpt(row.text, typed, row.language), typed, row.language)
        argument = getattr(row, "argued", None)
        if argument and not is_found(f"{row.title}\n{row.text}", typed, row.language):
            words = excerpt(argument["text"], typed, row.language, OF_ARGUMENT)
            card["argued"] = {
                "stance": argument["stance"],
                "words": marked(words, typed, row.language),
                "url": f"{row.get_absolute_url()}?arguments=tous#argument-{argument['number']}",
            }
