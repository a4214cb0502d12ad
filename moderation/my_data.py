"""This room's part of the export of one's data, and of the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from moderation.models import Decision, Report
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


@erasers.register("moderation", order=50)  # before the texts lose their author
def erase_words(participant: User) -> dict[str, int]:
    """Reports stay with their ground, without words nor address; so do decisions, without words to the author."""
    reports = _of(participant).update(words="", email="", reporter=None)
    addressed = _on_texts_of(participant).exclude(words="").update(words=ERASED)
    return {"reports": reports, "words_to_author": addressed}


def _of(participant: User) -> Any:
    mine = Q(reporter=participant)
    for address in addresses_of(participant):
        mine |= Q(email__iexact=address)
    return Report.objects.filter(mine)


def _on_texts_of(participant: User) -> Any:
    mine = Q(proposal__author=participant) | Q(argument__author=participant) | Q(amendment__author=participant)
    return Decision.objects.filter(mine)


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
