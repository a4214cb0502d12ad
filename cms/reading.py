"""The context of a synthesis: its findings with what they rest on, what it covers, how it was made."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cms.actions import anchor, path_of
from cms.models import Citation, Finding, SynthesisPage
from cms.standing import part_labels, with_standing
from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.figures import figures_of
from proposals.models import Proposal, Version
from synthesis.reading import latest_run


def synthesis_context(page: SynthesisPage, request: HttpRequest) -> dict[str, Any]:
    """All that the page shows. Ten queries, however many findings; a preview reads the draft in memory."""
    consultation = ConsultationPage.objects.parent_of(page).get()
    findings, resting = _draft(page) if getattr(request, "is_preview", False) else _published(page)
    versions = _versions(citation.version_id for rows in resting.values() for citation in rows)
    rows = [
        finding_data(number, finding, resting[key], versions, foreign_language(consultation.language))
        for number, (key, finding) in enumerate(findings, start=1)
    ]
    run = latest_run(consultation)
    cited = {version.proposal_id for version in versions.values()}
    counted = figures_of([consultation.pk])[consultation.pk]
    return {
        "consultation": consultation,
        "consultation_url": path_of(consultation),
        "lang": foreign_language(consultation.language),
        "sections": sections(rows),
        "finding_count": len(rows),
        "people": counted.people,
        "voices": counted.voices,
        "proposal_count": counted.proposals,
        "cited_count": len(cited),
        "coverage": coverage(consultation, cited, at=page.last_published_at),
        "run": run,
        "crumbs": [
            {"label": _("Home"), "url": "/"},
            {"label": consultation.title, "url": path_of(consultation)},
            {"label": page.title, "url": ""},
        ],
    }


Findings = Sequence[tuple[Any, Finding]]
Resting = dict[Any, list[Citation]]


def _published(page: SynthesisPage) -> tuple[Findings, Resting]:
    resting: Resting = defaultdict(list)
    for citation in Citation.objects.filter(finding__page=page).order_by("sort_order", "pk"):
        resting[citation.finding_id].append(citation)
    return [(row.pk, row) for row in Finding.objects.filter(page=page).order_by("sort_order", "pk")], resting


def _draft(page: SynthesisPage) -> tuple[Findings, Resting]:
    findings = list(enumerate(page.findings.all()))
    return findings, {key: list(finding.citations.all()) for key, finding in findings}


def _versions(keys: Iterable[int]) -> dict[int, Version]:
    related = ("proposal__author", "proposal__imported_from", "proposal__consultation")
    return Version.objects.select_related(*related).in_bulk(set(keys))


def finding_data(
    number: int, finding: Finding, citations: Sequence[Citation], versions: dict[int, Version], lang: str
) -> dict[str, Any]:
    """A finding for ``components/_finding.html``. No query."""
    cited = [citation_data(citation, versions[citation.version_id], finding.kind) for citation in citations]
    return {
        "id": anchor(number),
        "number": number,
        "lang": lang,
        "kind": finding.kind,
        "statement": finding.statement,
        # linebreaks escapes what an editor typed (autoescape), so what is marked safe holds its own tags only.
        "body": mark_safe(linebreaks(finding.comment, autoescape=True)) if finding.comment else "",  # noqa: S308
        "citations": cited,
        "citation_count": len(cited),
    }


def citation_data(citation: Citation, version: Version, kind: str) -> dict[str, Any]:
    """A citation for ``components/_citation.html``; withheld or erased words are not in it. No query."""
    proposal = version.proposal
    state = state_of(version)
    url = proposal.get_absolute_url()
    version_url = reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, version.number])
    return {
        "text": "" if state in ("withheld", "erased") else citation.words,
        "reference": proposal.reference,
        "url": version_url if state == "modified" else url,
        "author": proposal.author.public_name if proposal.author else "",
        "origin": proposal.imported_from.source if proposal.imported_from else "",
        "date": proposal.published_at,
        "lang": foreign_language(proposal.language),
        "state": state,
        "ground": proposal.withheld_ground,
        "current_url": url,
        "pepite": kind == Finding.Kind.PEPITE,
    }


def state_of(version: Version) -> str:
    """``withheld``, ``erased``, ``modified`` since it was cited, or nothing to say."""
    if not version.proposal.is_published:
        return "withheld"
    if version.blanked_at is not None:
        return "erased"
    return "modified" if version.proposal.current_id != version.pk else ""


def sections(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings one after the other as the editor set them, under a heading for each run of one kind."""
    headings = {
        Finding.Kind.AGREEMENT: _("What people agree on"),
        Finding.Kind.DISAGREEMENT: _("What people disagree on"),
        Finding.Kind.PEPITE: _("Rare ideas"),
        Finding.Kind.QUESTION: _("Open questions"),
        Finding.Kind.EDITORIAL: _("Words of the editors"),
    }
    found: list[dict[str, Any]] = []
    for row in rows:
        if not found or found[-1]["kind"] != row["kind"]:
            found.append({"kind": row["kind"], "heading": headings.get(row["kind"], ""), "findings": []})
        found[-1]["findings"].append(row)
    return found


def coverage(consultation: ConsultationPage, cited: set[int], *, at: datetime | None) -> dict[str, Any] | None:
    """How the contributions fare, each counted once; None where there is none. One query.

    What a machine grouped and no person has read is told apart from what a person confirmed. What was published after
    ``at``, when the synthesis was, came too late for it.
    """
    counts: dict[str, int] = defaultdict(int)
    late = Q(published_at__gt=at) if at else Q(pk__in=[])
    rows = (
        with_standing(Proposal.objects.filter(consultation=consultation).exclude(state=Proposal.State.SUBMITTED))
        .annotate(
            is_cited=Exists(Proposal.objects.filter(pk=OuterRef("pk"), pk__in=cited)),
            is_late=Case(When(late, then=Value(True)), default=Value(False)),
        )
        .order_by()
        .values_list("state", "is_cited", "is_late", "standing")
        .annotate(total=Count("pk"))
    )
    for state, is_cited, is_late, standing, total in rows:
        counts[_part(state, is_cited, is_late, standing)] += total
    return _bar(counts)


def _part(state: str, is_cited: bool, is_late: bool, standing: str) -> str:
    if state == Proposal.State.WITHHELD:
        return "withheld"
    if is_cited:
        return "cited"
    return "too_late" if is_late else standing


def _bar(counts: dict[str, int]) -> dict[str, Any] | None:
    total = sum(counts.values())
    if not total:
        return None
    parts, start = [], 0
    for kind, label in part_labels().items():
        if counts[kind]:
            percent = round(100 * counts[kind] / total)
            parts.append({"kind": kind, "label": label, "count": counts[kind], "start": start, "percent": percent})
            start += counts[kind]
    return {"total": total, "parts": parts}
