from moderation.models.decision import Decision
from moderation.models.ground import Ground
from moderation.models.report import Report

__all__ = ["Decision", "Ground", "Report"]
