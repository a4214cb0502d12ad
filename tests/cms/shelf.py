"""Syntheses for tests: drafts and published ones, in one line."""

from collections.abc import Sequence
from typing import Any

from cms.models import Citation, Finding, SynthesisPage
from consult.models import ConsultationPage
from proposals.models import Proposal

Row = tuple[str, str, Sequence[tuple[Proposal, str]]]


def findings_of(rows: Sequence[Row]) -> list[Finding]:
    """(kind, statement, [(proposal, words)]) as unsaved findings with their citations."""
    found = []
    for order, (kind, statement, cited) in enumerate(rows):
        finding = Finding(kind=kind, statement=statement, sort_order=order)
        finding.citations = [Citation.quoting(proposal.current, words) for proposal, words in cited]
        found.append(finding)
    return found


def draft(consultation: ConsultationPage, rows: Sequence[Row], **fields: Any) -> SynthesisPage:
    """A synthesis that nobody reads yet, with one revision."""
    page = SynthesisPage(title=fields.pop("title", "Ce que disent les réponses"), live=False, **fields)
    page.findings = findings_of(rows)
    consultation.add_child(instance=page)
    page.save_revision()
    return page


def published(consultation: ConsultationPage, rows: Sequence[Row], **fields: Any) -> SynthesisPage:
    """A synthesis in view."""
    page = draft(consultation, rows, **fields)
    page.get_latest_revision().publish()
    return SynthesisPage.objects.get(pk=page.pk)
