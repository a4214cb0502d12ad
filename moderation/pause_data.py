"""Pauses in the export of one's data, and in the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from moderation.models import Pause
from moderation.my_data import ERASED
from participants.models import User
from participants.registries import erasers, exporters

RELATED = ("consultation", "ground", "proposal", "argument__proposal", "amendment__proposal")


@exporters.register("pauses", order=212)
def pause_rows(participant: User) -> Sequence[dict[str, Any]]:
    """When and why one was kept from writing; not by whom. One query."""
    rows = Pause.objects.filter(participant=participant).select_related(*RELATED)
    return [_row(pause) | {"contest": pause.contest} for pause in rows.order_by("begins_at", "pk")]


@exporters.register("pauses_decided", order=227)
def decided_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The pauses that one decided, lifted or answered as a moderator; not whose. One query."""
    mine = Q(moderator=participant) | Q(lifted_by=participant) | Q(answered_by=participant)
    rows = Pause.objects.filter(mine).select_related(*RELATED).order_by("begins_at", "pk")
    return [_row(pause) | _words_of_others(pause, participant) | {"as": _parts(pause, participant)} for pause in rows]


@erasers.register("pauses", order=51)
def erase_words(participant: User) -> dict[str, int]:
    """What was said of the person and to them goes; that there was a pause stays, for the figures. Three queries."""
    theirs = Pause.objects.filter(participant=participant)
    theirs.exclude(contest="").update(contest=ERASED)
    theirs.exclude(answer="").update(answer=ERASED)
    return {"pauses": theirs.update(facts=ERASED, words=ERASED, in_force=False)}


def _words_of_others(pause: Pause, person: User) -> dict[str, str]:
    """What another moderator wrote of the paused person, left out."""
    decided = {} if pause.moderator_id == person.pk else {"facts": "", "words": ""}
    return decided | ({} if pause.answered_by_id == person.pk else {"answer": ""})


def _parts(pause: Pause, person: User) -> str:
    """What a moderator did of a pause, in the words of the columns."""
    did = {"decided": pause.moderator_id, "lifted": pause.lifted_by_id, "answered": pause.answered_by_id}
    return ", ".join(name for name, key in did.items() if key == person.pk)


def _row(pause: Pause) -> dict[str, Any]:
    return {
        "consultation": pause.consultation.slug,
        "number": pause.number,
        "text": pause.subject.reference,
        "ground": pause.ground.title,
        "facts": pause.facts,
        "words": pause.words,
        "after_report": pause.after_report,
        "since": pause.begins_at,
        "until": pause.ends_at,
        "lifted_at": pause.lifted_at,
        "contested_at": pause.contested_at,
        "outcome": pause.outcome,
        "answer": pause.answer,
        "answered_at": pause.answered_at,
    }
