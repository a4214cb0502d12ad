from moderation.models.alert import PositionAlert
from moderation.models.decision import Decision, DecisionQuerySet
from moderation.models.ground import Ground, GroundQuerySet
from moderation.models.report import NOUNS, Report, ReportQuerySet, Subject, noun_of, subject_key
from moderation.models.sharing import HandOver, InHand
from moderation.models.signal import Insult, Signals, SignalsQuerySet

__all__ = [
    "NOUNS",
    "Decision",
    "DecisionQuerySet",
    "Ground",
    "GroundQuerySet",
    "HandOver",
    "InHand",
    "Insult",
    "PositionAlert",
    "Report",
    "ReportQuerySet",
    "Signals",
    "SignalsQuerySet",
    "Subject",
    "noun_of",
    "subject_key",
]
