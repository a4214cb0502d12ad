"""This room's part of the export of one's data, and of the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from moderation.models import Appeal, Decision, HandOver, InHand, Report, Signals
from participants.addresses import addresses_of
from participants.models import User
from participants.registries import erasers, exporters

RELATED = ("proposal", "argument__proposal", "amendment__proposal", "ground")
_CONTESTED = ("decision__proposal", "decision__argument__proposal", "decision__amendment__proposal")
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


@exporters.register("appeals", order=205)
def appeal_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one contested, with the account or through a report from one of its addresses. Three queries."""
    appeals = _appeals_of(participant).select_related(*_CONTESTED)
    return [_appeal_row(appeal) for appeal in appeals.order_by("created_at", "pk")]


@exporters.register("appeals_answered", order=225)
def answered_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The appeals that one answered as a moderator. One query."""
    appeals = Appeal.objects.filter(decided_by=participant).select_related(*_CONTESTED)
    rows = appeals.order_by("created_at", "pk")
    return [{name: value for name, value in _appeal_row(appeal).items() if name != "words"} for appeal in rows]


@erasers.register("signals", order=49)  # before the texts lose their author
def forget_signals(participant: User) -> dict[str, int]:
    """What was noticed about one's texts goes; what still waits is looked at anew, as a text of nobody."""
    gone, _rows = Signals.objects.filter(_texts_of(participant)).delete()
    return {"signals": gone}


@erasers.register("moderation", order=50)  # before the texts lose their author
def erase_words(participant: User) -> dict[str, int]:
    """Reports stay with their ground, without words nor address; so do appeals, and decisions without words to them."""
    contested = _appeals_of(participant)
    contested.exclude(answer="").update(answer=ERASED)
    appeals = contested.update(words="", appellant=None)
    reports = _of(participant).update(words="", email="", reporter=None)
    addressed = _on_texts_of(participant).exclude(words="").update(words=ERASED)
    handed = HandOver.objects.filter(by=participant).update(words=ERASED, by=None)
    return {"reports": reports, "appeals": appeals, "words_to_author": addressed, "handed_over": handed}


def _of(participant: User) -> Any:
    mine = Q(reporter=participant)
    for address in addresses_of(participant):
        mine |= Q(email__iexact=address)
    return Report.objects.filter(mine)


def _appeals_of(participant: User) -> Any:
    """With the keys in hand, so that what an erasure takes away first does not hide what it takes next."""
    mine = Q(appellant=participant)
    for address in addresses_of(participant):
        mine |= Q(report__email__iexact=address)
    return Appeal.objects.filter(pk__in=list(Appeal.objects.filter(mine).values_list("pk", flat=True)))


def _on_texts_of(participant: User) -> Any:
    return Decision.objects.filter(_texts_of(participant))


def _texts_of(participant: User) -> Q:
    return Q(proposal__author=participant) | Q(argument__author=participant) | Q(amendment__author=participant)


def _appeal_row(appeal: Appeal) -> dict[str, Any]:
    return {
        "reference": appeal.reference,
        "text": appeal.subject.reference,
        "decision": appeal.decision.kind,
        "words": appeal.words,
        "language": appeal.language,
        "created_at": appeal.created_at,
        "outcome": appeal.outcome,
        "answer": appeal.answer,
        "decided_at": appeal.decided_at,
    }


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
