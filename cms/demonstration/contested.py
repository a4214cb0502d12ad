"""Two decisions that were contested: one was overturned by another moderator, one waits for an answer. Invented."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cms.demonstration.debate import Cast
from cms.demonstration.files import key_of, written
from moderation.actions import decide
from moderation.appeals import answer, appeal
from moderation.models import Appeal, Decision, Ground
from participants.models import User
from proposals.models import Argument, Proposal

WITHHELD_AFTER = timedelta(hours=6)  # its publication
CONTESTED_AFTER = timedelta(hours=3)
ANSWERED_AFTER = timedelta(hours=20)


def load_appeals(cast: Cast, second: User) -> None:
    """What authors contest, and what the second moderator answered; each once, where the text was loaded."""
    for told in written("debate.toml")["appeal"]:
        _contest(cast, second, told)


@transaction.atomic
def _contest(cast: Cast, second: User, told: dict[str, Any]) -> None:
    key = key_of("appeal", told["words"])
    text = _text(told)
    if text is None or Appeal.objects.filter(idempotency_key=key).exists():
        return
    decision = _withheld(cast, text, told)
    kept = appeal(
        decision=decision,
        words=told["words"],
        appellant=cast.who(told["by"]),
        idempotency_key=key,
        at=_by_now(cast, decision.decided_at + CONTESTED_AFTER),
    )
    if "answer" in told:
        at = _by_now(cast, kept.created_at + ANSWERED_AFTER)
        answer(appeal=kept, by=second, outcome=Appeal.Outcome.OVERTURNED, words=told["answer"], at=at)


def _text(told: dict[str, Any]) -> Proposal | Argument | None:
    if "argument" in told:
        arguments = Argument.objects.select_related("proposal__consultation")
        return arguments.filter(idempotency_key=key_of("argument", told["argument"])).first()
    proposals = Proposal.objects.select_related("consultation")
    return proposals.filter(idempotency_key=key_of("proposal", told["proposal"])).first()


def _withheld(cast: Cast, text: Proposal | Argument, told: dict[str, Any]) -> Decision:
    """What withholds a text; decided now where it is still in view."""
    last = Decision.objects.on(text).order_by("number").last()
    assert last is not None  # each of these texts was read before it came into view, or withheld
    if last.kind == Decision.Kind.WITHHOLD:
        return last
    return decide(
        subject=text,
        by=cast.moderator,
        kind=Decision.Kind.WITHHOLD,
        seen=last.number,
        ground=Ground.objects.get(title=told["ground"]),
        facts=told["facts"],
        words=told["said"],
        duration=Decision.Duration.INDEFINITE,
        at=_by_now(cast, last.decided_at + WITHHELD_AFTER),
    )


def _by_now(cast: Cast, at: datetime) -> datetime:
    return min(at, cast.now)
