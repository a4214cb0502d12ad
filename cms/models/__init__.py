from cms.models.edition import Edition, EditionCitation, EditionFinding, Fate, words_hash
from cms.models.pages import ArticlePage, HomePage
from cms.models.synthesis import (
    Citation,
    Finding,
    FindingWording,
    NotToTheLetter,
    SynthesisDesk,
    SynthesisPage,
    ThemeSetAside,
)

__all__ = [
    "ArticlePage",
    "Citation",
    "Edition",
    "EditionCitation",
    "EditionFinding",
    "Fate",
    "Finding",
    "FindingWording",
    "HomePage",
    "NotToTheLetter",
    "SynthesisDesk",
    "SynthesisPage",
    "ThemeSetAside",
    "words_hash",
]
