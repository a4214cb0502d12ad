from proposals.models.amendment import Amendment, AmendmentPosition
from proposals.models.argument import Argument
from proposals.models.convincing import Convincing
from proposals.models.counted import CountedFigures
from proposals.models.draft import Draft
from proposals.models.entry import Entry
from proposals.models.exposure import Exposure
from proposals.models.imports import Import
from proposals.models.position import Position, TallyElsewhere
from proposals.models.proposal import Proposal, ProposalQuerySet
from proposals.models.similar import Comparison, Impression
from proposals.models.tag import TaggedProposal
from proposals.models.version import Vector, Version

__all__ = [
    "Amendment",
    "AmendmentPosition",
    "Argument",
    "Comparison",
    "Convincing",
    "CountedFigures",
    "Draft",
    "Entry",
    "Exposure",
    "Import",
    "Impression",
    "Position",
    "Proposal",
    "ProposalQuerySet",
    "TaggedProposal",
    "TallyElsewhere",
    "Vector",
    "Version",
]
