"""What happens that followers are told of: whom it concerns, and what is said of it.

References only, no words of citizens: those would stay in notices when they are withheld or erased. Mails add the
title as it is when they leave.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.following.targets import (
    amendment_target,
    argument_target,
    consultation_target,
    proposal_target,
)
from proposals.models import Amendment, Argument, Proposal, Version


class Event(NamedTuple):
    """``doers`` are not told, by account; ``owners`` are those whose text it is on, where they are told with followers.

    ``about`` has to be in view when it is told, and again when a mail leaves.
    """

    kind: str  # of its notices: a person has one at most
    targets: list[str]
    doers: set[int]
    owners: set[int]
    about: str
    url: str
    words: Callable[[], tuple[str, str]]


def event_of(kind: str, pk: int) -> Event | None:
    """The event behind a task; None when its rows are gone. One query."""
    return EVENTS[kind](pk)


def _published(pk: int) -> Event | None:
    proposal = Proposal.objects.select_related("consultation").filter(pk=pk).first()
    if proposal is None:
        return None
    names = {"reference": proposal.reference, "title": proposal.consultation.title}
    return Event(
        f"published_{pk}",
        [consultation_target(proposal.consultation)],
        _people(proposal.author_id),
        set(),
        proposal_target(proposal),
        proposal.get_absolute_url(),
        lambda: (_("A new proposal, %(reference)s, in “%(title)s”") % names, ""),
    )


def _changed(pk: int) -> Event | None:
    version = Version.objects.select_related("proposal__consultation").filter(pk=pk).first()
    if version is None:
        return None
    proposal = version.proposal
    names = {"reference": proposal.reference, "version": version.number}
    return Event(
        f"version_{pk}",
        [proposal_target(proposal)],
        _people(proposal.author_id),
        set(),
        proposal_target(proposal),
        reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, version.number]),
        lambda: (_("Proposal %(reference)s has a new version, number %(version)d") % names, ""),
    )


def _argued(pk: int) -> Event | None:
    rows = Argument.objects.select_related("proposal__consultation", "answers")
    argument = rows.filter(pk=pk).first()
    if argument is None:
        return None
    answered = argument.answers.author_id if argument.answers else None
    return Event(
        f"argument_{pk}",
        [proposal_target(argument.proposal)],
        _people(argument.author_id),
        _people(argument.proposal.author_id, answered),
        argument_target(argument),
        argument.get_absolute_url(),
        lambda: (_subject_of(argument), ""),
    )


def _subject_of(argument: Argument) -> str:
    """Needs ``answers``."""
    names = {"reference": argument.proposal.reference}
    if argument.answers:
        return _("A reply to argument %(argument)s") % {"argument": f"{names['reference']}-A{argument.answers.number}"}
    subjects = {
        Argument.Stance.FOR: _("An argument for proposal %(reference)s"),
        Argument.Stance.AGAINST: _("An argument against proposal %(reference)s"),
        Argument.Stance.NUANCE: _("A nuance on proposal %(reference)s"),
    }
    return subjects[Argument.Stance(argument.stance)] % names


def _amendment(pk: int) -> Amendment | None:
    return Amendment.objects.select_related("proposal__consultation", "made").filter(pk=pk).first()


def _proposed(pk: int) -> Event | None:
    amendment = _amendment(pk)
    if amendment is None:
        return None
    names = {"reference": amendment.proposal.reference}
    return Event(
        f"proposed_{pk}",
        [proposal_target(amendment.proposal)],
        _people(amendment.author_id, amendment.proposal.author_id),  # told already, with what they can do
        set(),
        amendment_target(amendment),
        amendment.get_absolute_url(),
        lambda: (_("Other words are proposed for proposal %(reference)s") % names, ""),
    )


def _accepted(pk: int) -> Event | None:
    amendment = _amendment(pk)
    if amendment is None or amendment.made is None:
        return None
    proposal = amendment.proposal
    names = {"reference": proposal.reference, "amendment": amendment.reference, "version": amendment.made.number}
    return Event(
        f"amended_{pk}",  # as those who took position are told: once each
        [proposal_target(proposal)],
        _people(amendment.author_id, proposal.author_id),
        set(),
        proposal_target(proposal),
        reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, amendment.made.number]),
        lambda: (
            _("Proposal %(reference)s has a new version, number %(version)d") % names,
            _("Its author has accepted the amendment %(amendment)s.") % names,
        ),
    )


def _people(*keys: int | None) -> set[int]:
    return {key for key in keys if key is not None}


EVENTS: dict[str, Callable[[int], Event | None]] = {
    "published": _published,
    "version": _changed,
    "argument": _argued,
    "proposed": _proposed,
    "accepted": _accepted,
}
