from cms.models.answer import Answer, Commitment, CommitmentQuerySet, CommitmentStep, Standing
from cms.models.desk import SynthesisDesk
from cms.models.edition import Edition, EditionCitation, EditionFinding, Fate, words_hash
from cms.models.opinion import Opinion
from cms.models.pages import ArticlePage, HomePage
from cms.models.public_reading import PublicReading, Remark, RemarkAnswer
from cms.models.second_reading import SecondAnswer, SecondReading, SecondReadingItem
from cms.models.set_aside import ThemeSetAside
from cms.models.synthesis import (
    Citation,
    Finding,
    FindingWording,
    NotToTheLetter,
    SynthesisPage,
)

__all__ = [
    "Answer",
    "ArticlePage",
    "Citation",
    "Commitment",
    "CommitmentQuerySet",
    "CommitmentStep",
    "Edition",
    "EditionCitation",
    "EditionFinding",
    "Fate",
    "Finding",
    "FindingWording",
    "HomePage",
    "NotToTheLetter",
    "Opinion",
    "PublicReading",
    "Remark",
    "RemarkAnswer",
    "SecondAnswer",
    "SecondReading",
    "SecondReadingItem",
    "Standing",
    "SynthesisDesk",
    "SynthesisPage",
    "ThemeSetAside",
    "words_hash",
]
