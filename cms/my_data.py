"""This room's part of the export of one's data: what one wrote, left out and published as an editor.

Erasing an account empties these links by itself; what was done stays, without its author.
"""

from collections.abc import Sequence
from typing import Any

from cms.models import Citation, Edition, Finding, FindingWording, SynthesisDesk, ThemeSetAside
from participants.models import User
from participants.registries import exporters


@exporters.register("findings_added", order=356)
def finding_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Findings that one wrote first, as they stand. One query."""
    findings = Finding.objects.filter(added_by=participant).select_related("page").order_by("pk")
    return [
        {"synthesis": finding.page.title, "finding": str(finding.key), "statement": finding.statement}
        for finding in findings
    ]


@exporters.register("citations_added", order=357)
def citation_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Words that one cited: where they stand, since they are another's. One query."""
    citations = Citation.objects.filter(added_by=participant).order_by("pk")
    sources = citations.select_related("finding__page", "version__proposal", "argument__proposal")
    return [
        {
            "synthesis": citation.finding.page.title,
            "finding": str(citation.finding.key),
            "source": _source(citation),
            "start": citation.start,
            "end": citation.end,
        }
        for citation in sources
    ]


def _source(citation: Citation) -> str:
    if citation.argument is not None:
        return citation.argument.reference
    return citation.version.proposal.reference if citation.version is not None else ""


@exporters.register("findings_changed", order=360)
def wording_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Wordings of findings that one replaced or took out. One query."""
    wordings = FindingWording.objects.filter(by=participant).select_related("finding__page").order_by("pk")
    return [
        {
            "synthesis": wording.finding.page.title,
            "finding": str(wording.finding.key),
            "replaced": wording.statement,
            "comment_replaced": wording.comment,
            "at": wording.at,
        }
        for wording in wordings
    ]


@exporters.register("themes_set_aside", order=370)
def aside_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Themes that one left out of a synthesis. One query."""
    asides = ThemeSetAside.objects.filter(by=participant).select_related("page", "theme").order_by("pk")
    return [
        {"synthesis": aside.page.title, "theme": aside.theme.reference, "reason": aside.reason, "at": aside.at}
        for aside in asides
    ]


@exporters.register("editions_published", order=380)
def edition_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Editions that one published. One query."""
    editions = Edition.objects.filter(published_by=participant).order_by("pk")
    return [
        {
            "synthesis": edition.title,
            "kind": edition.kind,
            "number": edition.number,
            "public_reason": edition.public_reason,
            "at": edition.published_at,
        }
        for edition in editions
    ]


@exporters.register("gates_passed", order=390)
def reason_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Public reasons that one gave for the next edition. One query."""
    desks = SynthesisDesk.objects.filter(reason_by=participant).select_related("page").order_by("pk")
    return [
        {"synthesis": desk.page.title, "reason": desk.public_reason, "gates": list(desk.reason_gates or [])}
        for desk in desks
    ]
