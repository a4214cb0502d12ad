from synthesis.models.also import AlsoIn
from synthesis.models.arrival import Arrival
from synthesis.models.fold import FoldedText, FoldSearch
from synthesis.models.frozen import CorpusItem, FrozenCorpus, SetAside, ThemeDecision
from synthesis.models.run import Cluster, GroupingRun, Placement
from synthesis.models.same import SameIdea
from synthesis.models.theme import Pepite, Theme, ThemeMembership

__all__ = [
    "AlsoIn",
    "Arrival",
    "Cluster",
    "CorpusItem",
    "FoldSearch",
    "FoldedText",
    "FrozenCorpus",
    "GroupingRun",
    "Pepite",
    "Placement",
    "SameIdea",
    "SetAside",
    "Theme",
    "ThemeDecision",
    "ThemeMembership",
]
