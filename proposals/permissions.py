"""May someone do something: one function per act, each answering with the reason when not.

Each costs one query, which reads the open phase and the consent together: a position is taken often. Those that let
somebody write ask the upper rooms besides whether their writing is paused (``proposals.pausing``): one query more.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.errors import Closed, DomainError, NotAllowed, NotYours
from consult.models import ConsultationPage, Phase
from participants.models import Consent
from proposals.models import Argument, Proposal
from proposals.pausing import refuse_paused

if TYPE_CHECKING:
    from participants.models import User


class ConsentNeeded(NotAllowed):
    """Opinions are sensitive data: nothing is stored before the person agreed to how they are used."""


class SignInNeeded(NotAllowed):
    """Reading needs no account; taking part does."""


class OwnArgument(NotAllowed):
    """Nobody marks their own argument as convincing."""


def own_argument_sentence() -> str:
    return _("This argument is yours: whether it convinces is for others to say.")


def refuse_submitting(participant: "User | None", consultation: ConsultationPage, *, at: datetime) -> None:
    """Raise unless the participant may submit a proposal. Two queries."""
    refuse_comparing(participant, consultation, at=at)
    refuse_paused(participant, consultation, at=at)


def refuse_comparing(participant: "User | None", consultation: ConsultationPage, *, at: datetime) -> None:
    """Raise unless the participant may compare what they type with what is there: whose writing is paused may.

    One query.
    """
    standing = _standing(participant, consultation, at)
    _refuse_closed(standing, consultation, "submit", _("This consultation takes no new proposal at the moment."))
    _refuse_stranger(participant, standing)


def refuse_arguing(participant: "User | None", proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may argue on the proposal. Two queries."""
    _refuse_unpublished(proposal)
    standing = _standing(participant, proposal.consultation, at)
    _refuse_closed(standing, proposal.consultation, "argue", _("Arguments cannot be given here at the moment."))
    _refuse_stranger(participant, standing)
    refuse_paused(participant, proposal.consultation, at=at)


def refuse_replying(participant: "User | None", argument: Argument, *, at: datetime) -> None:
    """Raise unless the participant may reply to the argument: one that stands, and is no reply itself.

    Two queries.
    """
    if not argument.takes_deeds:
        raise Closed(
            _("One replies to arguments that are in view, and not to a reply."),
            argument.get_absolute_url(),
            _("Back to the argument"),
        )
    refuse_arguing(participant, argument.proposal, at=at)


def refuse_marking(participant: "User | None", argument: Argument, *, at: datetime, takes_back: bool = False) -> None:
    """Raise unless the participant may say whether an argument convinces them, or no longer does. One query.

    Taking the mark back asks for no consent. It is open while one argues or takes position; one's own argument
    convinces nobody twice.
    """
    if not argument.takes_deeds:
        raise Closed(
            _("Only arguments that are in view are marked as convincing."),
            argument.get_absolute_url(),
            _("Back to the argument"),
        )
    _refuse_unpublished(argument.proposal)
    standing = _standing(participant, argument.proposal.consultation, at)
    right = "argue" if standing.phase is not None and standing.phase.may_argue else "take_position"
    sentence = _("Arguments cannot be marked as convincing at the moment.")
    _refuse_closed(standing, argument.proposal.consultation, right, sentence)
    _refuse_stranger(participant, _consented(standing) if takes_back else standing)
    if participant is not None and argument.author_id == participant.pk:
        raise OwnArgument(
            own_argument_sentence(),
            argument.get_absolute_url(),
            _("Back to the argument"),
        )


