"""Findings with what they rest on, read alike from the desk and from an edition."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cms.models import Citation, Edition, EditionCitation, EditionFinding, Finding, SynthesisPage
from consult.models import ConsultationPage
from proposals.models import Argument, Proposal, Version


class Statement(NamedTuple):
    """A finding, its number on the page, and its citations with their sources."""

    number: int
    finding: Finding | EditionFinding
    citations: Sequence[Citation | EditionCitation]


def at_work(page: SynthesisPage) -> list[Statement]:
    """The findings that editors are writing, in order. Five queries at most."""
    findings = list(Finding.objects.standing().filter(page=page).select_related("theme"))
    citations = Citation.objects.filter(finding__page=page).order_by("sort_order", "pk")
    return _together(list(enumerate(findings, start=1)), citations)


def of_edition(edition: Edition, consultation: ConsultationPage | None = None) -> list[Statement]:
    """The findings of an edition, in order. Five queries at most; four where its consultation is at hand."""
    listed = EditionFinding.objects.select_related("theme").order_by("number")
    prefetch_related_objects([edition], Prefetch("findings", listed))  # asked for by what is added to the page too
    findings = edition.findings.all()
    citations = EditionCitation.objects.filter(finding__edition=edition).order_by("order")
    return _together([(finding.number, finding) for finding in findings], citations, consultation)


def source_of(citation: Citation | EditionCitation) -> Version | Argument:
    """What is cited: a version of a proposal, or an argument."""
    source = citation.version or citation.argument
    assert source is not None  # a constraint of both tables
    return source


def proposal_of(citation: Citation | EditionCitation) -> Proposal:
    """The proposal whose words are cited, or on which the cited argument was given."""
    return source_of(citation).proposal


GONE = frozenset({"withheld", "erased"})


def state_of(source: Version | Argument) -> str:
    """``withheld``, ``erased``, ``modified`` since it was cited, or nothing to say. No query."""
    if not source.proposal.is_published or (isinstance(source, Argument) and not source.is_published):
        return "withheld"
    if not source.text:
        return "erased"
    return "modified" if isinstance(source, Version) and source.proposal.current_id != source.pk else ""


def cited_proposals(statements: Iterable[Statement]) -> set[int]:
    """Primary keys of the proposals whose own words are cited."""
    return {
        citation.version.proposal_id
        for statement in statements
        for citation in statement.citations
        if citation.version is not None
    }


def _together(
    findings: Sequence[tuple[int, Any]], citations: QuerySet[Any], consultation: ConsultationPage | None = None
) -> list[Statement]:
    listed = list(citations)
    versions, arguments = _versions(listed), _arguments(listed)
    proposals = [row.proposal for row in versions.values()] + [row.proposal for row in arguments.values()]
    _with_their_consultation(proposals, consultation)
    resting: dict[int, list[Any]] = defaultdict(list)
    for citation in listed:
        if citation.version_id:
            citation.version = versions[citation.version_id]
        else:
            citation.argument = arguments[citation.argument_id]
        resting[citation.finding_id].append(citation)
    return [Statement(number, finding, resting[finding.pk]) for number, finding in findings]


# What is shown of a cited version and of its proposal: accounts and proposals are large rows.
_OF_A_VERSION = (
    *("number", "title", "text", "created_at", "fingerprint", "blanked_at"),
    *("proposal__number", "proposal__consultation", "proposal__language", "proposal__current"),
    *("proposal__state", "proposal__published_at", "proposal__withheld_ground", "proposal__first_public_version"),
    *("proposal__author__display_name", "proposal__imported_from__source"),
)


def _versions(citations: Iterable[Any]) -> dict[int, Version]:
    keys = {citation.version_id for citation in citations if citation.version_id}
    if not keys:
        return {}
    rows = Version.objects.select_related("proposal__author", "proposal__imported_from").only(*_OF_A_VERSION)
    return rows.in_bulk(keys)


def _arguments(citations: Iterable[Any]) -> dict[int, Argument]:
    keys = {citation.argument_id for citation in citations if citation.argument_id}
    return Argument.objects.select_related("author", "imported_from", "proposal").in_bulk(keys) if keys else {}


def _with_their_consultation(proposals: Sequence[Proposal], known: ConsultationPage | None) -> None:
    """Give proposals their consultation, read once and not with each of them: a Wagtail page is a large row."""
    keys = {proposal.consultation_id for proposal in proposals}
    pages = {known.pk: known} if known and keys <= {known.pk} else ConsultationPage.objects.in_bulk(keys)
    for proposal in proposals:
        proposal.consultation = pages[proposal.consultation_id]
