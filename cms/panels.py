"""What this room adds to lower pages: syntheses of a consultation, citations of a proposal, and mine."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.addresses import path_of
from cms.editions.publishing import PUBLISHED, WITHDRAWN
from cms.models import SynthesisPage
from cms.page.above import syntheses_in_view
from cms.page.fate import all_editions, citing, citing_arguments, fates_told, last_editions
from consult.models import ConsultationPage, JournalEntry
from consult.panels import ConsultationPanel, consultation_panels
from consult.register import event_descriptions
from participants.models import User
from participants.registries import SpacePanel, space_panels
from proposals.models import Argument, Proposal
from proposals.panels import ArgumentAddition, ProposalPanel, Reader, argument_additions, proposal_panels


def syntheses(consultation: ConsultationPage, request: HttpRequest) -> list[dict[str, Any]] | None:
    """The published syntheses of a consultation; None without any. One query."""
    pages = syntheses_in_view(consultation)
    found = [
        {"title": page.title, "url": path_of(page), "lead": page.lead, "date": page.first_published_at}
        for page in pages
    ]
    return found or None


consultation_panels.register("syntheses", order=10)(
    ConsultationPanel(template="cms/_syntheses.html", gather=syntheses, place="main")
)


def fates(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """What became of each proposal in each synthesis in view, edition by edition; nothing before one. Four queries.

    Proposals come with their consultation. One that was never public is not talked about; one that was withheld
    since is, without its words. What is in no edition came too late for the last one.
    """
    public = [proposal for proposal in proposals if proposal.published_at and not _waits(proposal)]
    editions = all_editions(_pages_above(public)) if public else []
    told = fates_told(public, editions) if editions else {}
    return {key: {"syntheses": list(by_page.values())} for key, by_page in told.items() if by_page}


def _waits(proposal: Proposal) -> bool:
    return proposal.state == Proposal.State.SUBMITTED


def _pages_above(proposals: Sequence[Proposal]) -> list[SynthesisPage]:
    """The syntheses in view of the consultations of these proposals. One query a consultation: pages show one."""
    consultations = {proposal.consultation_id: proposal.consultation for proposal in proposals}
    return [page for consultation in consultations.values() for page in syntheses_in_view(consultation)]


proposal_panels.register("citations", order=10)(ProposalPanel(gather=fates, template="cms/_fate.html", place="fate"))


def cited_arguments(arguments: Sequence[Argument], reader: Reader) -> Mapping[int, Mapping[str, Any]]:
    """The findings that cite each argument, in the last edition of each synthesis in view. Three queries."""
    public = [argument for argument in arguments if argument.is_published]
    pages = _pages_above([argument.proposal for argument in public]) if public else []
    found = citing_arguments(public, last_editions(pages)) if pages else {}
    return {key: {"cited_by": findings} for key, findings in found.items()}


argument_additions.register("citations")(ArgumentAddition(gather=cited_arguments))


def cited_in(participant: User) -> list[dict[str, Any]] | None:
    """The findings that cite one's own proposals; None without any. Four queries at most."""
    own = list(participant.proposals.filter(state=Proposal.State.PUBLISHED).select_related("consultation"))
    editions = last_editions(SynthesisPage.objects.published()) if own else []
    cited = citing([proposal.pk for proposal in own], editions) if editions else {}
    found = [
        {**finding, "reference": proposal.reference, "proposal_url": proposal.get_absolute_url()}
        for proposal in own
        for edition in editions
        for finding in cited.get(edition.pk, {}).get(proposal.pk, [])
        if not finding["by_argument"]
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
