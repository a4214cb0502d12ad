"""This part's share of the export of one's data, and of the erasure of an account.

Decisions, answers, samples and opinions lose their link to the account by themselves (SET_NULL); an opinion keeps the
name that was signed: it was published as an office, and never changes.
"""

from collections.abc import Sequence
from typing import Any

from cms.models import Opinion, PublicReading, Remark, RemarkAnswer, SecondReading
from participants.models import User
from participants.registries import erasers, exporters, text_erasers


@exporters.register("remarks", order=400)
def remark_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one said of drafts. One query."""
    remarks = Remark.objects.filter(author=participant).select_related("reading__consultation", "finding")
    return [
        {
            "consultation": remark.reading.consultation.slug,
            "reference": remark.reference,
            "finding": remark.finding.number,
            "kind": remark.kind,
            "text": remark.text,
            "said_at": remark.said_at,
            "state": remark.state,
            "reason": remark.why,
            "address": remark.get_absolute_url(),
        }
        for remark in remarks.order_by("pk")
    ]


@exporters.register("remarks_looked_at", order=410)
def look_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Remarks that one published or declined. One query."""
    remarks = Remark.objects.filter(looked_by=participant).select_related("reading__consultation").order_by("pk")
    return [
        {"remark": remark.reference, "state": remark.state, "reason": remark.why, "at": remark.looked_at}
        for remark in remarks
    ]


@exporters.register("remarks_answered", order=420)
def answer_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Answers that one gave to remarks. One query."""
    answers = RemarkAnswer.objects.filter(by=participant).select_related("remark__reading").order_by("pk")
    return [
        {"remark": given.remark.reference, "kept": given.kept, "words": given.words, "at": given.at}
        for given in answers
    ]


@exporters.register("drafts_opened", order=430)
def opening_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Drafts that one opened for reading. One query."""
    readings = PublicReading.objects.filter(opened_by=participant).select_related("consultation").order_by("pk")
    return [
        {
            "consultation": reading.consultation.slug,
            "reading": reading.reference,
            "words": reading.words,
            "at": reading.opened_at,
        }
        for reading in readings
    ]


@exporters.register("second_readings", order=440)
def second_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Samples that one drew or read. Two queries."""
    readings = SecondReading.objects.select_related("page").order_by("pk")
    drawn = [_second("drawn", row, row.drawn_at) for row in readings.filter(drawn_by=participant)]
    read = [_second("read", row, row.taken_at) for row in readings.filter(reader=participant)]
    return [*drawn, *read]


def _second(deed: str, reading: SecondReading, at: Any) -> dict[str, Any]:
    return {"deed": deed, "synthesis": reading.page.title, "reading": reading.reference, "at": at}


@exporters.register("opinions_signed", order=450)
def opinion_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Opinions that one signed. One query."""
    opinions = Opinion.objects.filter(signed_by=participant).select_related("page").order_by("pk")
    return [
        {
            "synthesis": opinion.page.title,
            "opinion": opinion.reference,
            "name": opinion.name,
            "words": opinion.words,
            "signed_at": opinion.signed_at,
            "hash": opinion.hash,
        }
        for opinion in opinions
    ]


@erasers.register("readings", order=110)
def erase_remarks(participant: User) -> dict[str, int]:
    """Published words stay without a name; what waited goes; what was not published loses its words. Six queries.

    Whether cited words were understood stays counted: it says nothing of a person once the name is gone.
    """
    own = Remark.objects.filter(author=participant)
    waiting, _rows = own.filter(kind=Remark.Kind.COMMENT, state=Remark.State.SUBMITTED).delete()
    unread = own.filter(state=Remark.State.SUBMITTED).update(text="", state=Remark.State.PUBLISHED)
    declined = own.filter(state=Remark.State.DECLINED).update(text="")
    kept = own.update(author=None, idempotency_key=None)
    return {"waiting_remarks": waiting, "unpublished_remarks": unread + declined, "remarks_kept_without_author": kept}


@text_erasers.register("readings", order=110)
def erase_remark_words(participant: User) -> dict[str, int]:
    """Remarks that one published lose their words; answers to them stay. One query."""
    published = Remark.objects.filter(author=participant, state=Remark.State.PUBLISHED).exclude(text="")
    return {"remarks_blanked": published.update(text="")}
