from moderation.models.alert import PositionAlert
from moderation.models.decision import Decision, DecisionQuerySet
from moderation.models.ground import Ground, GroundQuerySet
from moderation.models.report import NOUNS, Report, ReportQuerySet, Subject, noun_of, subject_key
from moderation.models.sharing import HandOver, InHand

__all__ = [
    "NOUNS",
    "Decision",
    "DecisionQuerySet",
    "Ground",
    "GroundQuerySet",
    "HandOver",
    "InHand",
    "PositionAlert",
    "Report",
    "ReportQuerySet",
    "Subject",
    "noun_of",
    "subject_key",
]
