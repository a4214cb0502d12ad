"""The buttons to follow, on the pages of a proposal and of a consultation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from consult.models import ConsultationPage
from consult.panels import ConsultationPanel, consultation_panels
from participants.following import as_button, is_followed
from proposals.following.targets import consultation_target, proposal_target
from proposals.models import Proposal
from proposals.panels import ProposalPanel, Reader, proposal_panels


def of_proposals(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """A button for each that is in view with its words. Needs ``current``.

    No query where ``is_followed`` came with each, one at most elsewhere.
    """
    targets = {proposal.pk: proposal_target(proposal) for proposal in proposals if _may_follow(proposal)}
    known = {proposal.pk: getattr(proposal, "is_followed", None) for proposal in proposals if proposal.pk in targets}
    if None in known.values():
        followed = is_followed(reader, targets.values())
    else:
        followed = {targets[key] for key, follows in known.items() if follows}
    urls = {proposal.pk: proposal.get_absolute_url() for proposal in proposals}
    return {key: as_button(target, reader, followed, urls[key]) for key, target in targets.items()}


def _may_follow(proposal: Proposal) -> bool:
    said = proposal.current is not None and proposal.current.blanked_at is None
    return proposal.is_published and said


def of_consultation(consultation: ConsultationPage, request: HttpRequest) -> Mapping[str, Any] | None:
    """One query at most; nothing while it is not in view."""
    if not consultation.live:
        return None
    target = consultation_target(consultation)
    return as_button(target, request.user, is_followed(request.user, [target]), request.path)


proposal_panels.register("follow", order=5)(
    ProposalPanel(gather=of_proposals, template="proposals/_follow.html", place="aside")
)
consultation_panels.register("follow", order=5)(
    ConsultationPanel(template="proposals/_follow_consultation.html", gather=of_consultation, place="aside")
)
