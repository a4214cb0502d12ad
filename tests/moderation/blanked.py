"""Texts against the law for the tests of blanking: what they say, and how they come out of view."""

from datetime import timedelta
from typing import Any

from moderation import actions, blanking
from moderation.models import Blanking, Decision, Ground
from tests import factories
from tests.conftest import NOON

TITLE = "Dehors Quintessence"
TEXT = "Monsieur Quintessence habite au douze et mérite une correction."
FACTS = "« mérite une correction » : un appel à la violence."
WITHHELD, BLANKED, LATER = NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)
WHY = "Réquisition 2026-114."


def law() -> Ground:
    return factories.GroundFactory(kind=Ground.Kind.ILLEGAL, title="Appel à la violence", text="Puni par la loi.")


def withhold(subject: Any, by: Any, **given: Any) -> Decision:
    reasons = {"ground": given.pop("ground", None) or law(), "facts": FACTS, "words": "Ce texte vise une personne."}
    kept = {"kind": "withhold", "seen": 0, "duration": "indefinite", "at": WITHHELD, **reasons, **given}
    return actions.decide(subject=subject, by=by, **kept)


def blank(subject: Any, by: Any, **given: Any) -> Blanking:
    return blanking.blank(**{"subject": subject, "by": by, "reason": "Adresse et menace.", "at": BLANKED, **given})


def open_by_two(subject: Any, first: Any, second: Any, at: Any = LATER) -> None:
    blanking.ask_opening(subject=subject, by=first, reason=WHY, at=at)
    blanking.agree(subject=subject, by=second, at=at)
