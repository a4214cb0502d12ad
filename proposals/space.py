"""What this room adds to “my space”: my proposals and arguments with their state, my positions."""

from typing import Any

from django.utils.translation import gettext as _

from participants.models import User
from participants.registries import SpacePanel, space_panels
from proposals.cards import card_extras
from proposals.models import Argument, Proposal
from proposals.models.published import Publishable
from proposals.sent_back import ChangeAsked, asked_of
from proposals.words import WORD_OF

MOST_POSITIONS = 50  # shown; the others are in the export of one's data


def my_texts(participant: User) -> dict[str, Any]:
    """My proposals and arguments, the newest first. Three queries at most, and those of the cards' panels."""
    proposals = list(participant.proposals.select_related("current", "consultation").order_by("-created_at", "-pk"))
    arguments = participant.arguments.select_related("proposal__current", "proposal__consultation")
    extras, asked = card_extras(proposals, participant), asked_of(proposals)
    return {
        "proposals": [
            {**_proposal(proposal, asked.get(proposal.pk)), "extras": extras[proposal.pk]} for proposal in proposals
        ],
        "arguments": [_argument(argument) for argument in arguments.order_by("-created_at", "-pk")],
    }


def my_positions(participant: User) -> dict[str, Any]:
    """Where I stand, the newest first. Two queries."""
    positions = participant.positions.select_related("proposal__current", "proposal__consultation", "version")
    newest = positions.order_by("-changed_at", "-pk")[:MOST_POSITIONS]
    total = participant.positions.count()
    return {
        "positions": [
            {
                "word": WORD_OF[position.value],
                "since": position.changed_at,
                "version": position.version.number,
                **_subject(position.proposal),
            }
            for position in newest
        ],
        "total": total,
        "left_out": max(total - MOST_POSITIONS, 0),
    }


def _subject(proposal: Proposal) -> dict[str, Any]:
    in_view = proposal.is_published or proposal.state == Publishable.State.SUBMITTED
    return {
        "reference": proposal.reference,
        "url": proposal.get_absolute_url(),
        "title": (proposal.title if in_view else "") or proposal.reference,
        "consultation": proposal.consultation.title,
    }


def _proposal(proposal: Proposal, asked: ChangeAsked | None) -> dict[str, Any]:
    is_back = asked is not None and not asked.is_answered
    state = _("A moderator asks you for a change") if is_back else state_sentence(proposal)
    return {**_subject(proposal), "date": proposal.created_at, "state": state}


def _argument(argument: Argument) -> dict[str, Any]:
    return {
        **_subject(argument.proposal),
        "reference": argument.reference,
        "url": argument.get_absolute_url(),
        "text": argument.text,
        "stance": argument.label,
        "date": argument.created_at,
        "state": state_sentence(argument),
    }


def state_sentence(text: Publishable) -> str:
    """Where a text is on its way to the public, for its author."""
    if text.state == Publishable.State.SUBMITTED:
        return _("Waits for a moderator")
    if text.state == Publishable.State.WITHHELD:
        return _("Withheld from view. Ground: %(ground)s") % {"ground": text.withheld_ground}
    if isinstance(text, Proposal) and text.withdrawn_at is not None:
        return _("Withdrawn by you")
    return _("Published")


space_panels.register("my_texts", order=10)(SpacePanel(template="proposals/_my_texts.html", gather=my_texts))
space_panels.register("my_positions", order=40)(
    SpacePanel(template="proposals/_my_positions.html", gather=my_positions)
)
