"""Syntheses for tests: drafts and published ones, in one line."""

from collections.abc import Sequence
from typing import Any

from cms.models import Citation, Finding, SynthesisDesk, SynthesisPage
from consult.models import ConsultationPage
from proposals.models import Argument, Proposal
from synthesis.freezing import freeze_corpus

Source = Proposal | Argument
Row = tuple[str, str, Sequence[tuple[Source, str]]]


def write_findings(page: SynthesisPage, rows: Sequence[Row]) -> list[Finding]:
    """(kind, statement, [(proposal or argument, words)]) on the desk; agreements say that nobody says the contrary."""
    found = []
    for order, (kind, statement, cited) in enumerate(rows):
        finding = Finding.objects.create(
            page=page, kind=kind, statement=statement, sort_order=order, no_contrary=kind == "agreement"
        )
        for place, (source, words) in enumerate(cited):
            cite(finding, source, words, sort_order=place)
        found.append(finding)
    return found


def cite(finding: Finding, source: Source, words: str = "", **fields: Any) -> Citation:
    """A citation of a proposal as it is now, or of an argument."""
    quoted = source.current if isinstance(source, Proposal) else source
    citation = Citation.quoting(quoted, words, **fields)
    citation.finding = finding
    citation.save()
    return citation


def draft(consultation: ConsultationPage, rows: Sequence[Row], *, freeze: bool = True, **fields: Any) -> SynthesisPage:
    """A synthesis that nobody reads yet, with one revision; the corpus is what is published now, if anything is."""
    page = SynthesisPage(title=fields.pop("title", "Ce que disent les réponses"), live=False, **fields)
    consultation.add_child(instance=page)
    if freeze and Proposal.objects.filter(consultation=consultation, published_at__isnull=False).exists():
        SynthesisDesk.objects.create(page=page, corpus=freeze_corpus(consultation=consultation, by=None))
    write_findings(page, rows)
    page.save_revision()
    return page


def published(consultation: ConsultationPage, rows: Sequence[Row], **fields: Any) -> SynthesisPage:
    """A synthesis in view, in its first edition."""
    page = draft(consultation, rows, **fields)
    page.get_latest_revision().publish()
    return SynthesisPage.objects.get(pk=page.pk)
