"""This room's part of the export of one's data, and of the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from moderation.models import Decision, HandOver, InHand, Report, Signals
from participants.addresses import addresses_of
from participants.models import User
from participants.registries import erasers, exporters

RELATED = ("proposal", "argument__proposal", "amendment__proposal", "ground")
ERASED = "–"  # in the place of words to someone who is gone: a withholding without any is refused


@exporters.register("reports", order=200)
def report_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one reported, with the account or from one of its addresses. Two queries."""
    reports = _of(participant).select_related(*RELATED).order_by("created_at", "pk")
    return [
        {
            "reference": report.reference,
            "text": report.subject.reference,
            "ground": report.ground.title,
            "words": report.words,
            "email": report.email,
            "language": report.language,
            "created_at": report.created_at,
            "handled_at": report.handled_at,
        }
        for report in reports
    ]


@exporters.register("decisions_on_my_texts", order=210)
def decision_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What moderators decided on one's texts; not who. One query."""
    decisions = _on_texts_of(participant).select_related(*RELATED)
    return [_row(decision) for decision in decisions.order_by("decided_at", "pk")]


@exporters.register("decisions_taken", order=220)
def taken_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one decided as a moderator. One query."""
    decisions = Decision.objects.filter(moderator=participant)
    related = decisions.select_related(*RELATED)
    return [_row(decision) for decision in related.order_by("decided_at", "pk")]


@exporters.register("texts_in_hand", order=230)
def in_hand_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The texts that one has open as a moderator. One query."""
    held = InHand.objects.filter(moderator=participant).select_related(*RELATED[:3]).order_by("since", "pk")
    return [
        {
            "text": row.subject.reference,
            "since": row.since,
            "seen_at": row.seen_at,
        }
        for row in held
    ]


@exporters.register("texts_handed_over", order=240)
def handed_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one handed over to other moderators, or was handed; not by whom nor to whom. One query."""
    rows = HandOver.objects.filter(Q(by=participant) | Q(to=participant)).select_related(*RELATED[:3])
    return [
        {
            "text": row.subject.reference,
            "handed": "by me" if row.by_id == participant.pk else "to me",
            "words": row.words if row.by_id == participant.pk else "",
            "at": row.at,
        }
        for row in rows.order_by("at", "pk")
    ]


@erasers.register("signals", order=49)  # before the texts lose their author
def forget_signals(participant: User) -> dict[str, int]:
    """What was noticed about one's texts goes; what still waits is looked at anew, as a text of nobody."""
    gone, _rows = Signals.objects.filter(_texts_of(participant)).delete()
    return {"signals": gone}


@erasers.register("moderation", order=50)  # before the texts lose their author
def erase_words(participant: User) -> dict[str, int]:
    """Reports stay with their ground, without words nor address; so do decisions, without words to the author."""
    reports = _of(participant).update(words="", email="", reporter=None)
    addressed = _on_texts_of(participant).exclude(words="").update(words=ERASED)
    handed = HandOver.objects.filter(by=participant).update(words=ERASED, by=None)
    return {"reports": reports, "words_to_author": addressed, "handed_over": handed}


def _of(participant: User) -> Any:
    mine = Q(reporter=participant)
    for address in addresses_of(participant):
        mine |= Q(email__iexact=address)
    return Report.objects.filter(mine)


def _on_texts_of(participant: User) -> Any:
    return Decision.objects.filter(_texts_of(participant))


def _texts_of(participant: User) -> Q:
    return Q(proposal__author=participant) | Q(argument__author=participant) | Q(amendment__author=participant)


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "text": decision.subject.reference,
        "decision": decision.kind,
        "ground": decision.ground.title if decision.ground else "",
        "facts": decision.facts,
        "words": decision.words,
        "until": decision.ends_at,
        "after_report": decision.after_report,
        "decided_at": decision.decided_at,
    }
