from moderation.models.alert import PositionAlert
from moderation.models.appeal import Appeal, AppealQuerySet, closes_at, last_day
from moderation.models.blanking import ASKED_FOR, SHOWN_FOR, Blanking, Opening, OriginalKey
from moderation.models.decision import Decision, DecisionQuerySet
from moderation.models.ground import Ground, GroundQuerySet
from moderation.models.mandate import Mandate
from moderation.models.pause import LONGEST_PAUSE, Pause, PauseQuerySet
from moderation.models.report import NOUNS, Report, ReportQuerySet, Subject, noun_of, subject_key
from moderation.models.sharing import HandOver, InHand
from moderation.models.signal import Insult, Signals, SignalsQuerySet

__all__ = [
    "ASKED_FOR",
    "LONGEST_PAUSE",
    "NOUNS",
    "SHOWN_FOR",
    "Appeal",
    "AppealQuerySet",
    "Blanking",
    "Decision",
    "DecisionQuerySet",
    "Ground",
    "GroundQuerySet",
    "HandOver",
    "InHand",
    "Insult",
    "Mandate",
    "Opening",
    "OriginalKey",
    "Pause",
    "PauseQuerySet",
    "PositionAlert",
    "Report",
    "ReportQuerySet",
    "Signals",
    "SignalsQuerySet",
    "Subject",
    "closes_at",
    "last_day",
    "noun_of",
    "subject_key",
]
