"""The context of a synthesis: its findings with what they rest on, what it covers, how it was made."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cms.addresses import anchor, edition_path, path_of
from cms.editions.fates import account_of, fates_in
from cms.editions.statements import Statement, at_work, cited_proposals, of_edition, proposal_of, source_of
from cms.editions.words import part_labels
from cms.models import Citation, Edition, EditionCitation, Finding, SynthesisDesk, SynthesisPage
from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.figures import figures_of
from proposals.models import Argument, Version
from synthesis.reading import latest_run


def synthesis_context(page: SynthesisPage, request: HttpRequest, edition: Edition | None = None) -> dict[str, Any]:
    """All that the page shows: an edition, the last one unless given; a preview shows what is on the desk.

    Fourteen queries, however many findings.
    """
    consultation = page.consultation
    if getattr(request, "is_preview", False):
        shown = _desk_context(page, consultation)
    else:
        edition = edition or Edition.objects.of(page).published().select_related("run", "corpus").first()
        shown = edition_context(edition, consultation) if edition else _empty_context(page)
    return {
        **shown,
        "consultation": consultation,
        "consultation_url": path_of(consultation),
        "lang": foreign_language(consultation.language),
        "crumbs": [
            {"label": _("Home"), "url": "/"},
            {"label": consultation.title, "url": path_of(consultation)},
            {"label": page.title, "url": ""},
        ],
    }


def edition_context(edition: Edition, consultation: ConsultationPage) -> dict[str, Any]:
    """What an edition says, from its own rows. Nine queries; comes with ``run`` and ``corpus``."""
    statements = of_edition(edition)
    page = edition.page
    numbers = Edition.objects.of(page).published().values_list("number", "published_at")
    return {
        **_shown(statements, consultation),
        "title": edition.title,
        "lead": edition.lead,
        "how_made": edition.how_made,
        "edition": edition,
        "editions": [
            {"number": number, "date": at, "url": edition_path(page, number), "here": number == edition.number}
            for number, at in numbers
        ],
        "figures": edition.figures,
        "coverage": bar(edition.figures["fates"]),
        "run": edition.run,
        "corpus": edition.corpus,
    }


def _desk_context(page: SynthesisPage, consultation: ConsultationPage) -> dict[str, Any]:
    """What the desk holds now, for a preview. Twelve queries."""
    from django.utils import timezone

    statements, corpus, run = at_work(page), SynthesisDesk.of(page).corpus, latest_run(consultation)
    counted = figures_of([consultation.pk])[consultation.pk]
    fates: dict[str, int] = {}
    if corpus is not None:
        cited = cited_proposals(statements)
        fates = dict(account_of(fates_in(corpus, cited, run, until=timezone.now())).kinds)
    figures = {"people": counted.people, "voices": counted.voices, "corpus": corpus.size if corpus else 0}
    return {
        **_empty_context(page),
        **_shown(statements, consultation),
        "figures": figures,
        "coverage": bar(fates),
        "run": run,
        "corpus": corpus,
    }


def _empty_context(page: SynthesisPage) -> dict[str, Any]:
    return {
        "title": page.title,
        "lead": page.lead,
        "how_made": page.how_made,
        "edition": None,
        "editions": [],
        "sections": [],
        "finding_count": 0,
        "cited_count": 0,
        "figures": {},
        "coverage": None,
        "run": None,
        "corpus": None,
    }


def _shown(statements: Sequence[Statement], consultation: ConsultationPage) -> dict[str, Any]:
    rows = [finding_data(statement, foreign_language(consultation.language)) for statement in statements]
    return {
        "sections": sections(rows),
        "finding_count": len(rows),
        "cited_count": len(cited_proposals(statements)),
    }


def finding_data(statement: Statement, lang: str) -> dict[str, Any]:
    """A finding for ``components/_finding.html``. No query."""
    number, finding, citations = statement
    cited = [citation_data(citation, finding.kind) for citation in citations]
    return {
        "id": anchor(number),
        "number": number,
        "lang": lang,
        "kind": finding.kind,
        "section": finding.section,
        "statement": finding.statement,
        # linebreaks escapes what an editor typed (autoescape), so what is marked safe holds its own tags only.
        "body": mark_safe(linebreaks(finding.comment, autoescape=True)) if finding.comment else "",  # noqa: S308
        "citations": [row for row in cited if row["role"] == Citation.Role.SUPPORT],
        "contrary": [row for row in cited if row["role"] == Citation.Role.CONTRARY],
        "no_contrary": finding.no_contrary,
        "citation_count": sum(row["role"] == Citation.Role.SUPPORT for row in cited),
    }


def citation_data(citation: Citation | EditionCitation, kind: str) -> dict[str, Any]:
    """A citation for ``components/_citation.html``; withheld or erased words are not in it. No query."""
    source, proposal = source_of(citation), proposal_of(citation)
    subject = source if isinstance(source, Argument) else proposal
    state = state_of(source)
    url = subject.get_absolute_url()
    if state == "modified" and isinstance(source, Version):
        url = reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, source.number])
    return {
        "text": "" if state in ("withheld", "erased") else citation.words,
        "role": citation.role,
        "reference": subject.reference,
        "url": url,
        "author": subject.author.public_name if subject.author else "",
        "origin": subject.imported_from.source if subject.imported_from else "",
        "date": subject.published_at,
        "lang": foreign_language(proposal.language),
        "state": state,
        "ground": subject.withheld_ground or proposal.withheld_ground,
        "current_url": subject.get_absolute_url(),
        "pepite": kind == Finding.Kind.PEPITE,
    }


def state_of(source: Version | Argument) -> str:
    """``withheld``, ``erased``, ``modified`` since it was cited, or nothing to say."""
    if not source.proposal.is_published or (isinstance(source, Argument) and not source.is_published):
        return "withheld"
    if not source.text:
        return "erased"
    return "modified" if isinstance(source, Version) and source.proposal.current_id != source.pk else ""


def sections(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings one after the other as the editor set them, under a heading for each run of one section or kind."""
    headings = {
        Finding.Kind.AGREEMENT: _("What people agree on"),
        Finding.Kind.DISAGREEMENT: _("What people disagree on"),
        Finding.Kind.PEPITE: _("Rare ideas"),
        Finding.Kind.QUESTION: _("Open questions"),
        Finding.Kind.EDITORIAL: _("Words of the editors"),
    }
    found: list[dict[str, Any]] = []
    for row in rows:
        key = (row["section"], "" if row["section"] else row["kind"])
        if not found or found[-1]["key"] != key:
            heading = row["section"] or headings.get(row["kind"], "")
            found.append({"key": key, "kind": row["kind"], "heading": heading, "findings": []})
        found[-1]["findings"].append(row)
    return found


def bar(fates: dict[str, int]) -> dict[str, Any] | None:
    """How the contributions fare, for ``components/_share_bar.html``; None where there is none."""
    total = sum(fates.values())
    if not total:
        return None
    parts, start = [], 0
    for kind, label in part_labels().items():
        count = fates.get(kind, 0)
        if count:
            percent = round(100 * count / total)
            parts.append({"kind": kind, "label": label, "count": count, "start": start, "percent": percent})
            start += count
    return {"total": total, "parts": parts}
