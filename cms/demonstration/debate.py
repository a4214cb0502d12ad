"""What was invented around the real answers: arguments, positions, texts that wait, one withheld, one reported.

All of it goes through the actions that people use, and carries the mark ``invented``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cms.demonstration.files import key_of, written
from cms.demonstration.mobility import answers_by_id, spread
from cms.demonstration.progress import Steps
from consult.models import ConsultationPage
from moderation.actions import decide, report
from moderation.models import Decision, Ground, Report
from participants.models import User
from proposals.actions import argue, submit, take_position
from proposals.models import Argument, Position, Proposal

READ_AFTER = timedelta(hours=3)  # by the moderator
LEANS = (Position.Value.AGREE, Position.Value.MIXED, Position.Value.DISAGREE)


@dataclass(frozen=True)
class Cast:
    """Where and when it plays, and who plays."""

    consultation: ConsultationPage
    opens_at: datetime
    now: datetime
    citizen: User  # whose account visitors sign in to
    moderator: User
    citizens: list[User]

    def who(self, name: str) -> User:
        """A citizen by name; ``citoyenne`` is the account that visitors use."""
        return self.citizen if name == "citoyenne" else next(c for c in self.citizens if c.display_name == name)


def load_debate(steps: Steps, cast: Cast) -> None:
    """Arguments, positions, texts that wait, a withholding and a report; each once."""
    script = written("debate.toml")
    answers = answers_by_id(cast.consultation)
    discussed = [scene for scene in script["scene"] if scene["proposal"] in answers]
    with steps.step("Invented debate", len(discussed) + len(script["submission"])) as progress:
        for place, scene in enumerate(discussed):
            _play(cast, scene, answers[scene["proposal"]], place, len(discussed))
            progress(1)
        for place, submission in enumerate(script["submission"]):
            _submit(cast, submission, place, len(script["submission"]))
            progress(1)
        _report(cast, script["report"])


def _play(cast: Cast, scene: dict[str, Any], proposal: Proposal, place: int, places: int) -> None:
    start = spread(cast.opens_at, cast.now - timedelta(days=2), place, places)
    for number, argument in enumerate(scene["argument"]):
        _argue(cast, proposal, argument, start + timedelta(hours=5 * number))
    already = set(Position.objects.filter(proposal=proposal).values_list("participant", flat=True))
    for number, (citizen, value) in enumerate(leaning(cast.citizens, scene["lean"], place)):
        if citizen.pk not in already:
            take_position(
                proposal=proposal, participant=citizen, value=value, at=start + timedelta(minutes=37 * number)
            )
    if "mine" in scene and cast.citizen.pk not in already:
        take_position(proposal=proposal, participant=cast.citizen, value=scene["mine"], at=start)


def leaning(citizens: list[User], lean: Iterable[int], turn: int) -> Iterator[tuple[User, int]]:
    """Who takes which position: so many agree, mixed and disagree, beginning at another citizen each turn."""
    values = [value.value for value, count in zip(LEANS, lean, strict=True) for _ in range(count)]
    first = 5 * turn
    for place, value in enumerate(values[: len(citizens)]):
        yield citizens[(first + place) % len(citizens)], value


@transaction.atomic
def _argue(cast: Cast, proposal: Proposal, spoken: dict[str, Any], at: datetime) -> None:
    key = key_of("argument", spoken["text"])
    if Argument.objects.filter(idempotency_key=key).exists():
        return
    argument = argue(
        proposal=proposal,
        author=cast.who(spoken["by"]),
        stance=spoken["stance"],
        text=spoken["text"],
        source_url=spoken.get("source", ""),
        idempotency_key=key,
        at=at,
    )
    Argument.objects.filter(pk=argument.pk).update(invented=True)
    if not spoken.get("waits", False):
        _publish(cast, argument, at + READ_AFTER)


@transaction.atomic
def _submit(cast: Cast, written_down: dict[str, Any], place: int, places: int) -> None:
    key = key_of("proposal", written_down["title"])
    if Proposal.objects.filter(idempotency_key=key).exists():
        return
    at = spread(cast.now - timedelta(days=2), cast.now, place, places)
    proposal = submit(
        consultation=cast.consultation,
        author=cast.who(written_down["by"]),
        title=written_down["title"],
        text=written_down["text"],
        tags=written_down.get("tags", []),
        idempotency_key=key,
        at=at,
    )
    Proposal.objects.filter(pk=proposal.pk).update(invented=True)
    if written_down["fate"] == "published":
        _publish(cast, proposal, at + READ_AFTER)
    elif written_down["fate"] == "withheld":
        _withhold(cast, proposal, written_down, at + READ_AFTER)


def _publish(cast: Cast, subject: Proposal | Argument, at: datetime) -> None:
    decide(subject=subject, by=cast.moderator, kind=Decision.Kind.PUBLISH, seen=0, at=min(at, cast.now))


def _withhold(cast: Cast, proposal: Proposal, reasons: dict[str, Any], at: datetime) -> None:
    decide(
        subject=proposal,
        by=cast.moderator,
        kind=Decision.Kind.WITHHOLD,
        seen=0,
        ground=Ground.objects.get(title=reasons["ground"]),
        facts=reasons["facts"],
        words=reasons["words"],
        duration=Decision.Duration.INDEFINITE,
        at=min(at, cast.now),
    )


def _report(cast: Cast, told: dict[str, str]) -> None:
    argument = Argument.objects.filter(idempotency_key=key_of("argument", told["argument"])).first()
    key = key_of("report", told["words"])
    if argument is None or Report.objects.filter(idempotency_key=key).exists():
        return
    argument = Argument.objects.select_related("proposal__consultation").get(pk=argument.pk)
    report(
        subject=argument,
        ground=Ground.objects.get(title=told["ground"]),
        words=told["words"],
        reporter=cast.who(told["by"]),
        idempotency_key=key,
        at=cast.now - timedelta(hours=5),
    )
