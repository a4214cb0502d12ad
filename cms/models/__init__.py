from cms.models.pages import ArticlePage, HomePage
from cms.models.synthesis import Citation, Finding, SynthesisPage

__all__ = ["ArticlePage", "Citation", "Finding", "HomePage", "SynthesisPage"]
