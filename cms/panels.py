"""What this room adds to lower pages: syntheses of a consultation, citations of a proposal, and mine."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.actions import PUBLISHED, WITHDRAWN, anchor, path_of
from cms.models import Citation, Finding, SynthesisPage
from cms.standing import reason, with_standing
from consult.models import ConsultationPage, JournalEntry
from consult.panels import ConsultationPanel, consultation_panels
from consult.register import event_descriptions
from participants.models import User
from participants.registries import SpacePanel, space_panels
from proposals.models import Proposal
from proposals.panels import ProposalPanel, Reader, proposal_panels


def syntheses(consultation: ConsultationPage, request: HttpRequest) -> list[dict[str, Any]] | None:
    """The published syntheses of a consultation; None without any. Two queries."""
    pages = SynthesisPage.objects.of(consultation).published()
    found = [
        {"title": page.title, "url": path_of(page), "lead": page.lead, "date": page.first_published_at}
        for page in pages
    ]
    return found or None


consultation_panels.register("syntheses", order=10)(
    ConsultationPanel(template="cms/_syntheses.html", gather=syntheses, place="main")
)


class Published:
    """The findings of published syntheses, with the place of each on its page. One query."""

    def __init__(self, pages: Iterable[SynthesisPage]) -> None:
        self.pages = list(pages)
        self.numbers: dict[int, int] = {}
        counts: dict[int, int] = {}
        rows = Finding.objects.filter(page__in=self.pages).order_by("page", "sort_order", "pk")
        for pk, page in rows.values_list("pk", "page"):
            counts[page] = self.numbers[pk] = counts.get(page, 0) + 1

    def url(self, finding: Finding, page: SynthesisPage) -> str:
        return f"{path_of(page)}#{anchor(self.numbers[finding.pk])}"


def fates(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """Which findings cite each published proposal, or why none does; nothing before a synthesis. Five queries.

    Proposals come with their consultation.
    """
    paths = {proposal.consultation.path: proposal.consultation_id for proposal in proposals}
    beneath = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))
    pages = [page for page in SynthesisPage.objects.published().filter(beneath) if _above(page) in paths]
    if not pages:
        return {}
    published = Published(pages)
    citing = _citing(proposals, pages)
    uncited = [proposal for proposal in proposals if proposal.pk not in citing and proposal.is_published]
    reasons = _reasons(uncited)
    found: dict[int, Any] = {}
    for proposal in proposals:
        own = [page for page in pages if paths[_above(page)] == proposal.consultation_id]
        if not own or not proposal.is_published:
            continue
        found[proposal.pk] = {
            "findings": _findings(citing.get(proposal.pk, []), own, published),
            "editions": [{"label": page.title, "url": path_of(page)} for page in own],
            "reason": reasons.get(proposal.pk, "") if _in_time(proposal, own) else _arrived_later(),
        }
    return found


def _above(page: SynthesisPage) -> str:
    """The path of the page's parent."""
    path: str = page.path[: -page.steplen]
    return path


def _citing(proposals: Sequence[Proposal], pages: Sequence[SynthesisPage]) -> dict[int, list[Finding]]:
    citations = (
        Citation.objects.filter(finding__page__in=pages, version__proposal__in=[row.pk for row in proposals])
        .select_related("finding", "version")
        .order_by("finding__page", "finding__sort_order", "finding")
    )
    found: dict[int, list[Finding]] = {}
    for citation in citations:
        findings = found.setdefault(citation.version.proposal_id, [])
        if citation.finding not in findings:
            findings.append(citation.finding)
    return found


def _findings(
    findings: Sequence[Finding], pages: Sequence[SynthesisPage], published: Published
) -> list[dict[str, Any]]:
    by_key = {page.pk: page for page in pages}
    return [
        {
            "statement": finding.statement,
            "kind": finding.get_kind_display(),
            "url": published.url(finding, by_key[finding.page_id]),
            "edition": by_key[finding.page_id].title,
        }
        for finding in findings
        if finding.page_id in by_key
    ]


def _in_time(proposal: Proposal, pages: Sequence[SynthesisPage]) -> bool:
    """Whether a synthesis was published after the proposal was."""
    dates = [page.last_published_at for page in pages if page.last_published_at]
    return proposal.published_at is None or not dates or proposal.published_at <= max(dates)


def _arrived_later() -> str:
    return _("It arrived after the synthesis was published.")


def _reasons(proposals: Sequence[Proposal]) -> dict[int, str]:
    """Why each is not cited, as far as the grouping tells. One query, none without proposals."""
    if not proposals:
        return {}
    rows = with_standing(Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals])).order_by()
    return {pk: reason(standing) for pk, standing in rows.values_list("pk", "standing")}


proposal_panels.register("citations", order=10)(ProposalPanel(gather=fates, template="cms/_fate.html", place="fate"))


def cited_in(participant: User) -> list[dict[str, Any]] | None:
    """The findings that cite one's own proposals; None without any. Four queries."""
    pages = {page.pk: page for page in SynthesisPage.objects.published()}
    citations = (
        Citation.objects.filter(finding__page__in=pages, version__proposal__author=participant)
        .select_related("finding", "version__proposal__consultation")
        .order_by("-finding__page", "finding__sort_order", "pk")
    )
    listed = list(citations) if pages else []
    published = Published(pages[key] for key in {citation.finding.page_id for citation in listed})
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for citation in listed:
        page, proposal = pages[citation.finding.page_id], citation.version.proposal
        found[citation.finding_id, proposal.pk] = {
            "statement": citation.finding.statement,
            "url": published.url(citation.finding, page),
            "edition": page.title,
            "reference": proposal.reference,
            "proposal_url": proposal.get_absolute_url(),
        }
    return list(found.values()) or None


space_panels.register("cited_in", order=30)(SpacePanel(template="cms/_space.html", gather=cited_in))


@event_descriptions.register(PUBLISHED)
def describe_publication(entry: JournalEntry) -> str:
    findings, contributions = entry.content["findings"], entry.content["contributions"]
    return " ".join(
        [
            ngettext(
                "A synthesis of %(n)d finding was published.", "A synthesis of %(n)d findings was published.", findings
            )
            % {"n": findings},
            ngettext("It cites %(n)d contribution.", "It cites %(n)d contributions.", contributions)
            % {"n": contributions},
        ]
    )


@event_descriptions.register(WITHDRAWN)
def describe_withdrawal(entry: JournalEntry) -> str:
    return _("A synthesis was taken out of view.")
