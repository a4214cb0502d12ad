from consult.models.attempt import Attempt
from consult.models.consultation import ConsultationPage, ConsultationQuerySet
from consult.models.journal import JournalEntry, JournalHead
from consult.models.phase import Phase, PhaseQuerySet

__all__ = [
    "Attempt",
    "ConsultationPage",
    "ConsultationQuerySet",
    "JournalEntry",
    "JournalHead",
    "Phase",
    "PhaseQuerySet",
]
