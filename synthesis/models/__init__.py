from synthesis.models.run import Cluster, GroupingRun, Placement
from synthesis.models.theme import Pepite, Theme, ThemeMembership

__all__ = ["Cluster", "GroupingRun", "Pepite", "Placement", "Theme", "ThemeMembership"]