def refuse_taking_position(participant: "User | None", proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may take position on the proposal. One query."""
    _refuse_unpublished(proposal)
    standing = _standing(participant, proposal.consultation, at)
    _refuse_closed(
        standing,
        proposal.consultation,
        "take_position",
        _("The time for taking position is over, or has not begun: this position was not recorded."),
    )
    _refuse_stranger(participant, standing)


def refuse_taking_back(participant: "User | None", proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may take their position back: while positions are open. One query.

    A withdrawn proposal lets go of them as any other: it takes nothing new, and holds nobody. What only removes asks
    for no consent: it is withdrawn as easily as it was given, and nothing that rested on it is held back.
    """
    _refuse_out_of_view(proposal)
    standing = _standing(participant, proposal.consultation, at)
    sentence = _("The time for taking position is over, or has not begun: your position stays as it is.")
    _refuse_closed(standing, proposal.consultation, "take_position", sentence)
    _refuse_stranger(participant, _consented(standing))


def refuse_drafting(participant: "User | None") -> None:
    """Raise unless the participant may keep a draft. One query.

    No phase has to be open: what was typed is not lost when it closes meanwhile.
    """
    consented = participant is not None and participant.consents.filter(withdrawn_at__isnull=True).exists()
    _refuse_stranger(participant, _Standing(None, consented))


def refuse_amending(participant: "User | None", proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may propose or answer another wording: whoever may argue or submit.

    Two queries.
    """
    _refuse_unpublished(proposal)
    standing = _standing(participant, proposal.consultation, at)
    right = "argue" if standing.phase is not None and standing.phase.may_argue else "submit"
    sentence = _("The wording of proposals cannot be changed at the moment.")
    _refuse_closed(standing, proposal.consultation, right, sentence)
    _refuse_stranger(participant, standing)
    refuse_paused(participant, proposal.consultation, at=at)


def refuse_withdrawing(participant: "User | None", proposal: Proposal, *, at: datetime, restores: bool = False) -> None:
    """Raise unless this is the author of a published proposal, while a phase takes words or positions. One query.

    Afterwards the synthesis rests on it. Withdrawing only removes, and asks for no consent; restoring does.
    """
    if participant is None or proposal.author_id != participant.pk:
        raise NotYours(_("This page does not exist."))
    if not proposal.is_published:
        raise Closed(
            _("Only a published proposal is withdrawn."), proposal.get_absolute_url(), _("Back to the proposal")
        )
    standing = _standing(participant, proposal.consultation, at)
    rights = ("submit", "argue", "take_position")
    right = next((right for right in rights if getattr(standing.phase, f"may_{right}", False)), "submit")
    sentence = _("Proposals can no longer be withdrawn: the synthesis is being made of them.")
    _refuse_closed(standing, proposal.consultation, right, sentence)
    _refuse_stranger(participant, standing if restores else _consented(standing))


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


class _Standing(NamedTuple):
    """What stands at one instant: the phase that is open, and whether a consent is in force."""

    phase: Phase | None
    consented: bool


def _consented(standing: _Standing) -> _Standing:
    """The same for a deed that asks for no consent."""
    return standing._replace(consented=True)


def _standing(participant: "User | None", consultation: ConsultationPage, at: datetime) -> _Standing:
    person = participant.pk if participant is not None and participant.is_authenticated else None
    phase = next(iter(_open_phase(consultation.pk, at, person)), None)
    return _Standing(phase, bool(getattr(phase, "consented", False)))


@compiled_once
def _open_phase(consultation: int, at: datetime, person: int | None) -> QuerySet[Phase]:
    phases: QuerySet[Phase] = Phase.objects.open_at(at).filter(consultation=consultation)
    if person is not None:
        given = Consent.objects.filter(participant=person, withdrawn_at__isnull=True)
        phases = phases.annotate(consented=Exists(given))
    return phases.order_by("opens_at", "pk")[:1]


def _refuse_closed(standing: _Standing, consultation: ConsultationPage, right: str, sentence: str) -> None:
    opened = standing.phase is not None and getattr(standing.phase, f"may_{right}")
    if not (consultation.live and opened):
        raise Closed(sentence, consultation.address, _("Back to the consultation"))


def _refuse_unpublished(proposal: Proposal) -> None:
    _refuse_out_of_view(proposal)
    if proposal.current is not None and proposal.current.blanked_at is not None:
        raise Closed(
            _("The words of this proposal were erased: nothing can be added to it."),
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )
    if proposal.withdrawn_at is not None:
        raise Closed(
            _("Its author has withdrawn this proposal: nothing can be added to it."),
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )


def _refuse_out_of_view(proposal: Proposal) -> None:
    if not proposal.is_published:
        raise Closed(
            _("This proposal is not published: nothing can be added to it."),
            reverse("proposals:list", args=[proposal.consultation.slug]),
            _("See the other proposals"),
        )


def _refuse_stranger(participant: "User | None", standing: _Standing) -> None:
    if participant is None or not participant.is_authenticated:
        raise SignInNeeded(_("Sign in to take part."), reverse("participants:sign_in"), _("Sign in"))
    if not participant.is_active:
        raise NotAllowed(_("This account is suspended: it can read, and take part again later."))
    if not standing.consented:
        raise ConsentNeeded(
            _("Before you take part, please read how your opinions are used and agree to it."),
            reverse("participants:welcome") + "?" + urlencode({"next": "/"}),
            _("Read and agree"),
        )
