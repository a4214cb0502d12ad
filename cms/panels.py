"""What this room adds to lower pages: syntheses of a consultation, citations of a proposal, and mine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.addresses import anchor, path_of, path_of_edition
from cms.editions.publishing import PUBLISHED, WITHDRAWN
from cms.editions.words import fate_sentence
from cms.models import Edition, EditionCitation, Fate, SynthesisPage
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


def fates(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """What became of each proposal in the last edition of each synthesis in view; nothing before one. Five queries.

    Proposals come with their consultation. One that came after the last edition has no row in it: it came too late.
    """
    editions = _editions_above(proposals)
    if not editions:
        return {}
    public = [proposal.pk for proposal in proposals if proposal.is_published]
    told: dict[int, list[Fate]] = defaultdict(list)
    rows = Fate.objects.filter(edition__in=[edition.pk for edition in editions], proposal__in=public)
    for fate in rows.select_related("theme").order_by("-edition__published_at"):
        told[fate.proposal_id].append(fate)
    citing = _citing(public, editions)
    found: dict[int, Any] = {}
    for proposal in proposals:
        own = [edition for edition in editions if edition.corpus.consultation_id == proposal.consultation_id]
        if own and proposal.is_published:
            found[proposal.pk] = {
                "findings": citing.get(proposal.pk, []),
                "editions": [{"label": edition.title, "url": path_of_edition(edition)} for edition in own],
                "reason": _reason(told.get(proposal.pk, [])),
            }
    return found


def _editions_above(proposals: Sequence[Proposal]) -> list[Edition]:
    """The last edition of each synthesis in view of their consultations. Two queries."""
    paths = {proposal.consultation.path for proposal in proposals}
    beneath = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))
    return last_editions(SynthesisPage.objects.published().filter(beneath))


def last_editions(pages: Iterable[SynthesisPage]) -> list[Edition]:
    """The last edition of each page, in the order of the pages; pages without one are left out. One query."""
    by_page = {page.pk: page for page in pages}
    last: dict[int, Edition] = {}
    editions = Edition.objects.published().filter(page__in=by_page).select_related("corpus")
    for edition in editions.order_by("number"):
        edition.page = by_page[edition.page_id]
        last[edition.page_id] = edition
    return [last[key] for key in by_page if key in last]


def _citing(proposals: Sequence[int], editions: Sequence[Edition]) -> dict[int, list[dict[str, Any]]]:
    """By proposal, the findings that cite it. One query."""
    by_key = {edition.pk: edition for edition in editions}
    citations = EditionCitation.objects.filter(finding__edition__in=by_key, version__proposal__in=proposals)
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    rows = citations.select_related("finding").order_by("-finding__edition__published_at", "finding__number", "order")
    for citation in rows.annotate(proposal=F("version__proposal")):
        finding = citation.finding
        edition = by_key[finding.edition_id]
        found[citation.proposal].setdefault(
            finding.pk,
            {
                "statement": finding.statement,
                "kind": finding.get_kind_display(),
                "url": f"{path_of_edition(edition)}#{anchor(finding.number)}",
                "edition": edition.title,
            },
        )
    return {proposal: list(rows.values()) for proposal, rows in found.items()}


def _reason(told: Sequence[Fate]) -> str:
    """Why it is not cited, as the last edition says; what is in none came after it."""
    return fate_sentence(told[0] if told else Fate(kind=Fate.Kind.TOO_LATE))


proposal_panels.register("citations", order=10)(ProposalPanel(gather=fates, template="cms/_fate.html", place="fate"))


def cited_in(participant: User) -> list[dict[str, Any]] | None:
    """The findings that cite one's own proposals; None without any. Four queries."""
    own = list(participant.proposals.filter(state=Proposal.State.PUBLISHED).select_related("consultation"))
    editions = last_editions(SynthesisPage.objects.published()) if own else []
    citing = _citing([proposal.pk for proposal in own], editions) if editions else {}
    found = [
        {**finding, "reference": proposal.reference, "proposal_url": proposal.get_absolute_url()}
        for proposal in own
        for finding in citing.get(proposal.pk, [])
    ]
    return found or None


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


@event_descriptions.register("synthesis.in_view_again")
def describe_return(entry: JournalEntry) -> str:
    return _("Edition %(number)d of a synthesis is in view again.") % {"number": entry.content["edition"]}
