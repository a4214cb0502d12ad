"""What must hold before a synthesis is published, each with a sentence that says what is missing."""

from cms.gates.checks import GATES, Gate, RedGate, red_gates
from cms.gates.draft import Draft, load_draft
from cms.gates.refusals import (
    CitationAmiss,
    FindingWithoutCitation,
    NothingToStandOn,
    NotPublishable,
    is_outdated,
    outdated_sentence,
    require_gates,
    require_publishable,
)
from cms.gates.warnings import scale, support_of, warnings

__all__ = [
    "GATES",
    "CitationAmiss",
    "Draft",
    "FindingWithoutCitation",
    "Gate",
    "NotPublishable",
    "NothingToStandOn",
    "RedGate",
    "is_outdated",
    "load_draft",
    "outdated_sentence",
    "red_gates",
    "require_gates",
    "require_publishable",
    "scale",
    "support_of",
    "warnings",
]
