"""What the page of the form shows of close proposals, as plain data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from consult.models import ConsultationPage
from consult.pages import foreign_language
from participants.models import User
from proposals.models import Comparison, Impression, Proposal
from proposals.similar.asking import ask
from proposals.similar.by_words import by_words
from proposals.similar.comparing import Answer
from proposals.similar.index import stems_of
from proposals.similar.marks import Piece, marked_excerpt, marked_words
from proposals.similar.writings import Writing, read_deed

MOST = 5  # proposals shown


def nothing_shown() -> dict[str, Any]:
    """The part where nothing was compared."""
    return {"suggestions": [], "linked": [], "chosen": None, "done": "", "error": "", "compared": False, "rests": False}


def suggestions(
    consultation: ConsultationPage, writing: Writing, reader: User | None, author: User | None, *, at: datetime
) -> list[dict[str, Any]]:
    """At most five proposals close to a text, the nearest first, and a note that they were shown.

    Two queries: the proposals, the note; one more where the words alone are compared.
    """
    answer = ask(consultation.pk, writing.typed) or by_words(consultation, writing.typed)
    shown = _in_view(consultation, writing, reader, answer)
    _note(writing, shown, answer, author, at)
    closest = {found.version: found.sentence for found in answer.candidates}
    return [_data(proposal, writing, closest.get(proposal.current_id or 0)) for proposal in shown]


def linked(consultation: ConsultationPage, writing: UUID | None) -> list[dict[str, Any]]:
    """What will be linked to the text once it is sent, with its words. One query."""
    if writing is None:
        return []
    close = Comparison.objects.of_writing(writing).filter(
        answer=Comparison.Answer.CLOSE, older__in=Proposal.objects.listed().filter(consultation=consultation)
    )
    rows = close.select_related("older__current").order_by("at", "pk")
    return [{**_brief(consultation, row.older), "words": row.words} for row in rows]


def chosen(consultation: ConsultationPage, typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """The proposal that somebody was about to support before they signed in, with the version shown then, or to link.

    ``words`` are those of *close*, empty for *same*. One query where something was pressed.
    """
    deed = read_deed(typed)
    if deed is not None and (deed.name not in ("same", "close") or (deed.name == "close" and not deed.words)):
        return None
    proposal = comparable(consultation, deed.number) if deed else None
    if deed is None or proposal is None:
        return None
    brief = _brief(consultation, proposal)
    return {**brief, "version": deed.read or brief["version"], "words": deed.words if deed.name == "close" else ""}


def comparable(consultation: ConsultationPage, number: int) -> Proposal | None:
    """A published proposal with its words, which somebody answers about. One query."""
    listed = Proposal.objects.listed().with_words().filter(consultation=consultation, number=number)
    proposal = listed.select_related("current").first()
    if proposal is not None:
        proposal.consultation = consultation  # known already
    return proposal


def _in_view(
    consultation: ConsultationPage, writing: Writing, reader: User | None, answer: Answer
) -> Sequence[Proposal]:
    """The nearest five that anyone may read, are not the reader's own and were not answered. One query."""
    assert writing.key is not None  # a text without a key is not compared
    place = {found.proposal: rank for rank, found in enumerate(answer.candidates)}
    answered = Comparison.objects.filter(writing=writing.key, older=OuterRef("pk"))
    rows = Proposal.objects.listed().with_words().filter(consultation=consultation, pk__in=place)
    if reader is not None:
        rows = rows.exclude(author=reader)
    found = sorted(rows.exclude(Exists(answered)).select_related("current"), key=lambda row: place[row.pk])[:MOST]
    for proposal in found:
        proposal.consultation = consultation  # known already
    return found


def _note(writing: Writing, shown: Sequence[Proposal], answer: Answer, author: User | None, at: datetime) -> None:
    """Keep which proposals were shown; the first time that each was counts. One query."""
    assert writing.key is not None  # a text without a key is not compared
    scores = {found.proposal: found.score for found in answer.candidates}
    Impression.objects.bulk_create(
        [
            Impression(
                writing=writing.key,
                proposal=proposal,
                author=author,
                rank=rank,
                score=scores[proposal.pk],
                by_meaning=answer.by_meaning,
                shown_at=at,
            )
            for rank, proposal in enumerate(shown, start=1)
        ],
        ignore_conflicts=True,
    )


def _data(proposal: Proposal, writing: Writing, closest: int | None) -> dict[str, Any]:
    stems = set(stems_of(writing.typed, proposal.language))
    title: list[Piece] = marked_words(proposal.title, stems, proposal.language)
    repeats = proposal.text.strip().rstrip(".").casefold() == proposal.title.casefold()  # a title drawn from it
    if repeats and closest is not None and not any(piece.marked for piece in title):
        title = [Piece(proposal.title, True)]
    return {
        **_brief(proposal.consultation, proposal),
        "title_pieces": title,
        "pieces": [] if repeats else marked_excerpt(proposal.text, writing.typed, proposal.language, closest),
    }


def _brief(consultation: ConsultationPage, proposal: Proposal) -> dict[str, Any]:
    proposal.consultation = consultation  # known already
    assert proposal.current is not None  # a proposal is created with its first version
    return {
        "version": proposal.current.number,
        "number": proposal.number,
        "reference": proposal.reference,
        "url": proposal.get_absolute_url(),
        "title": proposal.title,
        "lang": foreign_language(proposal.language),
    }
