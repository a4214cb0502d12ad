"""Blanked texts in the export of one's data and in the erasure of an account; how long originals are kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from consult.retention import Rule, retention_rules
from moderation.models import Blanking, Opening
from moderation.originals import destroy
from participants.models import User
from participants.registries import erasers, exporters, text_erasers

TEXTS = ("decision__proposal", "decision__argument__proposal", "decision__amendment__proposal")
OF_OPENING = tuple(f"blanking__{text}" for text in TEXTS)


@exporters.register("texts_blanked", order=228)
def blanked_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The texts whose words one took out as a moderator. One query."""
    rows = Blanking.objects.filter(by=participant).select_related(*TEXTS).order_by("at", "pk")
    return [{"text": row.subject.reference, "reason": row.reason, "at": row.at} for row in rows]


@exporters.register("originals_opened", order=229)
def opened_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The openings that one asked for or agreed to; not with whom. One query."""
    mine = Q(asked_by=participant) | Q(agreed_by=participant)
    rows = Opening.objects.filter(mine).select_related(*OF_OPENING).order_by("asked_at", "pk")
    return [
        {
            "text": row.blanking.subject.reference,
            "as": "asked" if row.asked_by_id == participant.pk else "agreed",
            "reason": row.reason if row.asked_by_id == participant.pk else "",
            "asked_at": row.asked_at,
            "agreed_at": row.agreed_at,
        }
        for row in rows
    ]


@text_erasers.register("originals", order=90)  # before the texts lose their author
def destroy_originals(participant: User) -> dict[str, int]:
    """Who erases their words erases those that are sealed too. Five queries for each."""
    theirs = Q(decision__proposal__author=participant) | Q(decision__argument__author=participant)
    theirs |= Q(decision__amendment__author=participant)
    return {"originals": destroy(Blanking.objects.kept().filter(theirs))}


@erasers.register("blankings", order=52)
def forget_reasons(participant: User) -> dict[str, int]:
    """Whoever took words out, or opened an original, is not named any more. Three queries."""
    return {
        "blankings": Blanking.objects.filter(by=participant).update(by=None),
        "openings": Opening.objects.filter(asked_by=participant).update(asked_by=None)
        + Opening.objects.filter(agreed_by=participant).update(agreed_by=None),
    }


retention_rules.register("originals of blanked texts", order=300)(
    Rule(
        kept_for=timedelta(days=settings.CONSULT_SEALED_DAYS),  # or an appeal's time, which each row knows
        old=lambda at: Blanking.objects.over_at(at).count(),
        forget=lambda at: destroy(Blanking.objects.over_at(at), at=at),
    )
)
