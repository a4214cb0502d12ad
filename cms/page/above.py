"""The syntheses of a consultation, which most of its pages ask for."""

from typing import Any

from cms.models import SynthesisPage
from cms.models.synthesis import SynthesisQuerySet
from consult.compiled import compiled_once
from consult.models import ConsultationPage

_KEPT = "_syntheses_in_view"


def syntheses_in_view(consultation: ConsultationPage) -> list[SynthesisPage]:
    """Those that everyone may read, the newest first. One query, the first time.

    Several panels of one page ask: the row, which lives as long as that page's making, keeps the answer.
    """
    kept: Any = vars(consultation)
    if _KEPT not in kept:
        kept[_KEPT] = _in_view(consultation.path)
    pages: list[SynthesisPage] = kept[_KEPT]
    return pages


@compiled_once
def _in_view(path: str) -> SynthesisQuerySet:
    pages: SynthesisQuerySet = SynthesisPage.objects.right_beneath(path).published()
    return pages
