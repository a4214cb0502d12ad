"""Grouping of ideas: pure functions, arrays in, arrays out, no Django.

Importing this package loads numpy only: scipy and scikit-learn are read by the functions that need
them, so that a web process never pays for them. `group` does the whole; ADR 0022 tells why so.
"""

from synthesis.clustering.agreement import compare
from synthesis.clustering.corpus import corpus_hash
from synthesis.clustering.idea_map import layout
from synthesis.clustering.lessons import Contradiction, TooFewGroups, lessons
from synthesis.clustering.parameters import Level, Parameters
from synthesis.clustering.pipeline import group
from synthesis.clustering.provenance import environment
from synthesis.clustering.result import Grouping

__all__ = [
    "Contradiction",
    "Grouping",
    "Level",
    "Parameters",
    "TooFewGroups",
    "compare",
    "corpus_hash",
    "environment",
    "group",
    "layout",
    "lessons",
]
