"""What must hold before a synthesis is published, each with a sentence that says what is missing."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from cms.models import SynthesisPage


class FindingWithoutCitation(ValidationError):
    """A finding that is not editorial rests on nothing."""


def require_citations(page: "SynthesisPage") -> None:
    """Raise ``FindingWithoutCitation``, naming each finding that is not editorial and cites nothing."""
    orphans = [
        finding.statement
        for finding in page.findings.all()
        if finding.kind != finding.Kind.EDITORIAL and not finding.citations.all()
    ]
    if orphans:
        raise FindingWithoutCitation(
            [
                _("“%(statement)s” rests on no citation: add one, or mark the finding as editorial.")
                % {"statement": statement}
                for statement in orphans
            ]
        )
