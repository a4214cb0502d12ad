"""May someone do something: one function per act, each answering with the reason when not."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from consult.errors import Closed, DomainError, NotAllowed
from consult.models import ConsultationPage
from participants.consents import has_consented
from proposals.models import Proposal

if TYPE_CHECKING:
    from participants.models import User


class ConsentNeeded(NotAllowed):
    """Opinions are sensitive data: nothing is stored before the person agreed to how they are used."""


class SignInNeeded(NotAllowed):
    """Reading needs no account; taking part does."""


def refuse_submitting(participant: "User | None", consultation: ConsultationPage, *, at: datetime) -> None:
    """Raise unless the participant may submit a proposal. Two queries: phases, consent."""
    _refuse_closed(consultation, "submit", at, _("This consultation takes no new proposal at the moment."))
    _refuse_stranger(participant)


def refuse_arguing(participant: "User | None", proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may argue on the proposal. Two queries: phases, consent."""
    _refuse_unpublished(proposal)
    _refuse_closed(proposal.consultation, "argue", at, _("Arguments can no longer be given here."))
    _refuse_stranger(participant)


def refuse_taking_position(participant: "User | None", proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may take position on the proposal. Two queries: phases, consent."""
    _refuse_unpublished(proposal)
    _refuse_closed(
        proposal.consultation,
        "take_position",
        at,
        _("The time for taking position is over: this position was not recorded."),
    )
    _refuse_stranger(participant)


def may_submit(participant: "User | None", consultation: ConsultationPage, *, at: datetime) -> bool:
    return _holds(lambda: refuse_submitting(participant, consultation, at=at))


def may_argue(participant: "User | None", proposal: Proposal, *, at: datetime) -> bool:
    return _holds(lambda: refuse_arguing(participant, proposal, at=at))


def may_take_position(participant: "User | None", proposal: Proposal, *, at: datetime) -> bool:
    return _holds(lambda: refuse_taking_position(participant, proposal, at=at))


def _holds(refuse: Callable[[], None]) -> bool:
    try:
        refuse()
    except DomainError:
        return False
    return True


def _refuse_closed(consultation: ConsultationPage, right: str, at: datetime, sentence: str) -> None:
    if not consultation.opens(right, at):
        raise Closed(sentence, consultation.url or "/", _("Back to the consultation"))


def _refuse_unpublished(proposal: Proposal) -> None:
    if not proposal.is_published:
        raise Closed(
            _("This proposal is not published: nothing can be added to it."),
            reverse("proposals:list", args=[proposal.consultation.slug]),
            _("See the other proposals"),
        )


def _refuse_stranger(participant: "User | None") -> None:
    if participant is None or not participant.is_authenticated:
        raise SignInNeeded(_("Sign in to take part."), reverse("participants:sign_in"), _("Sign in"))
    if not participant.is_active:
        raise NotAllowed(_("This account is suspended: it can read, and take part again later."))
    if not has_consented(participant):
        raise ConsentNeeded(
            _("Before you take part, please read how your opinions are used and agree to it."),
            reverse("participants:welcome") + "?" + urlencode({"next": "/"}),
            _("Read and agree"),
        )
