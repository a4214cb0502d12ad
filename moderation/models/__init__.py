from moderation.models.alert import PositionAlert
from moderation.models.decision import Decision, DecisionQuerySet
from moderation.models.ground import Ground, GroundQuerySet
from moderation.models.report import NOUNS, Report, ReportQuerySet, Subject, noun_of, subject_key

__all__ = [
    "NOUNS",
    "Decision",
    "DecisionQuerySet",
    "Ground",
    "GroundQuerySet",
    "PositionAlert",
    "Report",
    "ReportQuerySet",
    "Subject",
    "noun_of",
    "subject_key",
]
