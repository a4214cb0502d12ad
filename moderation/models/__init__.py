from moderation.models.decision import Decision, DecisionQuerySet
from moderation.models.ground import Ground, GroundQuerySet
from moderation.models.report import Report, ReportQuerySet, Subject, subject_key

__all__ = [
    "Decision",
    "DecisionQuerySet",
    "Ground",
    "GroundQuerySet",
    "Report",
    "ReportQuerySet",
    "Subject",
    "subject_key",
]
