"""What can be followed here: a proposal, and what comes into a consultation; what notices speak of."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.openings import reference_of
from participants.following import consultations_of, numbers_of, target_of
from participants.models import Follow
from participants.registries import follow_targets, notice_subjects
from proposals.models import Amendment, Argument, Proposal

PROPOSAL = "proposition"
CONSULTATION = "consultation"
ARGUMENT = "argument"
AMENDMENT = "amendement"
ALL_OF_IT = "propositions"


def proposal_target(proposal: Proposal) -> str:
    """Needs ``consultation``."""
    return target_of(reference_of(proposal.consultation), PROPOSAL, proposal.reference)


def target_at(consultation: ConsultationPage, number: int) -> str:
    """The proposal of that number."""
    return target_of(reference_of(consultation), PROPOSAL, f"P-{number}")


def follow_exists(target: str, person: int | None) -> Exists:
    """Whether a person, by key, follows a target, as a part of a query."""
    return Exists(Follow.objects.filter(participant=person, target=target))


def consultation_target(consultation: ConsultationPage) -> str:
    return target_of(reference_of(consultation), CONSULTATION, ALL_OF_IT)


def argument_target(argument: Argument) -> str:
    """Needs ``proposal`` and its ``consultation``."""
    return target_of(reference_of(argument.proposal.consultation), ARGUMENT, argument.reference)


def amendment_target(amendment: Amendment) -> str:
    """Needs ``proposal`` and its ``consultation``."""
    return target_of(reference_of(amendment.proposal.consultation), AMENDMENT, amendment.reference)


@follow_targets.register(PROPOSAL)
def find_proposals(targets: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """The proposals among these that anyone may read, withdrawn ones too. Three queries."""
    rows = Proposal.objects.published().with_words().filter(**_within(targets, "consultation"))
    rows = rows.filter(number__in=numbers_of(targets)).select_related("consultation", "current")
    named = ((proposal_target(row), row) for row in rows)
    return {target: (label_of(row), row.get_absolute_url()) for target, row in named if target in targets}


@follow_targets.register(CONSULTATION)
def find_consultations(targets: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """The consultations among these that anyone may read. Three queries."""
    rows = ConsultationPage.objects.readable().filter(translation_key__in=consultations_of(targets))
    named = ((consultation_target(row), row) for row in rows)
    return {
        target: (_("New proposals in “%(title)s”") % {"title": row.title}, row.get_url() or "/")
        for target, row in named
        if target in targets
    }


@notice_subjects.register(PROPOSAL)
def proposals_in_view(targets: Sequence[str]) -> Mapping[str, str]:
    """Three queries."""
    return {target: label for target, (label, _url) in find_proposals(targets).items()}


@notice_subjects.register(ARGUMENT)
def arguments_in_view(targets: Sequence[str]) -> Mapping[str, str]:
    """The arguments among these that anyone may read, by the name of their proposal. Three queries."""
    rows = Argument.objects.listed().exclude(text="").filter(**_within(targets, "proposal__consultation"))
    rows = rows.filter(proposal__number__in=numbers_of(targets))
    named = ((argument_target(row), row) for row in rows.select_related("proposal__consultation", "proposal__current"))
    return {target: label_of(row.proposal) for target, row in named if target in targets}


@notice_subjects.register(AMENDMENT)
def amendments_in_view(targets: Sequence[str]) -> Mapping[str, str]:
    """The amendments among these that anyone may read, by the name of their proposal. Three queries."""
    rows = Amendment.objects.listed().filter(blanked_at=None, **_within(targets, "proposal__consultation"))
    rows = rows.filter(proposal__number__in=numbers_of(targets))
    named = ((amendment_target(row), row) for row in rows.select_related("proposal__consultation", "proposal__current"))
    return {target: label_of(row.proposal) for target, row in named if target in targets}


def label_of(proposal: Proposal) -> str:
    """Needs ``current``."""
    return f"{proposal.reference} – {proposal.title}"


def _within(targets: Sequence[str], field: str) -> dict[str, object]:
    """Those of the consultations named that anyone may read."""
    readable = ConsultationPage.objects.readable().filter(translation_key__in=consultations_of(targets))
    return {f"{field}__in": readable}
