"""Rows held while a wording changes: always the proposal first, then the amendment, so that nobody waits in a ring."""

from datetime import datetime

from proposals.models import Amendment, Proposal, Version


def hold_proposal(proposal: Proposal) -> Proposal:
    """The proposal as it is now, its row held until the transaction ends; its version is read after the wait.

    A version joined to the locked row would be the one from before the wait: none at all, once changed. Two queries.
    """
    held = Proposal.objects.select_for_update(of=("self",)).select_related("consultation", "author").get(pk=proposal.pk)
    assert held.current_id is not None  # a proposal is created with its first version
    held.current = Version.objects.get(pk=held.current_id)
    return held


def hold_amendment(amendment: Amendment) -> Amendment:
    """The amendment as it is now with its proposal, both rows held until the transaction ends. Three queries."""
    proposal = hold_proposal(Proposal(pk=amendment.proposal_id))
    rows = Amendment.objects.select_for_update(of=("self",)).select_related("version", "author")
    held = rows.get(pk=amendment.pk)
    held.proposal = proposal
    held.version.proposal = proposal
    return held


def outdate(proposal: Proposal, *, at: datetime) -> int:
    """Close what was proposed on a former wording: its author may renew it. Returns how many. One query."""
    return Amendment.objects.filter(proposal=proposal).close(Amendment.Outcome.OUTDATED, at=at)
