"""This room's part of the export of one's data, and of the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from participants.models import User
from participants.registries import erasers, exporters
from proposals.erasing_texts import erase_refused
from proposals.models import Argument, Proposal, Version


@exporters.register("proposals", order=100)
def proposal_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Every version of one's proposals. Two queries, and one for the tags."""
    versions = (
        Version.objects.filter(proposal__author=participant)
        .select_related("proposal__consultation", "proposal__withdrawn_for")
        .prefetch_related("proposal__tags")  # type: ignore[misc]  # the plugin does not know taggit
        .order_by("proposal", "number")
    )
    return [
        {
            "consultation": version.proposal.consultation.slug,
            "reference": version.proposal.reference,
            "version": version.number,
            "title": version.title,
            "text": version.text,
            "tags": [tag.name for tag in version.proposal.tags.all()],
            "state": version.proposal.state,
            "created_at": version.created_at,
            "published_at": version.proposal.published_at,
            "withheld_at": version.proposal.withheld_at,
            "ground": version.proposal.withheld_ground,
            "withdrawn_at": version.proposal.withdrawn_at,
            "withdrawn_for": version.proposal.withdrawn_for.reference if version.proposal.withdrawn_for else "",
            "fingerprint": version.fingerprint,
            "address": version.proposal.get_absolute_url(),
        }
        for version in versions
    ]


@exporters.register("arguments", order=110)
def argument_rows(participant: User) -> Sequence[dict[str, Any]]:
    """One's arguments. One query."""
    return [
        {
            "consultation": argument.proposal.consultation.slug,
            "reference": argument.reference,
            "stance": argument.stance,
            "answers": f"{argument.proposal.reference}-A{argument.answers.number}" if argument.answers else "",
            "text": argument.text,
            "source": argument.source_url,
            "state": argument.state,
            "created_at": argument.created_at,
            "published_at": argument.published_at,
            "withheld_at": argument.withheld_at,
            "ground": argument.withheld_ground,
            "address": argument.get_absolute_url(),
        }
        for argument in participant.arguments.select_related("proposal__consultation", "answers").order_by("pk")
    ]


@exporters.register("positions", order=120)
def position_rows(participant: User) -> Sequence[dict[str, Any]]:
    """One's positions. One query."""
    rows = participant.positions.select_related("proposal__consultation", "version").order_by("pk")
    return [
        {
            "consultation": position.proposal.consultation.slug,
            "proposal": position.proposal.reference,
            "version": position.version.number,
            "position": position.value,
            "taken_at": position.created_at,
            "changed_at": position.changed_at,
        }
        for position in rows
    ]


@erasers.register("proposals", order=100)
def erase_contributions(participant: User) -> dict[str, int]:
    """Positions go; what nobody has read goes too; what was public stays, without its author.

    A proposal that still waited keeps its number and its empty, dated placeholder: the fingerprint of its
    version was sealed. Of a published one, the versions from before its publication are emptied likewise; so is what
    was withheld before anybody but moderators had read it. Eleven queries, and four for each text that is emptied.
    """
    positions, _rows = participant.positions.all().delete()
    waiting = participant.proposals.filter(state=Proposal.State.SUBMITTED)
    erased = [_erase_waiting(proposal) for proposal in waiting.select_related("consultation")]
    erase_refused(participant)
    Version.objects.filter(proposal__author=participant).never_published().blank(at=timezone.now())
    _all, gone = participant.arguments.filter(state=Argument.State.SUBMITTED).delete()  # with their rows of the index
    kept = participant.proposals.update(author=None) + participant.arguments.update(author=None)
    return {
        "positions": positions,
        "waiting_proposals": len([proposal for proposal in erased if proposal]),
        "waiting_arguments": gone.get("proposals.Argument", 0),
        "texts_kept_without_author": kept - len(erased),
    }


def _erase_waiting(proposal: Proposal) -> Proposal:
    now = timezone.now()
    proposal.versions.all().blank(at=now)
    proposal.tags.clear()
    proposal.search_text = ""
    proposal.save(update_fields=["search_text"])
    with translation.override(proposal.language):
        proposal.withhold(ground=_("Erased by its author before publication"), at=now)
    return proposal
